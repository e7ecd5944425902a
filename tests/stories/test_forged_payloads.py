"""Buttons copied from others and forms with forged metadata: refused in words, and nothing is changed."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.assembly import Convenor
from bot.sandbox import Workspace, interactions
from bot.sandbox.state import Change, State
from bot.slack.features import FEATURES
from storage import tables
from tests.bot.domain.cast import everything
from tests.office import APOLOGY

Json = dict[str, Any]

BEGAN = datetime(2026, 11, 25, 9, tzinfo=UTC)
PLAN = "leicestershire-2024"
T18, T17, T16, T25 = (f"{PLAN}:{ref}" for ref in ("T18", "T17", "T16", "T25"))
COORDINATOR, LEAD, OFFICER, NEWCOMER = "Plan coordinator", "Transport lead", "Transport officer", "Newcomer"
PASSED = "Buildings officer"
"""Has T17 passed for the period."""

ELSEWHERE = "Borough administrator"
"""May do everything in their own council, and sees nothing of the county's plan."""

OURS = (
    "period",
    "plan_people",
    "people",
    "pass",
    "recorded",
    "section_rag",
    "approval",
    "dashboard",
    "report",
    "update",
)
BESIDES = ("action.update", "action.ask_to_be_added")
BOOKKEEPING = {"audit", "gestures", "deliveries", "heartbeats", "planning_marks", "rates", "seen", "reports"}
"""What is written about a gesture, not because of it, and what jobs write by themselves."""


@dataclass(frozen=True)
class Row:
    """A gesture: what its button carries, or its form's metadata and fields; `{...}` are ids that the story knows.

    `colleagues` are those of the plan's workspace who may not; `old` who might, but not once the period is closed.
    `within` is the metadata of the form in which a button stands that reads it.
    """

    carried: str
    colleagues: tuple[str, ...] = (OFFICER, NEWCOMER)
    old: str | None = None
    fields: Json = field(default_factory=dict)
    within: str | None = None


def typed(**values: str) -> Json:
    return {name: {name: {"type": "plain_text_input", "value": value}} for name, value in values.items()}


def days(**values: str) -> Json:
    return {name: {name: {"type": "datepicker", "selected_date": value}} for name, value in values.items()}


def chosen(**values: str) -> Json:
    return {name: {name: {"type": "static_select", "selected_option": {"value": one}}} for name, one in values.items()}


def people(name: str) -> Json:
    return {name: {name: {"selected_user": "{newcomer}", "selected_users": ["{newcomer}"]}}}


UPDATE = {
    "stage": {"choice": {"selected_option": {"value": "Delivery"}}},
    "second_stage": {"choice": {"selected_option": {"value": "none"}}},
    "rag": {"choice": {"selected_option": {"value": "Green"}}},
    "note": {"text": {"type": "plain_text_input", "value": "Not mine to say."}},
}
DATES = days(
    opens_on="2027-10-18",
    due_on="2027-11-15",
    signoff_on="2027-11-29",
    dispatch_on="2027-12-06",
    committee_on="2027-12-14",
)
ASSIGNED = chosen(role="lead", others="they lose it") | typed(refs="", name="", email="") | people("people")
RECORDED = chosen(whose="{lead}") | typed(email="", name="", how="by telephone") | days(on="2026-11-24")
OWN = (NEWCOMER,)
"""Those who answer for an action may; the newcomer answers for none."""

FORM = f'{{"action": "{T17}", "base": {{base}}, "two": false}}'

ROWS = {
    "action.update": Row(T17, OWN, old=PASSED),
    "action.ask_to_be_added": Row(T18, ()),
    "update.no_change": Row(f"{{base}} {T17}", OWN),
    "update.undo": Row("{undoable}", OWN),
    "update.correct": Row("{own}", (COORDINATOR, NEWCOMER), old=OFFICER),
    "update.from_words": Row(f"{{offer}} {T18}", (COORDINATOR, NEWCOMER)),
    "update.second_stage": Row(T17, OWN, within=FORM),
    "update.use_draft": Row(T17, OWN),
    "update.drop_draft": Row(T17, OWN, within=FORM),
    "update.save": Row(FORM, OWN, old=PASSED, fields=UPDATE),
    "update.choose": Row("", OWN, fields={"action": {"action_choice": {"selected_option": {"value": T17}}}}),
    "approval.list": Row(PLAN),
    "approval.look": Row("{waiting}"),
    "approval.accept": Row("{waiting}"),
    "approval.give_back": Row("{waiting}", fields={"comment": {"text": {"value": "How many?"}}}),
    "approval.switch_on": Row(PLAN),
    "approval.switch_off": Row(PLAN),
    "dashboard.list": Row(f"{PLAN} missing 1"),
    "dashboard.next": Row(f"{PLAN} missing 2"),
    "dashboard.previous": Row(f"{PLAN} missing 1"),
    "period.calendar": Row(PLAN),
    "period.form": Row(f"{PLAN} {{period}}", old=COORDINATOR),
    "period.cadence": Row("monthly", within=f'{{"plan": "{PLAN}"}}'),
    "period.more_time": Row(f"{{period}} {T18}", old=COORDINATOR),
    "period.close": Row("{period}", old=COORDINATOR),
    "period.reopen": Row("{period}"),
    "period.preview": Row(PLAN, old=COORDINATOR),
    "period.switch_off": Row(PLAN),
    "period.switch_on": Row(PLAN, old=COORDINATOR),
    "period.save": Row(
        f'{{"plan": "{PLAN}", "cadence": "yearly", "period": {{period}}}}', old=COORDINATOR, fields=DATES
    ),
    "period.save_time": Row(
        f'{{"period": {{period}}, "action": "{T18}"}}',
        old=COORDINATOR,
        fields=days(due_on="2026-11-30") | typed(reason="Election"),
    ),
    "period.save_close": Row("{period}"),
    "period.save_reopen": Row("{period}", fields=typed(reason="One more figure")),
    "plan_people.open": Row(PLAN),
    "plan_people.turn": Row(f"{PLAN} 1"),
    "plan_people.earlier": Row(f"{PLAN} 1"),
    "plan_people.take_away": Row("{assignment} 1"),
    "plan_people.assign": Row(f"{PLAN} {T18}"),
    "plan_people.save": Row(json.dumps({"plan": PLAN, "action": T18}), fields=ASSIGNED),
    "people.add_officer": Row(f"{{newcomer_row}} {T18}"),
    "pass.open": Row(T18, OWN),
    "pass.save": Row(T18, OWN, fields=people("to")),
    "pass.take_back": Row(T17, OWN, old=LEAD),
    "pass.not_mine": Row(T18, (COORDINATOR, NEWCOMER)),
    "pass.save_not_mine": Row(T18, (COORDINATOR, NEWCOMER), fields=typed(reason="")),
    "pass.ask_again": Row(T25, (LEAD, OFFICER, NEWCOMER)),
    "recorded.open": Row(T17),
    "recorded.save": Row(f'{{"action": "{T17}", "base": {{base}}, "asked": []}}', fields=UPDATE | RECORDED),
    "section_rag.open": Row(PLAN),
    "section_rag.save": Row(PLAN, fields=chosen(section=f"{PLAN}/transport", rag="Red") | typed(why="")),
    "report.make": Row(PLAN),
}

REFUSED = re.compile(
    "Only |You cannot |not here any more|is not kept any more|has no period called|No reporting period of .* is closed"
)
OVER = re.compile("is closed|not passed to anybody|Confirm the dates of a reporting period first|You cannot update T17")


class Forger:
    """Sends signed payloads as Slack would, with what somebody else's button or form carried; hears the answers."""

    def __init__(self, slack: Workspace, convenor: Convenor) -> None:
        self._slack, self._convenor = slack, convenor
        self.known: dict[str, str] = {}
        self._heard: list[str] = []
        for person in (OFFICER, ELSEWHERE):
            state = slack.team_of(person).state
            slack.call(state.listeners.append, lambda change, state=state: self._hear(state, change))

    def send(self, name: str, person: str) -> str:
        """Press or submit; return all that was answered."""
        self._heard.clear()
        payload = self._slack.call(self._payload, name, self._slack.team_of(person).state, self._slack.as_(person).id)
        status, body = self._slack.post_signed(urlencode({"payload": json.dumps(payload)}).encode())
        assert status == 200, (name, person, body)
        return " ".join([*self._heard, body.decode()])

    def stands(self) -> dict[str, Any]:
        """All that the database keeps, without bookkeeping."""
        with self._convenor.database.reading() as db:
            return {table: rows for table, rows in everything(db).items() if table not in BOOKKEEPING}

    def _payload(self, name: str, state: State, person_id: str) -> Json:
        row = ROWS[name]
        carried, number = self._filled(row.carried), next(state.numbers)
        trigger = {"trigger_id": state.tickets.trigger(person_id, number)}
        metadata = carried if row.within is None else self._filled(row.within)
        view = {"id": f"V{number:010}", "type": "modal", "private_metadata": metadata}
        view |= {"state": {"values": json.loads(self._filled(json.dumps(row.fields or UPDATE)))}}
        if name in FEATURES.forms:
            about = {"view": view | {"callback_id": name}, "response_urls": []}
            return interactions.base(state, person_id, "view_submission") | trigger | about
        pressed = {"type": "button", "action_id": name, "block_id": "b", "value": carried}
        payload = interactions.base(state, person_id, "block_actions") | trigger | {"actions": [pressed]}
        dm = next(one.id for one in state.channels.values() if one.person_id == person_id)
        url = interactions.reply_url(state, state.tickets.reply_url(person_id, dm, number))
        place = {"type": "message", "message_ts": "1.0", "channel_id": dm, "is_ephemeral": True}
        payload |= {"container": place, "channel": {"id": dm, "name": "directmessage"}, "response_url": url}
        stands_in = {"view": view | {"callback_id": f"{name.partition('.')[0]}.save"}}
        return payload if row.within is None else payload | stands_in

    def _filled(self, text: str) -> str:
        for name, value in self.known.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def _hear(self, state: State, change: Change) -> None:
        if change.kind in ("message", "message_changed"):
            message = state.message(change.channel_id or "", change.item or "")
            self._heard += [json.dumps([message.text, message.blocks])] if message else []
        elif change.kind in ("view", "home"):
            view = state.view(change.item or "")
            self._heard += [json.dumps(view.content)] if view else []


def begin(slack: Workspace, convenor: Convenor) -> Forger:
    """An update waits for review, one is passed on, one was answered by *No change*: there are buttons to copy."""
    officer = slack.as_(OFFICER)
    officer.slash("/action", "T16").press("No change")
    officer.write("done, 12 charge points installed at County Hall")
    officer.dm.wait_for("reads like an update")
    slack.as_(COORDINATOR).home().press("Switch review on")
    officer.slash("/action", "update T18").fill(Note="Nearly there.").submit().close(everything=True)
    passing = slack.as_(LEAD).slash("/action", "T17").press("Pass to ...")
    passing.fill({"Who answers": PASSED}).submit().close(everything=True)
    convenor.ticking.stop()
    forger = Forger(slack, convenor)
    with convenor.database.reading() as db:
        person = {row.user_id: str(row.id) for row in db.execute(tables.people.select())}
        entry = {row.action_id: str(row.id) for row in db.execute(tables.status_entries.select().order_by("id"))}
        period = next(row.id for row in db.execute(tables.periods.select()) if row.state == "confirmed")
        offer = next(row.id for row in db.execute(tables.deliveries.select()) if "words" in row.payload)
        assignment = next(row.id for row in db.execute(tables.assignments.select()) if row.role == "lead")
    forger.known = {
        "offer": str(offer),
        "base": entry[T17],
        "undoable": entry[T16],
        "waiting": entry[T18],
        "own": entry[f"{PLAN}:T12"],
        "period": str(period),
        "assignment": str(assignment),
        "newcomer": slack.as_(NEWCOMER).id,
        "newcomer_row": person[slack.as_(NEWCOMER).id],
        "lead": person[slack.as_(LEAD).id],
    }
    return forger


@pytest.mark.parametrize("start_at", [BEGAN], indirect=True)
def test_who_may_not_is_refused_in_words(workspace: Workspace, any_convenor: Convenor) -> None:
    forger = begin(workspace, any_convenor)
    before = forger.stands()
    for name, row in ROWS.items():
        for person in (ELSEWHERE, *row.colleagues):
            said = forger.send(name, person)
            assert REFUSED.search(said), (name, person, said)
            assert APOLOGY not in said, (name, person)
    assert forger.stands() == before

    forger.send("period.save_close", COORDINATOR)
    before = forger.stands()
    for name, person in [(name, row.old) for name, row in ROWS.items() if row.old]:
        said = forger.send(name, person)
        assert OVER.search(said), (name, person, said)
    assert forger.stands() == before


def test_every_gesture_has_a_row() -> None:
    found = [name for name in (*FEATURES.buttons, *FEATURES.forms) if name.partition(".")[0] in OURS]
    assert {*found, *BESIDES} == set(ROWS)
