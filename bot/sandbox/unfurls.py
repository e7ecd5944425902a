"""Links of the app's domains: `link_shared` when one is posted, `chat.unfurl` to show something below the message."""

import html
import re
import secrets
from typing import Any, Final
from urllib.parse import urlsplit

from bot.sandbox import legality
from bot.sandbox.blocks import find, prepared
from bot.sandbox.errors import SlackError
from bot.sandbox.posting import refusal
from bot.sandbox.state import Json, Message, State

LINK: Final = re.compile(r"<(https?://[^>|]+)(?:\|[^>]*)?>")
METHOD: Final = "chat.unfurl"


def links(state: State, text: str) -> list[Json]:
    """List the links of a message whose domain, or a domain above it, is one of the app's; `&` reads `&amp;`."""
    found: list[Json] = []
    for url in dict.fromkeys(LINK.findall(text)):
        host = (urlsplit(html.unescape(url)).hostname or "").lower()
        domains = state.app.unfurl_domains
        domain = next((d for d in domains if host == d.lower() or host.endswith("." + d.lower())), None)
        if domain is not None:
            found.append({"domain": domain, "url": url})
    return found


def event(state: State, message: Message) -> Json | None:
    """Write `link_shared` for a person's message, or None when it has no such link."""
    found = links(state, message.text)
    if not found:
        return None
    message.unfurl_id = f"{message.channel_id}.{message.ts}.{secrets.token_hex(32)}"
    written: Json = {
        "type": "link_shared",
        "channel": message.channel_id,
        "is_bot_user_member": state.cast.bot.id in state.channels[message.channel_id].members,
        "user": message.author_id,
        "message_ts": message.ts,
        "unfurl_id": message.unfurl_id,
        "source": "conversations_history",
        "links": found,
        "event_ts": message.ts,
    }
    return written | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def chat_unfurl(state: State, args: Json) -> Json:
    """Show attachments below a person's message, one for each of its links; an empty one takes it away again."""
    message, wanted = _message(state, args), args.get("unfurls")
    if not wanted:
        raise SlackError("missing_unfurls")
    if not isinstance(wanted, dict):
        raise SlackError("invalid_unfurls_format")
    allowed = {html.unescape(link["url"]) for link in links(state, message.text)}
    fresh = {html.unescape(str(url)): content for url, content in wanted.items()}
    if set(fresh) - allowed:
        raise SlackError("cannot_unfurl_url")
    _check(state, message, wanted)
    kept = [a for a in message.attachments if a.get("from_url") not in fresh]
    shown = [_attachment(state, url, content) for url, content in fresh.items() if content]
    message.attachments = [a | {"id": number} for number, a in enumerate([*kept, *shown], 1)]
    state.message_changed(message)
    return {}


def under(message: Message, block_id: str, action_id: str) -> Json | None:
    """Find the unfurled attachment in which a control stands."""
    unfurled = (a for a in message.attachments if a.get("is_app_unfurl"))
    return next((a for a in unfurled if find(a.get("blocks", []), block_id, action_id)), None)


def _message(state: State, args: Json) -> Message:
    channel_id, ts, key = args.get("channel"), args.get("ts"), args.get("unfurl_id")
    if key:
        everything = (m for messages in state.messages.values() for m in messages)
        found = next((m for m in everything if m.unfurl_id == key), None)
        if found is None or args.get("source") != "conversations_history":
            raise SlackError("invalid_unfurl_id")
        return found
    if not channel_id or not ts:
        raise SlackError("missing_ts" if channel_id else "missing_channel")
    if channel_id not in state.channels:
        raise SlackError("cannot_find_channel")
    found = state.message(str(channel_id), str(ts))
    if found is None:
        raise SlackError("cannot_find_message")
    return found


def _check(state: State, message: Message, wanted: Json) -> None:
    complaints: list[str] = []
    for url, content in wanted.items():
        if not isinstance(content, dict):
            raise SlackError("cannot_parse_attachment")
        pointer = url.replace("~", "~0").replace("/", "~1")
        complaints += legality.message_complaints(content.get("blocks") or [], f"/unfurls/{pointer}/blocks")
    if complaints:
        raise refusal(state, METHOD, "invalid_blocks", complaints, {"unfurls": wanted}, message.channel_id)


def _attachment(state: State, url: str, content: dict[str, Any]) -> Json:
    blocks = {"blocks": prepared(content["blocks"])} if content.get("blocks") else {}
    return (
        content
        | blocks
        | {
            "from_url": url,
            "original_url": url,
            "app_unfurl_url": url,
            "is_app_unfurl": True,
            "app_id": state.cast.app_id,
            "bot_id": state.cast.bot_id,
        }
    )
