"""The same updates by hand: the statements of ours, each with the ids that came from those before it, and plain views.

Imports nothing of ours. `bench/recording.py` recorded the statements: "@action" in their parameters is the action's id.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bench.by_hand import Execute, Postgresql, Rows, Sqlite, Statement, open_database

LONDON = ZoneInfo("Europe/London")
PAPER = "This text goes into the committee paper. Everybody here can read it."
ASKED = {
    "Influence": f"What was tried, and with whom? {PAPER}",
    "Ask": f"Who was asked for what, and what did they say? {PAPER}",
}
"""What is asked of an action in which the council has such a role."""

Facts = dict[str, Any]
View = dict[str, Any]


def listen(bolt: App, order: dict[str, Any]) -> None:
    """Let a Bolt app answer *Update*, *No change* and the form."""
    database, recorded = open_database(order["url"]), order["updates"]

    def on_update(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = opened(database, recorded, body["user"]["id"], body["actions"][0]["value"])
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    def on_no_change(ack: Ack, body: dict[str, Any]) -> None:
        base, _, action_id = body["actions"][0]["value"].partition(" ")
        message = unchanged(database, recorded, body["user"]["id"], action_id, int(base), body["trigger_id"])
        message |= {"replace_original": False, "response_type": "ephemeral"}
        WebhookClient(body["response_url"], timeout=2, retry_handlers=[]).send_dict(message)
        ack()

    def on_save(ack: Ack, body: dict[str, Any]) -> None:
        ack(response_action="update", view=saved(database, recorded, body["user"]["id"], body["view"]))

    bolt.action("action.update")(on_update)
    bolt.action("update.no_change")(on_no_change)
    bolt.view("update.save")(on_save)


def opened(database: Sqlite | Postgresql, recorded: dict[str, Any], user_id: str, action_id: str) -> View:
    """Return the form filled with an action's last status; menus and labels are those of the recorded one."""
    facts: Facts = {"user": user_id, "action": action_id}
    database.answer(lambda execute: _carried_out(execute, recorded["open"], facts))
    card, frame = facts["card"], dict(recorded["form"])
    stage, rag = _json(facts["stages"])[0]["stage"], facts["rag"] or "not given"
    fills = {
        "stage": lambda field: _choosing(field, stage),
        "rag": lambda field: _choosing(field, rag),
        "note": lambda field: field | {"initial_value": facts["note"]},
    }
    hints = {"note": {"hint": _plain(ASKED.get(card["role"], PAPER))}}
    first, *fields = frame["blocks"]
    blocks = [first | {"text": _markdown(f"*{_escape(card['printed_ref'])}* {_escape(card['title'])}")}]
    blocks += [_filled_field(one, fills, action_id) | hints.get(one.get("block_id"), {}) for one in fields]
    metadata = json.dumps({"action": action_id, "base": facts["base"], "two": False})
    return frame | {"title": _plain(f"Update {card['printed_ref']}"), "blocks": blocks, "private_metadata": metadata}


def saved(database: Sqlite | Postgresql, recorded: dict[str, Any], user_id: str, view: View) -> View:
    """Append what a form holds, and return how the action now stands."""
    metadata, values = json.loads(view["private_metadata"]), view["state"]["values"]
    facts: Facts = {"user": user_id, "action": metadata["action"], "key": f"{view['id']} {metadata['action']}"}
    typed = {
        "stages": json.dumps([{"stage": _chosen(values["stage"]), "qualifier": None}]),
        "rag": _chosen(values["rag"]),
        "note": values["note"]["text"]["value"],
    }
    database.write(lambda execute: _carried_out(execute, recorded["save"], facts, metadata["base"], typed))
    card = facts["card"]
    stages = ", ".join(one["stage"] for one in _json(card["stages"]))
    day = _day(card["entry_created_at"])
    ref, title = _escape(card["printed_ref"]), _escape(card["title"])
    standing = [f"*Stage:* {_escape(stages)}", f"*RAG:* {card['rag'] or 'not given'}"]
    standing.append(f"*Latest update:* <@{card['author_user_id']}>, {day.day} {day:%B %Y}\n{_escape(card['note'])}")
    return {
        "type": "modal",
        "callback_id": "update.saved",
        "title": _plain(f"{card['printed_ref']} is updated"),
        "close": _plain("Close"),
        "blocks": [
            _section(f"*Saved.* {ref} {title} now reads:"),
            _section("\n".join(standing)),
            _context(f"Everybody who types `/action {ref}` sees this from now on."),
        ],
        "private_metadata": "",
    }


def unchanged(
    database: Sqlite | Postgresql, recorded: dict[str, Any], user_id: str, action_id: str, base: int, key: str
) -> dict[str, Any]:
    """Append that an action stands as it did, and return the message that says so."""
    facts: Facts = {"user": user_id, "action": action_id, "key": key}
    database.write(lambda execute: _carried_out(execute, recorded["no change"], facts, base))
    card = facts["card"]
    ref = card["printed_ref"]
    undo = {"type": "button", "text": _plain("Undo"), "action_id": "update.undo", "value": str(facts["entry"])}
    text = f"*No change* is saved for {_escape(ref)} {_escape(card['title'])}."
    return {
        "text": text,
        "blocks": [
            _section(text),
            _context("Pressed by mistake? *Undo* works for 10 minutes."),
            {"type": "actions", "elements": [undo | {"accessibility_label": f"Undo: {ref}"}]},
        ],
    }


def _carried_out(
    execute: Execute,
    statements: Sequence[Statement],
    facts: Facts,
    base: int | None = None,
    typed: Facts | None = None,
) -> None:
    """Execute statements one by one and learn from each; `typed` is what a form says instead of the last entry."""
    for one in statements:
        rows = execute(_with_facts(one, facts))
        if one["learns"]:
            facts |= LEARN[one["learns"]](rows, one["columns"], facts)
        if one["learns"] == "last":
            assert base in (None, facts["base"]), "somebody else saved first"
            facts |= typed or {}


def _with_facts(one: Statement, facts: Facts) -> Statement:
    given = one["parameters"]
    if isinstance(given, dict):
        return {"sql": one["sql"], "parameters": {name: _value(value, facts) for name, value in given.items()}}
    return {"sql": one["sql"], "parameters": [_value(value, facts) for value in given]}


def _value(value: Any, facts: Facts) -> Any:
    return facts[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def _card(rows: Rows, columns: Sequence[str], _facts: Facts) -> Facts:
    card = dict(zip(columns, rows[0], strict=True))
    assert card.get("may_update", True), "not an officer of it"
    return {"card": card, "plan": card["plan_slug"], "section": card["section_id"]}


def _last(rows: Rows, columns: Sequence[str], _facts: Facts) -> Facts:
    last = dict(zip(columns, rows[0], strict=True))
    stages = last["stages"] if isinstance(last["stages"], str) else json.dumps(last["stages"])
    return {"base": last["id"], "stages": stages, "rag": last["rag"], "note": last["note"]}


def _entry(rows: Rows, _columns: Sequence[str], _facts: Facts) -> Facts:
    return {"entry": rows[0][0], "details": json.dumps({"entry_id": rows[0][0]})}


def _texts(rows: Rows, columns: Sequence[str], _facts: Facts) -> Facts:
    texts = dict(zip(columns, rows[0], strict=True))
    return {"texts": texts["texts_id"], "title": texts["held_title"], "wording": texts["held_wording"]}


LEARN: dict[str, Callable[[Rows, Sequence[str], Facts], Facts]] = {
    "card": _card,
    "person": lambda rows, _columns, _facts: {"person": rows[0][0]},
    "last": _last,
    "entry": _entry,
    "texts": _texts,
}
"""What a statement's rows tell those that come after it."""


def _filled_field(block: View, fills: dict[str, Callable[[View], View]], action_id: str) -> View:
    if block["type"] == "actions":
        return block | {"elements": [block["elements"][0] | {"value": action_id}]}
    fill = fills.get(block["block_id"])
    return block | {"element": fill(block["element"])} if fill else block


def _choosing(field: View, value: str) -> View:
    return field | {"initial_option": next(one for one in field["options"] if one["value"] == value)}


def _chosen(field: View) -> str:
    value: str = field["choice"]["selected_option"]["value"]
    return value


def _day(at: str | datetime) -> datetime:
    """Return a moment as the office's calendar has it; SQLite's is UTC without saying so."""
    utc = datetime.fromisoformat(at).replace(tzinfo=UTC) if isinstance(at, str) else at
    return utc.astimezone(LONDON)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str) -> View:
    return {"type": "plain_text", "text": text, "emoji": True}


def _markdown(text: str) -> View:
    return {"type": "mrkdwn", "text": text}


def _section(text: str) -> View:
    return {"type": "section", "text": _markdown(text)}


def _context(text: str) -> View:
    return {"type": "context", "elements": [_markdown(text)]}
