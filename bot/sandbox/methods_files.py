"""Web API methods for files, second version: ask for an address, upload there, complete and share."""

import time
from typing import Any

from bot.sandbox import payloads, posting, uploads
from bot.sandbox.errors import SlackError
from bot.sandbox.methods import member_channel
from bot.sandbox.state import Json, State, StoredFile


def get_upload_url(state: State, args: Json) -> Json:
    """Give an address for a file of `filename` and `length` (bytes)."""
    name, length = str(args.get("filename") or ""), str(args.get("length") or "")
    if not name or not length.isdecimal() or int(length) == 0:
        raise SlackError("invalid_arguments", ("missing required field: filename or length",))
    file_id, mimetype = uploads.new_id(), uploads.mimetype_of(name)
    owner = state.cast.bot.id
    state.files[file_id] = StoredFile(file_id, name, name, mimetype, owner, int(length), created=int(time.time()))
    return {"upload_url": f"{state.app.base_url}/upload/v1/{state.cast.team_id}-{file_id}", "file_id": file_id}


def complete_upload(state: State, args: Json) -> Json:
    """Finish uploads, and share them as one message where a channel is named."""
    listed: Any = args.get("files")
    if not isinstance(listed, list) or not listed:
        raise SlackError("invalid_arguments", ("missing required field: files [json-pointer:/files]",))
    files = [_uploaded(state, entry) for entry in listed]
    wanted = args.get("channel_id") or args.get("channels")
    channel = member_channel(state, {"channel": wanted}) if wanted else None
    for one in files:
        one.is_complete = True
    if channel is not None:
        ids = [one.id for one in files]
        content = posting.Draft(text=str(args.get("initial_comment") or ""))
        if args.get("blocks"):
            content = posting.draft(state, "files.completeUploadExternal", args, channel.id)
        thread_ts = args.get("thread_ts") or None
        message = posting.post(state, channel.id, content, thread_ts=thread_ts, file_ids=ids)
        for one in files:
            one.shares.setdefault(channel.id, []).append(message.ts)
    return {"files": [payloads.file(state, one) for one in files]}


def _uploaded(state: State, entry: Any) -> StoredFile:
    one = state.files.get(str(entry.get("id"))) if isinstance(entry, dict) else None
    if one is None or one.content is None:
        raise SlackError("file_not_found")
    one.title = str(entry.get("title") or one.name)
    return one


def files_info(state: State, args: Json) -> Json:
    """Describe one file, with where it is shared."""
    one = state.files.get(str(args.get("file")))
    if one is None or not one.is_complete:
        raise SlackError("file_not_found")
    return {"file": payloads.file(state, one), "comments": [], "response_metadata": {"next_cursor": ""}}
