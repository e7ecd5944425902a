"""What a person did in Slack, read from any kind of payload."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.domain.audit import Origin
from bot.domain.people import Caller
from bot.domain.refusal import Refusal

Kind = Literal["command", "button", "form", "options", "shortcut", "event"]
Surface = Literal["message", "home", "modal", "none"]

DIGITS = 19
"""Numbers of so many digits and more fit into no column."""


@dataclass(frozen=True)
class Gesture:
    """One gesture; what a kind does not have is empty.

    `name` is the command, the button's action_id, the form's callback_id or the event's type; `key` tells
    a repeat (trigger_id, event_id, view id); `words` is what was typed, `value` what the button carries.
    `link` is the address of the message on which a shortcut was used, whose text is in `words`.
    `is_shared` says that others see the message in which the button stands; `links` are those of ours in a message,
    `block_id` is the block of the button, `app_id` our app's, `reply_to` the message below which somebody wrote.
    """

    kind: Kind
    name: str
    key: str
    caller: Caller
    request_id: str
    channel_id: str | None = None
    words: str = ""
    value: str = ""
    trigger_id: str | None = None
    response_url: str | None = None
    surface: Surface = "none"
    thread_ts: str | None = None
    view: dict[str, Any] = field(default_factory=dict)
    is_shared: bool = False
    links: tuple[str, ...] = ()
    block_id: str = ""
    app_id: str = ""
    reply_to: str | None = None
    link: str = ""

    @property
    def origin(self) -> Origin:
        return Origin("slack", self.request_id)

    @property
    def answer_below(self) -> str | None:
        """The message below which an answer goes: a mention's own, or that to which a direct message is a reply."""
        return self.thread_ts if self.name == "app_mention" else self.reply_to

    def number(self, else_say: str) -> int:
        """Return the number that a button carries; raises Refusal, that sentence, where it carries none."""
        if not (self.value.isascii() and self.value.isdigit() and len(self.value) < DIGITS):
            raise Refusal(else_say)
        return int(self.value)


def of_command(body: dict[str, Any], request_id: str) -> Gesture:
    """Read a slash command."""
    return Gesture(
        kind="command",
        name=body["command"],
        key=body["trigger_id"],
        caller=_caller(body.get("enterprise_id"), body["team_id"], body["user_id"]),
        request_id=request_id,
        channel_id=body.get("channel_id"),
        words=_typed(body.get("text")),
        trigger_id=body["trigger_id"],
        response_url=body.get("response_url"),
    )


def of_button(body: dict[str, Any], request_id: str) -> Gesture:
    """Read a press of a button, or a choice from a menu, in a message, a modal or App Home."""
    action = body["actions"][0]
    view = body.get("view") or {}
    surface: Surface = view["type"] if view.get("type") in ("home", "modal") else "message"
    chosen = action.get("selected_option") or {}
    return Gesture(
        kind="button",
        name=action["action_id"],
        key=body["trigger_id"],
        caller=_person(body),
        request_id=request_id,
        channel_id=(body.get("channel") or {}).get("id"),
        value=action.get("value") or chosen.get("value") or "",
        block_id=action.get("block_id") or "",
        app_id=body.get("api_app_id") or "",
        trigger_id=body["trigger_id"],
        response_url=body.get("response_url"),
        surface=surface,
        view=view,
        is_shared=surface == "message" and not _is_private(body),
    )


def of_form(body: dict[str, Any], request_id: str) -> Gesture:
    """Read a form that was sent."""
    view = body["view"]
    return Gesture(
        kind="form",
        name=view["callback_id"],
        key=view["id"],
        caller=_person(body),
        request_id=request_id,
        trigger_id=body.get("trigger_id"),
        surface="modal",
        view=view,
    )


def of_options(body: dict[str, Any], request_id: str) -> Gesture:
    """Read what somebody has typed so far into a menu that asks us for its options."""
    return Gesture(
        kind="options",
        name=body["action_id"],
        key="",
        caller=_person(body),
        request_id=request_id,
        words=_typed(body.get("value")),
        surface="modal",
    )


def of_shortcut(body: dict[str, Any], request_id: str) -> Gesture:
    """Read a shortcut: a global one, or one that was used on a message."""
    message = body.get("message") or {}
    return Gesture(
        kind="shortcut",
        name=body["callback_id"],
        key=body.get("trigger_id") or "",
        caller=_person(body),
        request_id=request_id,
        words=_typed(message.get("text")),
        trigger_id=body.get("trigger_id"),
        response_url=body.get("response_url"),
        link=_link(body, message),
    )


def _link(body: dict[str, Any], message: dict[str, Any]) -> str:
    """Return a message's address, as Slack makes it: asking for it would be a call to Slack."""
    domain, channel = (body.get("team") or {}).get("domain"), (body.get("channel") or {}).get("id")
    ts, thread = message.get("ts"), message.get("thread_ts")
    if not (domain and channel and ts):
        return ""
    below = f"?thread_ts={thread}&cid={channel}" if thread and thread != ts else ""
    return f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}{below}"


def of_event(body: dict[str, Any], request_id: str) -> Gesture:
    """Read an event that a person caused; `user` is empty in events that nobody did."""
    event = body["event"]
    authorised = (body.get("authorizations") or [{}])[0]
    enterprise = body.get("enterprise_id") or authorised.get("enterprise_id")
    return Gesture(
        kind="event",
        name=event["type"],
        key=body["event_id"],
        caller=_sender(event, enterprise, body.get("team_id") or authorised.get("team_id") or ""),
        request_id=request_id,
        channel_id=event.get("channel"),
        words=_typed(event.get("text")),
        value=_event_value(event),
        surface="home" if event["type"] == "app_home_opened" else "none",
        thread_ts=event.get("message_ts") or event.get("thread_ts") or event.get("ts"),
        links=tuple(one["url"] for one in event.get("links") or ()),
        view=event.get("view") or {},
        reply_to=event.get("thread_ts"),
    )


def _typed(text: str | None) -> str:
    """Undo the entities in which Slack sends &, < and > of what people type; mentions stay as they are."""
    return (text or "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _event_value(event: dict[str, Any]) -> str:
    """What handlers ask of an event: its tab or subtype, "bot" when it is by a bot, or about the bot's tokens.

    Of a profile that changed: "gone" where the account is.
    """
    if event["type"] == "user_change":
        profile = event.get("user")
        return "gone" if isinstance(profile, dict) and profile.get("deleted") else ""
    about_bot = event.get("bot_id") or (event.get("tokens") or {}).get("bot")
    return event.get("tab") or event.get("subtype") or ("bot" if about_bot else "")


def _is_private(body: dict[str, Any]) -> bool:
    channel_id = (body.get("channel") or {}).get("id") or ""
    return bool((body.get("container") or {}).get("is_ephemeral")) or channel_id.startswith("D")


def _person(body: dict[str, Any]) -> Caller:
    user = body["user"]
    team = (body.get("team") or {}).get("id") or user.get("team_id") or ""
    enterprise = (body.get("enterprise") or {}).get("id")
    return _caller(enterprise, team, user["id"], user.get("team_id"))


def _sender(event: dict[str, Any], enterprise: str | None, team: str) -> Caller:
    theirs = event.get("user_team") or event.get("team")
    user = event.get("user") or ""
    user_id = user.get("id") if isinstance(user, dict) else user  # what is about somebody carries their profile
    return _caller(enterprise, team, str(user_id or ""), theirs if isinstance(theirs, str) else None)


def _caller(enterprise_id: str | None, team_id: str, user_id: str, home_team: str | None = None) -> Caller:
    """Whose own team is another one is a stranger; within an enterprise only the profile tells."""
    is_stranger = bool(home_team) and home_team != team_id and not enterprise_id
    return Caller(enterprise_id or team_id, team_id, user_id, is_stranger)
