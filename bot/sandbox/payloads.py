"""People, channels, messages, views and files as Slack writes them in JSON."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.cast import Person
from bot.sandbox.state import Channel, Json, Message, State, StoredFile, View


def user(state: State, person: Person) -> Json:
    """Write a person as `users.info` does; the e-mail address only with its scope."""
    offset = datetime.now(UTC).astimezone(ZoneInfo(person.zone)).utcoffset()
    profile: Json = {"real_name": person.name, "display_name": person.name, "team": state.cast.team_id}
    if (state.app.scopes is None or "users:read.email" in state.app.scopes) and not person.is_bot:
        profile["email"] = person.email
    return {
        "id": person.id,
        "team_id": state.cast.team_id,
        "name": person.handle,
        "real_name": person.name,
        "deleted": person.deleted,
        "tz": person.zone,
        "tz_label": person.zone,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": False,
        "updated": 1_700_000_000,
    }


def channel(state: State, one: Channel) -> Json:
    """Write a channel as `conversations.info` does."""
    base: Json = {"id": one.id, "created": 1_700_000_000, "is_archived": False, "is_org_shared": False}
    if one.is_im:
        return base | {"is_im": True, "user": one.person_id, "is_user_deleted": False, "is_open": True}
    return base | {
        "name": one.name,
        "name_normalized": one.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": False,
        "is_general": one.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": state.cast.bot.id in one.members,
        "num_members": len(one.members),
        "topic": {"value": one.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message(state: State, one: Message, with_metadata: bool = False) -> Json:
    """Write a message as `conversations.history` does."""
    result: Json = {"type": "message", "user": one.author_id, "text": one.text, "ts": one.ts}
    result["team"] = state.cast.team_id
    if one.author_id == state.cast.bot.id:
        result |= {"bot_id": state.cast.bot_id, "app_id": state.cast.app_id}
    for key, value in (("blocks", one.blocks), ("attachments", one.attachments), ("thread_ts", one.thread_ts)):
        if value:
            result[key] = value
    if one.file_ids:
        result["files"] = [file(state, state.files[i]) for i in one.file_ids if i in state.files]
    if one.edited_ts:
        result["edited"] = {"user": one.author_id, "ts": one.edited_ts}
    if one.reactions:
        result["reactions"] = [{"name": k, "users": who, "count": len(who)} for k, who in one.reactions.items()]
    if with_metadata and one.metadata:
        result["metadata"] = one.metadata
    return result | _thread(state, one)


def _thread(state: State, one: Message) -> Json:
    if one.thread_ts is not None:
        return {}
    replies = [m for m in state.messages.get(one.channel_id, []) if m.thread_ts == one.ts]
    if not replies:
        return {}
    users = list(dict.fromkeys(m.author_id for m in replies))
    return {"thread_ts": one.ts, "reply_count": len(replies), "reply_users": users, "latest_reply": replies[-1].ts}


def view(state: State, one: View, values: dict[str, Any] | None = None) -> Json:
    """Write a view; `values` is `state.values`, empty in answers of the Web API."""
    defaults: Json = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "title": {"type": "plain_text", "text": "View Title", "emoji": True},
        "close": None,
        "submit": None,
        "submit_disabled": False,
    }
    own = {
        "id": one.id,
        "team_id": state.cast.team_id,
        "app_id": state.cast.app_id,
        "app_installed_team_id": state.cast.team_id,
        "bot_id": state.cast.bot_id,
        "hash": one.hash,
        "root_view_id": one.root_id,
        "previous_view_id": one.previous_id,
        "state": {"values": values or {}},
    }
    return defaults | one.content | own


def file(state: State, one: StoredFile) -> Json:
    """Write a file as `files.info` does."""
    shares: dict[str, dict[str, list[Json]]] = {}
    for channel_id, stamps in one.shares.items():
        kind = "private" if state.channels[channel_id].is_im else "public"
        shares.setdefault(kind, {})[channel_id] = [{"ts": ts, "reply_users": []} for ts in stamps]
    url = f"{state.app.base_url}/files-pri/{state.cast.team_id}-{one.id}/{one.name}"
    return {
        "id": one.id,
        "created": one.created,
        "timestamp": one.created,
        "name": one.name,
        "title": one.title,
        "mimetype": one.mimetype,
        "filetype": one.name.rpartition(".")[2],
        "user": one.author_id,
        "size": one.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": "public" in shares,
        "url_private": url,
        "url_private_download": url,
        "permalink": url,
        "shares": shares,
        "channels": [c for c in one.shares if not state.channels[c].is_im],
        "ims": [c for c in one.shares if state.channels[c].is_im],
        "groups": [],
    }
