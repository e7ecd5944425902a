"""Web API methods for messages and conversations: (state, arguments) -> answer; SlackError says no."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from bot.sandbox import payloads, posting
from bot.sandbox.errors import SlackError
from bot.sandbox.state import Channel, Json, Message, State

T = TypeVar("T")

PAGE: Final = 100  # messages or channels per answer, when the bot does not say


def channel_of(state: State, args: Json) -> Channel:
    """Find the channel that the bot means by its id."""
    found = state.channels.get(str(args.get("channel") or ""))
    if found is None:
        raise SlackError("channel_not_found")
    return found


def member_channel(state: State, args: Json) -> Channel:
    """Find a channel that the bot is a member of."""
    channel = channel_of(state, args)
    if state.cast.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def address(state: State, args: Json) -> str:
    """Say the id of the channel to post in: given by id or name, or by a person's id for the direct messages."""
    wanted = str(args.get("channel") or "").removeprefix("#")
    if wanted in state.channels:
        return wanted
    person = state.people.get(wanted)
    named = next((c.id for c in state.channels.values() if not c.is_im and c.name == wanted), wanted)
    return person.dm_id if person else named


def _addressed(state: State, args: Json) -> Channel:
    return member_channel(state, {"channel": address(state, args)})


def _own_message(state: State, args: Json, code: str) -> Message:
    message = state.message(channel_of(state, args).id, str(args.get("ts")))
    if message is None or message.only_for is not None:
        raise SlackError("message_not_found")
    if message.author_id != state.cast.bot.id:
        raise SlackError(code)
    return message


def is_true(value: Any) -> bool:
    """Read a flag as it comes in a form or in JSON."""
    return str(value).lower() in ("1", "true")


def auth_test(state: State, _: Json) -> Json:
    """Say who the token belongs to."""
    cast = state.cast
    return {
        "url": state.app.base_url + "/",
        "team": cast.team_name,
        "user": cast.bot.handle,
        "team_id": cast.team_id,
        "user_id": cast.bot.id,
        "bot_id": cast.bot_id,
        "is_enterprise_install": False,
    }


def conversations_open(state: State, args: Json) -> Json:
    """Open the direct messages with one person."""
    users = [u for u in str(args.get("users") or "").split(",") if u]
    if len(users) != 1:
        raise SlackError("users_list_not_supplied" if not users else "not_supported_in_the_sandbox")
    person = state.people.get(users[0])
    if person is None or person.dm_id not in state.channels:
        raise SlackError("user_not_found")
    return {"no_op": True, "already_open": True, "channel": {"id": person.dm_id}}


def conversations_info(state: State, args: Json) -> Json:
    """Describe one channel."""
    return {"channel": payloads.channel(state, channel_of(state, args))}


def conversations_list(state: State, args: Json) -> Json:
    """List channels of the wanted `types`."""
    wanted = str(args.get("types") or "public_channel").split(",")
    found = [c for c in state.channels.values() if ("im" if c.is_im else "public_channel") in wanted]
    listed, cursor = page(found, args)
    channels = [payloads.channel(state, c) for c in listed]
    return {"channels": channels, "response_metadata": {"next_cursor": cursor}}


def _readable(state: State, args: Json) -> Channel:
    """Find a channel whose history may be read: direct messages and channels have a scope each."""
    channel, scopes = member_channel(state, args), state.app.scopes
    needed = "im:history" if channel.is_im else "channels:history"
    if scopes is not None and needed not in scopes:
        raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(scopes)))
    return channel


def conversations_history(state: State, args: Json) -> Json:
    """List a channel's messages, newest first, without thread replies and ephemeral ones."""
    channel = _readable(state, args)
    messages = [m for m in state.messages.get(channel.id, []) if m.only_for is None and not m.thread_ts]
    return _listed(state, reversed([m for m in messages if _between(m, args)]), args)


def conversations_replies(state: State, args: Json) -> Json:
    """List a thread, oldest first, its first message included."""
    channel, ts = _readable(state, args), str(args.get("ts"))
    messages = [m for m in state.messages.get(channel.id, []) if ts in (m.ts, m.thread_ts)]
    if not messages:
        raise SlackError("thread_not_found")
    return _listed(state, (m for m in messages if _between(m, args)), args)


def _between(message: Message, args: Json) -> bool:
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    ts = float(message.ts)
    return oldest <= ts <= latest if is_true(args.get("inclusive")) else oldest < ts < latest


def _listed(state: State, messages: Iterable[Message], args: Json) -> Json:
    listed, cursor = page(list(messages), args)
    with_metadata = is_true(args.get("include_all_metadata"))
    answer: Json = {
        "messages": [payloads.message(state, m, with_metadata) for m in listed],
        "has_more": bool(cursor),
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def page(found: list[T], args: Json) -> tuple[list[T], str]:
    """Cut a list into pages by `limit` and `cursor`; returns one, and the cursor of the next."""
    start, limit = str(args.get("cursor") or "0").removeprefix("at:"), str(args.get("limit") or PAGE)
    if not start.isdecimal():
        raise SlackError("invalid_cursor")
    if not limit.isdecimal() or not 0 < int(limit) <= 1_000:
        raise SlackError("invalid_limit")
    end = int(start) + int(limit)
    return found[int(start) : end], f"at:{end}" if end < len(found) else ""


def chat_post_message(state: State, args: Json) -> Json:
    """Post a message; a text of more than 4,000 characters becomes several, and the answer is about the first."""
    channel = _addressed(state, args)
    first, *rest = posting.parts(posting.draft(state, "chat.postMessage", args, channel.id))
    thread_ts = args.get("thread_ts") or None
    message = posting.post(state, channel.id, first, thread_ts=thread_ts)
    for part in rest:
        posting.post(state, channel.id, part, thread_ts=thread_ts)
    return {"channel": channel.id, "ts": message.ts, "message": payloads.message(state, message, True)}


def chat_post_ephemeral(state: State, args: Json) -> Json:
    """Show a message to one person of a channel."""
    channel, person_id = _addressed(state, args), str(args.get("user"))
    if person_id not in channel.members:
        raise SlackError("user_not_in_channel")
    content = posting.draft(state, "chat.postEphemeral", args, channel.id, person_id)
    thread_ts = args.get("thread_ts") or None
    message = posting.post(state, channel.id, content, only_for=person_id, thread_ts=thread_ts)
    return {"message_ts": message.ts}


def chat_update(state: State, args: Json) -> Json:
    """Change a message of the bot."""
    message = _own_message(state, args, "cant_update_message")
    content = posting.draft(state, "chat.update", args, message.channel_id)
    posting.rewrite(state, message, content)
    written = payloads.message(state, message, True)
    return {"channel": message.channel_id, "ts": message.ts, "text": message.text, "message": written}


def chat_delete(state: State, args: Json) -> Json:
    """Delete a message of the bot."""
    message = _own_message(state, args, "cant_delete_message")
    state.remove_message(message)
    return {"channel": message.channel_id, "ts": message.ts}


def chat_get_permalink(state: State, args: Json) -> Json:
    """Give the address of a message on the workspace's page."""
    channel, ts = channel_of(state, args), str(args.get("message_ts"))
    if state.message(channel.id, ts) is None:
        raise SlackError("message_not_found")
    link = f"{state.app.base_url}/?at={channel.id}#m{ts.replace('.', '-')}"
    return {"channel": channel.id, "permalink": link}
