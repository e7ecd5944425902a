"""The interactive payloads that Slack sends to an app, as JSON."""

from typing import Any

from bot.sandbox import forms, payloads, unfurls
from bot.sandbox.blocks import VALUE_KEYS, Control
from bot.sandbox.state import Json, Message, State, Values, View
from bot.sandbox.typed import escaped


def base(state: State, person_id: str, kind: str) -> Json:
    """Write what all interactive payloads begin with."""
    person = state.people[person_id]
    return {
        "type": kind,
        "user": {
            "id": person.id,
            "username": person.handle,
            "name": person.handle,
            "team_id": state.cast.team_id,
        },
        "api_app_id": state.cast.app_id,
        "token": state.app.verification_token,
        "team": {"id": state.cast.team_id, "domain": state.cast.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def reply_url(state: State, key: str) -> str:
    """Write a response URL."""
    return f"{state.app.base_url}/hooks/{state.cast.team_id}/{key}"


def command(state: State, person_id: str, channel_id: str, name: str, typed: str, gesture: int) -> Json:
    """Write a slash command, as the fields of its form."""
    key = state.tickets.reply_url(person_id, channel_id, gesture)
    return {
        "token": state.app.verification_token,
        "team_id": state.cast.team_id,
        "team_domain": state.cast.domain,
        "channel_id": channel_id,
        "channel_name": channel(state, channel_id)["name"],
        "user_id": person_id,
        "user_name": state.people[person_id].handle,
        "command": name,
        "text": escaped(state, typed, labelled=True),
        "api_app_id": state.cast.app_id,
        "is_enterprise_install": "false",
        "response_url": reply_url(state, key),
        "trigger_id": state.tickets.trigger(person_id, gesture),
    }


def channel(state: State, channel_id: str) -> Json:
    """Write a channel in short."""
    one = state.channels[channel_id]
    return {"id": one.id, "name": "directmessage" if one.is_im else one.name}


def in_message(state: State, message: Message, control: Control | None = None) -> Json:
    """Write where a control in a message stands, or in an unfurled link below it.

    Ephemeral messages come without their content.
    """
    is_ephemeral = message.only_for is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel_id,
        "is_ephemeral": is_ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    result = {"container": container, "channel": channel(state, message.channel_id)}
    unfurled = unfurls.under(message, control.block_id, control.action_id) if control else None
    if unfurled is not None:
        container |= {"type": "message_attachment", "attachment_id": unfurled["id"], "is_app_unfurl": True}
        container["app_unfurl_url"] = unfurled["app_unfurl_url"]
        result["app_unfurl"] = unfurled
    return result if is_ephemeral else result | {"message": payloads.message(state, message, True)}


def in_view(state: State, view: View) -> Json:
    """Write where a control in a view stands."""
    written = payloads.view(state, view, view.values)
    return {"container": {"type": "view", "view_id": view.id}, "view": written}


def action(state: State, control: Control, chosen: Json | None) -> Json:
    """Write one entry of `actions`."""
    element = control.element
    result: Json = {
        "type": control.type,
        "action_id": control.action_id,
        "block_id": control.block_id,
        "action_ts": state.clock.stamp(),
    }
    for key in ("text", "value", "style", "placeholder", "confirm"):
        if key in element:
            result[key] = element[key]
    if control.type in VALUE_KEYS and not chosen:
        result[VALUE_KEYS[control.type]] = forms.empty(control.type)
    return result | {key: value for key, value in (chosen or {}).items() if key != "type"}


def response_urls(state: State, view: View, values: Values, gesture: int) -> list[Json]:
    """Write the response URLs of a submission: one for each channel select that asked for it."""
    result: list[Json] = []
    for block in view.blocks:
        element: dict[str, Any] = block.get("element") or {}
        if element.get("response_url_enabled"):
            value = values[block["block_id"]][element["action_id"]]
            channel_id = value.get(VALUE_KEYS[element["type"]])
            if channel_id in state.channels:
                key = state.tickets.reply_url(view.person_id, channel_id, gesture)
                where = {"block_id": block["block_id"], "action_id": element["action_id"]}
                result.append(where | {"channel_id": channel_id, "response_url": reply_url(state, key)})
    return result
