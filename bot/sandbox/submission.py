"""What a bot's answer to a submitted modal does: errors, update, push, clear, or closing it."""

from collections.abc import Callable
from typing import Any, Final

from bot.sandbox import view_stack
from bot.sandbox.carrier import Reply
from bot.sandbox.errors import SlackError
from bot.sandbox.posting import refusal
from bot.sandbox.state import Json, State, View

TROUBLE: Final = "We had some trouble connecting. Try again?"
METHOD: Final = "answer to view_submission"


def answered(state: State, view: View, reply: Reply, gesture: int) -> None:
    """Do what the acknowledgement of a submission says; what Slack would not accept leaves a line in the modal."""
    body: Any = reply.body or {}
    if reply.fault is None and body == {}:
        state.drop_view(view, gesture)
        return
    try:
        _act(state, view, body, gesture, bool(reply.fault))
    except SlackError:
        view.trouble = TROUBLE
        state.view_changed(view, gesture)


def _act(state: State, view: View, body: Any, gesture: int, is_fault: bool) -> None:
    if is_fault:
        raise SlackError("no answer")
    action = ACTIONS.get(str(body.get("response_action"))) if isinstance(body, dict) else None
    if action is None:
        payload = body if isinstance(body, dict) else {"body": body}
        messages = ["unknown response_action [json-pointer:/response_action]"]
        raise refusal(state, METHOD, "invalid_response", messages, payload, person_id=view.person_id)
    action(state, view, body, gesture)


def _errors(state: State, view: View, body: Json, gesture: int) -> None:
    errors = body.get("errors")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        unknown = sorted(set(errors) - inputs) if isinstance(errors, dict) else []
        messages = [f"no input block `{name}` [json-pointer:/errors/{name}]" for name in unknown]
        messages = messages or ["must name at least one input block [json-pointer:/errors]"]
        raise refusal(state, METHOD, "invalid_errors", messages, body, person_id=view.person_id)
    view.errors = {key: str(sentence) for key, sentence in errors.items()}
    state.view_changed(view, gesture)


def _update(state: State, view: View, body: Json, gesture: int) -> None:
    view_stack.replaced(state, view, body.get("view") or {}, gesture, METHOD)


def _push(state: State, view: View, body: Json, gesture: int) -> None:
    view_stack.pushed(state, view.person_id, body.get("view") or {}, gesture, METHOD)


def _clear(state: State, view: View, _: Json, gesture: int) -> None:
    for one in list(state.modals.get(view.person_id, [])):
        state.drop_view(one, gesture)


ACTIONS: Final[dict[str, Callable[[State, View, Json, int], None]]] = {
    "errors": _errors,
    "update": _update,
    "push": _push,
    "clear": _clear,
}
