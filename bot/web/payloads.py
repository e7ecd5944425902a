"""What every payload of Slack's has at least: a signed body that lacks it is refused before anything reads it.

Fields that nobody here reads are let through unseen: Slack adds new ones at any time.
"""

import json
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, StrictStr, ValidationError, model_validator

Text = Annotated[StrictStr, Field(min_length=1)]


class BadShape(Exception):
    """A body that is not what Slack sends."""


class Shape(BaseModel):
    """The base of all shapes: built once, never kept."""

    model_config = ConfigDict(extra="ignore")


class Named(Shape):
    """A user, team, channel or enterprise."""

    id: StrictStr | None = None
    team_id: StrictStr | None = None


class View(Shape):
    """A modal or a Home tab."""

    id: Text
    callback_id: StrictStr | None = None
    private_metadata: StrictStr | None = None


class Choice(Shape):
    """An option that was chosen."""

    value: StrictStr | None = None


class Pressed(Shape):
    """A button or menu that was used."""

    action_id: Text
    value: StrictStr | None = None
    selected_option: Choice | None = None


class Container(Shape):
    """Where a button stands."""

    is_ephemeral: bool | None = None


class Interaction(Shape):
    """What all interactive payloads have: who did it, and in which workspace."""

    user: Named
    team: Named | None = None
    enterprise: Named | None = None
    channel: Named | None = None
    container: Container | None = None
    view: View | None = None
    trigger_id: StrictStr | None = None
    response_url: Annotated[StrictStr, Field(pattern=r"^https?://|^$")] | None = None

    @model_validator(mode="after")
    def _is_placed(self) -> "Interaction":
        if not self.user.id or not ((self.team and self.team.id) or self.user.team_id):
            raise ValueError("no user or no team")
        return self


class BlockActions(Interaction):
    """A press of a button, or a choice from a menu."""

    actions: Annotated[list[Pressed], Field(min_length=1)]
    trigger_id: Text


class SentView(View):
    """A form that was sent or closed."""

    callback_id: Text


class ViewPayload(Interaction):
    """A form that was sent or closed."""

    view: SentView


class Shortcut(Interaction):
    """A global shortcut, or one of a message."""

    callback_id: Text


class BlockSuggestion(Interaction):
    """What somebody has typed into a menu so far."""

    action_id: Text


class Command(Shape):
    """A slash command."""

    command: Text
    user_id: Text
    team_id: Text
    trigger_id: Text


class Link(Shape):
    """A link of the app's domains in a message."""

    url: Text


class Event(Shape):
    """What happened."""

    type: Text
    text: StrictStr | None = None
    tab: StrictStr | None = None
    subtype: StrictStr | None = None
    bot_id: StrictStr | None = None
    ts: StrictStr | None = None
    thread_ts: StrictStr | None = None
    user: StrictStr | dict[str, Any] | None = None
    channel: StrictStr | dict[str, Any] | None = None
    view: dict[str, Any] | None = None
    tokens: dict[str, Any] | None = None
    message_ts: StrictStr | None = None
    links: list[Link] | None = None


class Authorization(Shape):
    """For which installation an event was sent."""

    enterprise_id: StrictStr | None = None
    team_id: StrictStr | None = None


class EventCallback(Shape):
    """An event, as the Events API wraps it."""

    event: Event
    event_id: Text
    team_id: Text
    enterprise_id: StrictStr | None = None
    authorizations: list[Authorization] | None = None


class UrlVerification(Shape):
    """Slack asks whether this address is ours."""

    challenge: Text


class CertificateProbe(Shape):
    """Slack looks at the server's certificate now and then."""

    ssl_check: Annotated[StrictStr, Field(pattern="^1$")]


SHAPES: dict[str, type[Shape]] = {
    "command": Command,
    "ssl_check": CertificateProbe,
    "block_actions": BlockActions,
    "view_submission": ViewPayload,
    "view_closed": ViewPayload,
    "shortcut": Shortcut,
    "message_action": Shortcut,
    "block_suggestion": BlockSuggestion,
    "event_callback": EventCallback,
    "url_verification": UrlVerification,
}


def read(body: str, content_type: str) -> dict[str, Any]:
    """Return a payload's fields; raises BadShape unless it has what every payload of its kind has."""
    payload = _parsed(body, content_type)
    kind = next((name for name in ("command", "ssl_check") if name in payload), payload.get("type"))
    shape = SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise BadShape("a kind of payload that Slack does not send")
    try:
        shape.model_validate(payload)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        raise BadShape(f"{'.'.join(map(str, first['loc'])) or kind}: {first['msg']}") from None
    return payload


def _parsed(body: str, content_type: str) -> dict[str, Any]:
    try:
        if content_type.startswith("application/json"):
            payload = json.loads(body)
        else:
            fields = dict(reversed(parse_qsl(body, keep_blank_values=True)))  # of a name given twice the first counts
            payload = json.loads(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError) as fault:
        raise BadShape("cannot be read") from fault
    if not isinstance(payload, dict):
        raise BadShape("not an object")
    return payload
