"""The same answers by hand: the statements that our bot issues, through the bare driver, and plain code.

Imports nothing of ours. `ANSWERS` has one function for each gesture; it gets a way to execute a statement and the
statements as `bench/capture.py` recorded them: SQL, parameters, names of the columns.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

Statement = dict[str, Any]
Rows = Sequence[Sequence[Any]]
Execute = Callable[[Statement], Rows]
T = TypeVar("T")


class Sqlite:
    """One connection a thread; a card is read in one transaction."""

    def __init__(self, url: str) -> None:
        self._path = url.removeprefix("sqlite:///")
        self._local = threading.local()

    def answer(self, make: Callable[[Execute], T]) -> T:
        """Return what `make` makes of the database."""
        connection = getattr(self._local, "connection", None) or self._connect()
        connection.execute("BEGIN")
        try:
            return make(lambda one: connection.execute(one["sql"], one["parameters"]).fetchall())
        finally:
            connection.execute("ROLLBACK")

    def write(self, make: Callable[[Execute], T]) -> T:
        """Return what `make` returns, in one transaction that no other writer gets into."""
        connection = getattr(self._local, "connection", None) or self._connect()
        connection.execute("BEGIN IMMEDIATE")
        try:
            made = make(lambda one: _written(connection, one))
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return made

    def close(self) -> None:
        """Close this thread's connection."""
        self._local.connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=10)
        connection.execute("PRAGMA foreign_keys=ON")
        self._local.connection = connection
        return connection


class Postgresql:
    """One connection a thread, in autocommit: at READ COMMITTED a transaction would show nothing more."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = threading.local()

    def answer(self, make: Callable[[Execute], T]) -> T:
        """Return what `make` makes of the database."""
        cursor = getattr(self._local, "cursor", None) or self._connect()
        return make(lambda one: cursor.execute(one["sql"], one["parameters"]).fetchall())

    def write(self, make: Callable[[Execute], T]) -> T:
        """Return what `make` returns, in one transaction."""
        cursor = getattr(self._local, "writer", None) or self._connect_writer()
        with cursor.connection.transaction():
            return make(lambda one: _executed(cursor, one))

    def close(self) -> None:
        """Close this thread's connections."""
        for cursor in vars(self._local).values():
            cursor.connection.close()

    def _connect(self) -> Any:
        import psycopg

        self._local.cursor = psycopg.connect(self._url, autocommit=True).cursor()
        return self._local.cursor

    def _connect_writer(self) -> Any:
        import psycopg

        self._local.writer = psycopg.connect(self._url, autocommit=True).cursor()
        return self._local.writer


def _written(connection: sqlite3.Connection, one: Statement) -> Rows:
    return connection.execute(one["sql"], one["parameters"]).fetchall()


def _executed(cursor: Any, one: Statement) -> Rows:
    cursor.execute(one["sql"], one["parameters"])
    rows: Rows = cursor.fetchall() if cursor.description else ()
    return rows


def open_database(url: str) -> Sqlite | Postgresql:
    """Return the database behind a URL."""
    return Sqlite(url) if url.startswith("sqlite") else Postgresql(url)


def card(execute: Execute, statements: Sequence[Statement], frame: dict[str, Any]) -> dict[str, Any]:
    """Return the card of an action as the body of an answer; nothing of it is the same for every card."""
    statement, *others = statements
    (found,) = execute(statement)
    for one in others:
        execute(one)
    row = dict(zip(statement["columns"], found, strict=True))
    partners = [name for (name,) in _json(row["partners"]) or ()]
    leads = [(user_id, name) for _, user_id, name in _json(row["leads"]) or ()]
    stages = ", ".join(one["stage"] for one in _json(row["stages"]) or []) or "not given"
    status = f"Stage: {stages}. RAG: {row['rag'] or 'not given'}."
    place = f"{row['section_title']} › {row['subsection']}" if row["subsection"] else row["section_title"]
    lines = [f"*Plan:* {_escape(row['plan_title'])}", f"*Section:* {_escape(place)}"]
    if row["role"]:
        lines.append(f"*Council's role:* {_escape(row['role'])}")
    lines += [f"*Stage:* {_escape(stages)}", f"*RAG:* {row['rag'] or 'not given'}"]
    for label, separator, values in (
        ("Objectives", ", ", _json(row["objectives"])),
        ("Outcomes", "; ", _json(row["outcomes"])),
        ("Who may be involved", ", ", partners),
    ):
        if values:
            lines.append(f"*{label}:* {_escape(separator.join(values))}")
    named = ", ".join(f"<@{user_id}>" if user_id else _escape(name) for user_id, name in leads)
    lines.append(f"*Lead officer:* {named or 'no lead officer'}")
    ref = row["printed_ref"]
    title = f"{ref}: {row['title']}"
    return {
        "text": f"{title}. {status}",
        "blocks": [
            {"type": "header", "text": _plain(title)},
            _section(_escape(row["wording"] or row["summary"])),
            _section("\n".join(lines)),
            _section(f"*Latest update:* {_by_whom(row)}"),
            {
                "type": "actions",
                "elements": [
                    _button("Update", "action.update", row["id"], ref) | {"style": "primary"},
                    _button("History", "action.history", row["id"], ref),
                    _button("Share", "answer.share", f"action {row['id']}", ref),
                    _button("Something wrong?", "concern.raise", row["id"], ref),
                ],
            },
        ],
        "response_type": "ephemeral",
    }


def listing(execute: Execute, statements: Sequence[Statement], frame: dict[str, Any]) -> dict[str, Any]:
    """Return the first page of a list; how it was asked for and its menus are those of `frame`, an earlier answer."""
    for statement in statements[:-1]:
        execute(statement)
    names = statements[-1]["columns"]
    rows = {row["id"]: row for row in (dict(zip(names, one, strict=True)) for one in execute(statements[-1]))}
    return frame | {"blocks": [_listed(block, rows) for block in frame["blocks"]]}


def _listed(block: dict[str, Any], rows: dict[str, Any]) -> dict[str, Any]:
    row = rows.get((block.get("accessory") or {}).get("value"))
    if row is None:
        return block
    stages = ", ".join(one["stage"] for one in _json(row["stages"]) or []) or "not given"
    ref, text = row["printed_ref"], f"\nStage: {_escape(stages)}. RAG: {row['rag'] or 'not given'}."
    drawn = _section(f"*{_escape(ref)}* {_escape(row['title'])}{text}")
    return drawn | {"accessory": _button("Show", "action.show", row["id"], ref)}


ANSWERS: dict[str, Callable[..., dict[str, Any]]] = {"card": card, "filter": listing, "full text": listing}
"""Name of a gesture -> what answers it."""


def _by_whom(row: dict[str, Any]) -> str:
    if row["author_user_id"]:
        at = row["entry_created_at"]
        day = datetime.fromisoformat(at) if isinstance(at, str) else at
        return f"<@{row['author_user_id']}>, {day.day} {day:%B %Y}\n{_escape(row['note'])}"
    day = date.fromisoformat(row["as_of"]) if isinstance(row["as_of"], str) else row["as_of"]
    return f"published, {day:%B %Y}"


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": True}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _button(label: str, action_id: str, value: str, ref: str) -> dict[str, Any]:
    return {
        "type": "button",
        "text": _plain(label),
        "action_id": action_id,
        "value": value,
        "accessibility_label": f"{label}: {ref}",
    }
