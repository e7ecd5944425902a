"""Officers and their actions, and what they press, as Slack posts it: each action is answered once only."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from bench.gestures import TEAM
from bench.many_actions import NOW
from storage.bulk import insert_all
from storage.engine import Database
from storage.tables import actions, assignments, people, status_entries

EACH = 20
"""Actions of an officer."""

AT_ONCE = 500
"""More forms than are posted in one round; those that were not are the first of the next one."""

NOTE = "The surveys of the first four sites are done, and the costs are with the finance team."
Payload = dict[str, Any]


@dataclass(frozen=True)
class Held:
    """An action of an officer's: its last entry, and what that says."""

    id: str
    ref: str
    user_id: str
    entry_id: int
    stage: str
    rag: str | None


@dataclass(eq=False)
class Updating:
    """A gesture on one action after the other; `posted` is how many of these had it already."""

    name: str
    held: Sequence[Held]
    payload: Callable[[Held, str], Payload]
    api_url: str
    holds: str = ""
    posted: int = 0

    def forms(self) -> Sequence[dict[str, str]]:
        """The fields of the payloads that come next."""
        some = self.held[self.posted : self.posted + AT_ONCE]
        return [{"payload": json.dumps(self.payload(one, self.api_url))} for one in some]


def give_out(database: Database) -> None:
    """Give each officer EACH actions; of all of them the profile was just read, so that no job asks Slack for it."""
    with database.writing(wake=False) as db:
        many = db.scalar(select(func.count()).select_from(actions)) or 0
        who = {"workspace_id": TEAM, "team_id": TEAM, "created_at": NOW, "profile_at": datetime.now(UTC)}
        insert_all(db, people, [who | {"user_id": f"U0OFFICER{number}"} for number in range(many // EACH)])
        of_them = people.c.user_id.startswith("U0OFFICER")
        persons = db.scalars(select(people.c.id).where(of_them).order_by(people.c.id)).all()
        ids = db.scalars(select(actions.c.id).order_by(actions.c.plan_slug, actions.c.position)).all()
        frame = {"role": "officer", "subject_kind": "action", "from_at": NOW, "origin": "bench"}
        rows = [{"person_id": persons[n // EACH], "subject_id": one} | frame for n, one in enumerate(ids)]
        insert_all(db, assignments, rows)


def all_held(database: Database) -> list[Held]:
    """Return every action with its officer, in an order in which neighbours are far apart; always the same one."""
    entries = status_entries.c
    rows = (
        select(actions.c.id, actions.c.printed_ref, people.c.user_id, entries.id, entries.stages, entries.rag)
        .join(status_entries, entries.id == actions.c.current_entry_id)
        .join(assignments, assignments.c.subject_id == actions.c.id)
        .join(people, people.c.id == assignments.c.person_id)
        .where(assignments.c.subject_kind == "action")
        .order_by(actions.c.id)
    )
    with database.reading() as db:
        held = [Held(*row[:4], row.stages[0]["stage"], row.rag) for row in db.execute(rows)]
    random.Random(6).shuffle(held)
    return held


def may_stand(one: Held) -> bool:
    """Say whether *No change* is taken for an action; where it is not, the form is saved."""
    return one.rag not in ("Red", "Amber")


def is_saved_at_once(one: Held) -> bool:
    """Say whether a form with a new note is saved without more to be asked, of those that *No change* does not need."""
    return not may_stand(one) and one.stage != "Complete"


def opened(one: Held, api_url: str) -> Payload:
    """Return *Update* on a card."""
    return _pressed(one, api_url, "action.update", one.id)


def unchanged(one: Held, api_url: str) -> Payload:
    """Return *No change* on a card."""
    return _pressed(one, api_url, "update.no_change", f"{one.entry_id} {one.id}")


def saved(one: Held, _api_url: str) -> Payload:
    """Return the form with a note of NOTE's words, as it is sent."""
    texts = dict.fromkeys(("internal_note", "milestone", "evidence_url", "needs_help"))
    values: Payload = {name: _typed(value) for name, value in (texts | {"note": NOTE}).items()}
    values |= {"stage": _chosen(one.stage), "rag": _chosen(one.rag or "not given")}
    values["milestone_on"] = {"day": {"type": "datepicker", "selected_date": None}}
    metadata = json.dumps({"action": one.id, "base": one.entry_id, "two": False})
    view = {"id": f"V{one.entry_id}", "type": "modal", "callback_id": "update.save", "private_metadata": metadata}
    return _by(one) | {"type": "view_submission", "view": view | {"state": {"values": values}}}


def _pressed(one: Held, api_url: str, action_id: str, value: str) -> Payload:
    button = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1.2"}
    return _by(one) | {
        "type": "block_actions",
        "container": {"type": "message", "is_ephemeral": True, "channel_id": "C0BENCH"},
        "channel": {"id": "C0BENCH", "name": "transport"},
        "response_url": f"{api_url}answer",
        "actions": [button],
    }


def _by(one: Held) -> Payload:
    return {
        "user": {"id": one.user_id, "username": "officer", "team_id": TEAM},
        "team": {"id": TEAM, "domain": "bench"},
        "api_app_id": "A0BENCH",
        "token": "gIkuvaNzQIHg97ATvDxqgjtO",
        "trigger_id": f"{one.entry_id}.bench",
    }


def _typed(value: str | None) -> Payload:
    return {"text": {"type": "plain_text_input", "value": value}}


def _chosen(value: str) -> Payload:
    return {"choice": {"type": "static_select", "selected_option": {"text": {}, "value": value}}}
