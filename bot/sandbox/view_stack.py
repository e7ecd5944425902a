"""The life of views: checked, opened, pushed, replaced, published."""

import secrets

from bot.sandbox import forms, legality
from bot.sandbox.blocks import prepared
from bot.sandbox.errors import SlackError
from bot.sandbox.posting import refusal
from bot.sandbox.state import STACK_DEPTH, Json, State, View


def checked(state: State, method: str, content: Json, person_id: str, kind: str) -> Json:
    """Hold a view against the limits; raises SlackError (invalid_arguments, view_too_large) and keeps it."""
    complaints = legality.view_complaints(content, kind=kind)
    if complaints:
        raise refusal(state, method, "invalid_arguments", complaints, {"view": content}, person_id=person_id)
    if legality.is_too_large(content):
        messages = ["the view is larger than 250 kB [json-pointer:/view]"]
        raise refusal(state, method, "view_too_large", messages, {"view": content}, person_id=person_id)
    return content | {"blocks": prepared(content["blocks"])}


def _unique(state: State, content: Json, besides: View | None = None) -> None:
    external_id = content.get("external_id")
    if external_id:
        found = by_external_id(state, external_id)
        if found is not None and found is not besides:
            raise SlackError("duplicate_external_id")


def by_external_id(state: State, external_id: str) -> View | None:
    """Find an open view by the id that the bot gave it."""
    everything = [view for stack in state.modals.values() for view in stack] + list(state.homes.values())
    return next((v for v in everything if v.content.get("external_id") == external_id), None)


def _hash(state: State) -> str:
    return f"{state.clock.stamp().partition('.')[0]}.{secrets.token_urlsafe(6)}"


def _made(state: State, person_id: str, content: Json, previous: View | None) -> View:
    view_id = "V" + secrets.token_hex(5).upper()
    return View(
        id=view_id,
        person_id=person_id,
        content=content,
        hash=_hash(state),
        root_id=previous.root_id if previous else view_id,
        previous_id=previous.id if previous else None,
        values=forms.initial(content["blocks"]),
    )


def opened(
    state: State, person_id: str, content: Json, gesture: int, method: str = "views.open", channel_id: str | None = None
) -> View:
    """Open a modal in place of whatever stack the person has."""
    content = checked(state, method, content, person_id, "modal")
    _unique(state, content)
    for view in list(state.modals.get(person_id, [])):
        state.drop_view(view)
    view = _made(state, person_id, content, None)
    view.reply_channel_id = channel_id
    state.push_view(view, gesture)
    return view


def pushed(state: State, person_id: str, content: Json, gesture: int, method: str = "views.push") -> View:
    """Put a modal on top of the person's stack of at most three."""
    top = state.top_view(person_id)
    if top is None:
        raise SlackError("not_found")
    if len(state.modals[person_id]) >= STACK_DEPTH:
        raise SlackError("push_limit_reached")
    content = checked(state, method, content, person_id, "modal")
    _unique(state, content)
    view = _made(state, person_id, content, top)
    view.reply_channel_id = top.reply_channel_id
    state.push_view(view, gesture)
    return view


def replaced(state: State, view: View, content: Json, gesture: int | None = None, method: str = "views.update") -> View:
    """Give a view new content; fields that keep their ids keep what was typed."""
    kind = "home" if view.is_home else "modal"
    content = checked(state, method, content, view.person_id, kind)
    _unique(state, content, besides=view)
    view.content, view.hash = content, _hash(state)
    view.values = forms.carried(view.blocks, view.values)
    view.errors, view.trouble = {}, None
    state.view_changed(view, gesture)
    return view


def published(state: State, person_id: str, content: Json, expected_hash: str | None = None) -> View:
    """Publish a person's App Home."""
    known = state.homes.get(person_id)
    if expected_hash and known is not None and expected_hash != known.hash:
        raise SlackError("hash_conflict")
    if known is not None:
        return replaced(state, known, content, method="views.publish")
    view = _made(state, person_id, checked(state, "views.publish", content, person_id, "home"), None)
    state.homes[person_id] = view
    state.view_changed(view)
    return view
