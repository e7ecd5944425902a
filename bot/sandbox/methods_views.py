"""Web API methods for views: open, push, update, publish."""

from typing import Any

from bot.sandbox import payloads, view_stack
from bot.sandbox.errors import SlackError
from bot.sandbox.state import Json, State, View


def _content(args: Json) -> Json:
    content: Any = args.get("view")
    if not isinstance(content, dict):
        raise SlackError("invalid_arguments", ("missing required field: view [json-pointer:/view]",))
    return content


def _answer(state: State, view: View) -> Json:
    return {"view": payloads.view(state, view)}


def views_open(state: State, args: Json) -> Json:
    """Open a modal for the person whose gesture made the trigger id."""
    content = _content(args)
    trigger = state.tickets.spend(str(args.get("trigger_id") or ""))
    if trigger.view_id is not None and state.top_view(trigger.person_id) is not None:
        return _answer(state, view_stack.pushed(state, trigger.person_id, content, trigger.gesture, "views.open"))
    return _answer(state, view_stack.opened(state, trigger.person_id, content, trigger.gesture))


def views_push(state: State, args: Json) -> Json:
    """Put a modal on top of the one whose button made the trigger id."""
    content = _content(args)
    trigger = state.tickets.spend(str(args.get("trigger_id") or ""))
    return _answer(state, view_stack.pushed(state, trigger.person_id, content, trigger.gesture))


def views_update(state: State, args: Json) -> Json:
    """Replace the content of an open view, found by `view_id` or `external_id`."""
    content = _content(args)
    if args.get("external_id"):
        view = view_stack.by_external_id(state, str(args["external_id"]))
    else:
        view = state.view(str(args.get("view_id")))
    if view is None:
        raise SlackError("not_found")
    if args.get("hash") and args["hash"] != view.hash:
        raise SlackError("hash_conflict")
    return _answer(state, view_stack.replaced(state, view, content))


def views_publish(state: State, args: Json) -> Json:
    """Publish a person's App Home."""
    content, person_id = _content(args), str(args.get("user_id"))
    if person_id not in state.people:
        raise SlackError("user_not_found")
    return _answer(state, view_stack.published(state, person_id, content, args.get("hash")))
