"""Web API methods for the workspace, its people, members of channels, and reactions."""

import re
from typing import Final

from bot.sandbox import payloads
from bot.sandbox.errors import SlackError
from bot.sandbox.methods import channel_of, is_true, member_channel, page
from bot.sandbox.state import Json, State

EMOJI: Final = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
EMOJI_PER_MESSAGE: Final = 23


def team_info(state: State, _: Json) -> Json:
    """Describe the workspace."""
    cast = state.cast
    return {
        "team": {
            "id": cast.team_id,
            "name": cast.team_name,
            "domain": cast.domain,
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


def users_info(state: State, args: Json) -> Json:
    """Describe one person."""
    person = state.people.get(str(args.get("user")))
    if person is None:
        raise SlackError("user_not_found")
    described = payloads.user(state, person)
    return {"user": described | ({"locale": "en-GB"} if is_true(args.get("include_locale")) else {})}


def users_list(state: State, args: Json) -> Json:
    """List everybody, bots included."""
    listed, cursor = page(list(state.people.values()), args)
    members = [payloads.user(state, person) for person in listed]
    return {"members": members, "cache_ts": 0, "response_metadata": {"next_cursor": cursor}}


def users_lookup_by_email(state: State, args: Json) -> Json:
    """Find a person by e-mail address, in whatever case."""
    wanted = str(args.get("email") or "").strip().lower()
    found = next((p for p in state.cast.people if wanted and p.email == wanted), None)
    if found is None:
        raise SlackError("users_not_found")
    return {"user": payloads.user(state, found)}


def conversations_members(state: State, args: Json) -> Json:
    """List the ids of a channel's members."""
    known = channel_of(state, args)
    listed, cursor = page(sorted(known.members), args)
    return {"members": listed, "response_metadata": {"next_cursor": cursor}}


def reactions_add(state: State, args: Json) -> Json:
    """Add the bot's reaction to a message."""
    name, ts = str(args.get("name") or "").strip(":"), str(args.get("timestamp") or "")
    if not ts:
        raise SlackError("no_item_specified")
    message = state.message(member_channel(state, args).id, ts)
    if message is None or message.only_for is not None:
        raise SlackError("message_not_found")
    if not EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    if name not in message.reactions and len(message.reactions) >= EMOJI_PER_MESSAGE:
        raise SlackError("too_many_emoji")
    people = message.reactions.setdefault(name, [])
    if state.cast.bot.id in people:
        raise SlackError("already_reacted")
    people.append(state.cast.bot.id)
    state.message_changed(message)
    return {}
