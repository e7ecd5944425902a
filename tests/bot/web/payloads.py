"""What Slack posts, one of each kind, with all that a bot may rely on."""

import copy
import json
import secrets
import time
from typing import Any
from urllib.parse import urlencode

from bot.sandbox import Workspace

Json = dict[str, Any]
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
OFFICER = "U02TRANSOFF"
T18 = "leicestershire-2024:T18"


def command(slack: Workspace, name: str = "/action", text: str = "T18") -> Json:
    who = {"user_id": OFFICER, "team_id": slack.team_id, "channel_id": "D02TRANSOFF"}
    return who | {"command": name, "text": text, "trigger_id": _trigger(), "response_url": _reply_url(slack)}


def button(slack: Workspace, action_id: str = "action.show", value: str = T18) -> Json:
    pressed = {"type": "button", "action_id": action_id, "block_id": "b1", "value": value}
    return _interactive(slack, "block_actions") | {
        "actions": [pressed],
        "trigger_id": _trigger(),
        "response_url": _reply_url(slack),
        "channel": {"id": "D02TRANSOFF", "name": "directmessage"},
        "container": {"type": "message", "message_ts": "1.0", "channel_id": "D02TRANSOFF", "is_ephemeral": True},
    }


def submission(slack: Workspace, callback_id: str = "update.save", base: int | None = None, **chosen: Any) -> Json:
    values = {
        "stage": _chosen(chosen.get("stage", "Delivery")),
        "second_stage": _chosen("none"),
        "rag": _chosen(chosen.get("rag", "Green")),
        "note": {"text": {"type": "plain_text_input", "value": chosen.get("note", "All is well.")}},
    }
    view = {
        "id": "V" + secrets.token_hex(5).upper(),
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": json.dumps({"action": T18, "base": base}),
        "state": {"values": values},
    }
    return _interactive(slack, "view_submission") | {"view": view, "trigger_id": _trigger(), "response_urls": []}


def closed(slack: Workspace) -> Json:
    view = {"id": "V1", "type": "modal", "callback_id": "update.save", "private_metadata": "", "state": {"values": {}}}
    return _interactive(slack, "view_closed") | {"view": view, "is_cleared": False}


def shortcut(slack: Workspace, callback_id: str = "update_an_action") -> Json:
    return _interactive(slack, "shortcut") | {"callback_id": callback_id, "trigger_id": _trigger()}


def message_action(slack: Workspace, callback_id: str = "use_as_update") -> Json:
    about = {"message": {"type": "message", "text": "done", "ts": "1.0"}, "channel": {"id": "C02LEDNET00"}}
    return _interactive(slack, "message_action") | about | {"callback_id": callback_id, "trigger_id": _trigger()}


def suggestion(slack: Workspace) -> Json:
    where = {"action_id": "partners", "block_id": "b1", "value": "nat"}
    return _interactive(slack, "block_suggestion") | where


def event(slack: Workspace, kind: str = "app_mention", text: str = "T18") -> Json:
    heard = {"type": kind, "user": OFFICER, "channel": "C02LEDNET00", "text": text, "ts": "1.0", "event_ts": "1.0"}
    return {
        "type": "event_callback",
        "team_id": slack.team_id,
        "api_app_id": slack.app_id,
        "event_id": "Ev" + secrets.token_hex(5).upper(),
        "event_time": int(time.time()),
        "event": heard,
        "authorizations": [
            {"enterprise_id": None, "team_id": slack.team_id, "user_id": slack.bot_user_id, "is_bot": True}
        ],
    }


def challenge(slack: Workspace) -> Json:
    return {"type": "url_verification", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}


KINDS = {
    "command": command,
    "block_actions": button,
    "view_submission": submission,
    "view_closed": closed,
    "shortcut": shortcut,
    "message_action": message_action,
    "block_suggestion": suggestion,
    "event_callback": event,
    "url_verification": challenge,
}

REQUIRED = {
    "command": ("command", "user_id", "team_id", "trigger_id"),
    "block_actions": ("user", "user.id", "actions", "actions.0", "actions.0.action_id", "trigger_id"),
    "view_submission": ("user", "user.id", "view", "view.id", "view.callback_id"),
    "view_closed": ("user", "user.id", "view", "view.id", "view.callback_id"),
    "shortcut": ("user", "user.id", "callback_id"),
    "message_action": ("user", "user.id", "callback_id"),
    "block_suggestion": ("user", "user.id", "action_id"),
    "event_callback": ("event", "event.type", "event_id", "team_id"),
    "url_verification": ("challenge",),
}
"""Fields without which nobody can say who did what."""


def encoded(payload: Any, kind: str) -> tuple[bytes, str]:
    """Encode a payload the way its kind travels: body and content type."""
    if kind == "command":
        return urlencode({key: value for key, value in payload.items() if value is not None}).encode(), FORM
    if kind in ("event_callback", "url_verification"):
        return json.dumps(payload).encode(), JSON
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


def with_changed(payload: Json, path: str, value: Any) -> Json:
    """The payload with another value at a path such as `actions.0.action_id`; `...` takes the field out."""
    changed = copy.deepcopy(payload)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = changed
    for part in way:
        place = place[part]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return changed


def paths(value: Any, before: str = "") -> list[str]:
    """Every path of a payload."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, inner in items:
        path = f"{before}{key}"
        found += [path, *paths(inner, f"{path}.")]
    return found


def _interactive(slack: Workspace, kind: str) -> Json:
    user = {"id": OFFICER, "username": "transport.officer", "team_id": slack.team_id}
    return {"type": kind, "user": user, "team": {"id": slack.team_id, "domain": "sandbox"}, "enterprise": None}


def _chosen(value: str) -> Json:
    option = {"text": {"type": "plain_text", "text": value}, "value": value}
    return {"choice": {"type": "static_select", "selected_option": option}}


def _trigger() -> str:
    return f"1.2.{secrets.token_hex(8)}"


def _reply_url(slack: Workspace) -> str:
    return f"{slack.url}/hooks/{slack.team_id}/gone"
