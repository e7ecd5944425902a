"""Files that people choose in a modal: what the client takes, and how `state.values` carries them."""

import mimetypes
import secrets
import time
from typing import Any, Final

from bot.sandbox import payloads
from bot.sandbox.state import Json, State, StoredFile, Values

FILE_INPUT_BYTES: Final = 10 * 1024 * 1024


def kept(state: State, person_id: str, name: str, content: bytes, mimetype: str = "") -> StoredFile:
    """Keep a person's file; raises ValueError for an empty one and for one above 10 MB."""
    if not content:
        raise ValueError(f"{name} is empty.")
    if len(content) > FILE_INPUT_BYTES:
        raise ValueError(f"{name} is larger than 10 MB.")
    one = StoredFile(
        id=new_id(),
        name=name,
        title=name,
        mimetype=mimetype or mimetype_of(name),
        author_id=person_id,
        length=len(content),
        created=int(time.time()),
        content=content,
        is_complete=True,
    )
    state.files[one.id] = one
    return one


def described(state: State, values: Values) -> Values:
    """Replace the ids of files (or {"id": ...}) by the files as Slack writes them; raises LookupError."""
    return {
        block_id: {action_id: _described(state, held) for action_id, held in actions.items()}
        for block_id, actions in values.items()
    }


def _described(state: State, held: Json) -> Json:
    if held.get("type") != "file_input":
        return held
    ids = [one["id"] if isinstance(one, dict) else one for one in held.get("files") or []]
    return held | {"files": [payloads.file(state, state.files[one]) for one in ids]}


def new_id() -> str:
    """Mint the id of a file."""
    return "F" + secrets.token_hex(5).upper()


def mimetype_of(name: str) -> str:
    """Guess a media type by the file's name."""
    known: dict[str, Any] = {"ics": "text/calendar", "csv": "text/csv"}
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return str(known.get(name.rpartition(".")[2].lower(), guessed))
