"""The form in which a coordinator records an update for somebody."""

import json
from datetime import date
from typing import Any

from bot.domain.recorded import HOW, Given, RecordForm
from bot.domain.updates import Submission
from bot.views import update_fields, updates, words
from bot.views.blocks import OPTIONS, Block, View, button, context, escape, field_of, menu, modal, option, section

OPEN = "recorded.open"
SAVE = "recorded.save"
SOMEBODY_ELSE = "0"


def open_button(action_id: str, ref: str) -> Block:
    """Return the button beside an action."""
    return button("Record an update", OPEN, action_id, about=ref)


def form(facts: RecordForm, zone: str) -> View:
    """Return the form: whose, how and when, then the fields of any update."""
    action, given = facts.form.action, facts.given
    blocks = [section(f"*{escape(action.printed_ref)}* {escape(action.title)}\nIt counts as that person's update.")]
    blocks += updates.what_changed(facts.overtaken, zone) if facts.overtaken else []
    if facts.form.why:
        blocks.append(context(escape(facts.form.why)))
    people = [option(words.plain_person(who), str(person_id)) for person_id, who in facts.whose[: OPTIONS - 1]]
    if people:
        people.append(option("Somebody else", SOMEBODY_ELSE))
        chosen = str(given.person_id or SOMEBODY_ELSE)
        blocks.append(field_of("whose", "Whose update", menu("whose", people, chosen, "Choose")))
    blocks += [
        field_of(
            "email",
            "Somebody else: e-mail" if people else "Whose update: e-mail",
            _text("email", 200, given.email),
            optional=True,
        ),
        field_of("name", "Their name", _text("name", 200, given.name), optional=True),
        field_of("how", "How it came", _text("how", HOW[1], given.how), "By telephone, by e-mail, in a meeting."),
        field_of("on", "When", {"type": "datepicker", "action_id": "on", "initial_date": given.on.isoformat()}),
    ]
    blocks += update_fields.fields(action, facts.form.draft, facts.form.asked, True, "")
    metadata = {"action": action.id, "base": facts.form.base, "asked": list(facts.form.asked)}
    return modal(SAVE, f"Record {action.printed_ref}"[:24], blocks, "Save", json.dumps(metadata))


def read(view: dict[str, Any]) -> tuple[Submission, Given]:
    """Return what the form held; the other side of `form`."""
    metadata = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    draft = update_fields.read({name: value for name, value in values.items() if name not in OURS})
    submission = Submission(
        str(metadata["action"]), int(metadata["base"]), str(view["id"]), draft, tuple(map(str, metadata["asked"]))
    )
    chosen = ((values.get("whose") or {}).get("whose") or {}).get("selected_option") or {}
    person_id = int(chosen.get("value") or SOMEBODY_ELSE)
    on = date.fromisoformat(values["on"]["on"]["selected_date"])
    name, email, how = (_typed(values, one) for one in ("name", "email", "how"))
    return submission, Given(person_id or None, name, email, how, on)


OURS = ("whose", "email", "name", "how", "on")


def _text(name: str, most: int, value: str) -> Block:
    field: Block = {"type": "plain_text_input", "action_id": name, "max_length": most}
    return field | ({"initial_value": value} if value else {})


def _typed(values: dict[str, Any], name: str) -> str:
    return str((values.get(name, {}).get(name) or {}).get("value") or "")
