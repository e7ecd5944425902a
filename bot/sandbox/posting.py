"""From what the bot sends to a message in a channel: composing it, checking it, keeping what Slack refuses."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.sandbox import legality
from bot.sandbox.blocks import prepared
from bot.sandbox.errors import SlackError
from bot.sandbox.state import Json, Message, Refused, State

TEXT_CHARACTERS: Final = 40_000
PART_CHARACTERS: Final = 4_000  # of a text without blocks; the rest goes into messages of its own
UPDATE_BYTES: Final = 4_000  # of the text in chat.update
ATTACHMENTS: Final = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """The content of a message, found legal."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None


def refusal(
    state: State,
    method: str,
    code: str,
    messages: list[str],
    payload: Json,
    channel_id: str | None = None,
    person_id: str | None = None,
) -> SlackError:
    """Keep a refused payload and give the error to answer with."""
    shown = {key: value for key, value in payload.items() if key != "token"}
    number, now = next(state.numbers), state.clock.now()
    state.refuse(Refused(number, now, method, code, tuple(messages), shown, channel_id, person_id))
    return SlackError(code, tuple(messages))


def draft(
    state: State, method: str, payload: Json, channel_id: str | None = None, person_id: str | None = None
) -> Draft:
    """Check a payload with `text`, `blocks`, `attachments`, `metadata`; raises SlackError, and keeps the payload."""
    text, blocks = str(payload.get("text") or ""), payload.get("blocks") or []
    attachments = payload.get("attachments") or []
    code, messages = _fault(text, blocks, attachments, payload.get("metadata"))
    if code is None and method == "chat.update" and len(text.encode()) > UPDATE_BYTES:
        code = "msg_too_long"
    if code:
        raise refusal(state, method, code, messages, payload, channel_id, person_id)
    own = [a | {"blocks": prepared(a["blocks"])} if a.get("blocks") else a for a in attachments]
    return Draft(text, prepared(blocks), own, payload.get("metadata"))


def parts(content: Draft) -> list[Draft]:
    """Split a message whose text is too long for one, as Slack does; what is not text stays with the first."""
    if content.blocks or len(content.text) <= PART_CHARACTERS:
        return [content]
    text = content.text
    rest = [Draft(text[at : at + PART_CHARACTERS]) for at in range(PART_CHARACTERS, len(text), PART_CHARACTERS)]
    return [replace(content, text=text[:PART_CHARACTERS]), *rest]


def _fault(text: str, blocks: Any, attachments: Any, metadata: Any) -> tuple[str | None, list[str]]:
    complaints = legality.message_complaints(blocks)
    if isinstance(attachments, list):
        for index, attachment in enumerate(attachments):
            inner = attachment.get("blocks") if isinstance(attachment, dict) else None
            complaints += legality.message_complaints(inner or [], f"/attachments/{index}/blocks")
    faults = (
        ("invalid_blocks", bool(complaints)),
        ("invalid_attachments", not isinstance(attachments, list)),
        ("too_many_attachments", isinstance(attachments, list) and len(attachments) > ATTACHMENTS),
        ("no_text", not (text or blocks or attachments)),
        ("msg_too_long", len(text) > TEXT_CHARACTERS),
        ("invalid_metadata_format", not _is_metadata(metadata)),
    )
    return next((code for code, is_so in faults if is_so), None), complaints


def _is_metadata(metadata: Any) -> bool:
    if metadata is None:
        return True
    return (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and isinstance(metadata.get("event_payload"), dict)
    )


def post(
    state: State,
    channel_id: str,
    content: Draft,
    *,
    only_for: str | None = None,
    thread_ts: str | None = None,
    file_ids: list[str] | None = None,
    gesture: int | None = None,
) -> Message:
    """Put a message of the bot into a channel."""
    message = Message(
        ts=state.clock.stamp(),
        channel_id=channel_id,
        author_id=state.cast.bot.id,
        text=content.text,
        shown_at=state.clock.now(),
        blocks=content.blocks,
        attachments=content.attachments,
        thread_ts=thread_ts,
        metadata=content.metadata,
        file_ids=file_ids or [],
        only_for=only_for,
    )
    return state.add_message(message, gesture)


def rewrite(state: State, message: Message, content: Draft, gesture: int | None = None) -> None:
    """Give a message new content; without metadata the old one stays; only a change of plain text is marked."""
    message.text = content.text or ("" if content.blocks else message.text)
    message.blocks, message.attachments = content.blocks, content.attachments
    message.metadata = content.metadata or message.metadata
    message.edited_ts = message.edited_ts if content.blocks else state.clock.stamp()
    state.message_changed(message, gesture)


def say(state: State, person_id: str, channel_id: str, text: str, gesture: int, is_failure: bool) -> Message:
    """Show a line of the workspace itself to one person."""
    message = Message(
        ts=state.clock.stamp(),
        channel_id=channel_id,
        author_id=state.cast.slackbot.id,
        text=text,
        shown_at=state.clock.now(),
        only_for=person_id,
        is_failure=is_failure,
    )
    return state.add_message(message, gesture)


def answer(state: State, key: str, payload: Json) -> None:
    """Do what a POST to a response URL asks; raises SlackError (expired_url, used_url, invalid_blocks, ...)."""
    url = state.tickets.use(key)
    original = state.message(url.channel_id, url.ts) if url.ts else None
    if payload.get("delete_original"):
        if original is not None and original.author_id == state.cast.bot.id:
            state.remove_message(original, url.gesture)
        return
    content = draft(state, "response_url", payload, url.channel_id, url.person_id)
    is_own = original is not None and original.author_id == state.cast.bot.id
    if payload.get("replace_original") and original is not None and is_own:
        rewrite(state, original, content, url.gesture)
        return
    only_for = None if payload.get("response_type") == "in_channel" else url.person_id
    thread_ts = payload.get("thread_ts") or url.thread_ts
    post(state, url.channel_id, content, only_for=only_for, thread_ts=thread_ts, gesture=url.gesture)
