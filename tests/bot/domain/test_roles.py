"""The table of what each role may do."""

from itertools import product

import pytest
from sqlalchemy import Connection

from bot.domain import people, roles
from bot.domain.audit import Subject
from storage import people as stored
from storage.actions import STEWARDS
from tests.bot.domain.cast import NOBODY, NOW, PLAN, T18, TRANSPORT

HERE: tuple[Subject, ...] = (("action", T18), ("section", TRANSPORT), ("plan", PLAN))
ALLOWED = {
    "update an action": {"officer", "lead", "deputy", "coordinator"},
    "pass an update on": {"officer", "lead", "deputy", "coordinator"},
    "take a passed update back": {"lead", "coordinator"},
    "hand an action back": {"officer", "lead", "deputy"},
    "record an update for somebody": {"coordinator"},
    "set RAG for a section": {"coordinator"},
    "read requests for help": {"coordinator"},
    "run reporting periods": {"coordinator", "admin"},
    "assign people": {"coordinator", "admin"},
    "accept and return updates": {"coordinator"},
    "switch review of updates on and off": {"coordinator", "admin"},
    "answer requests to be added": {"coordinator", "admin"},
    "switch reminders on and off": {"coordinator", "admin"},
    "tie a channel": {"coordinator", "admin"},
    "plan and confirm dates": {"coordinator", "admin"},
    "correct a plan": {"coordinator", "admin"},
    "enter closure days": {"coordinator", "admin"},
    "change reminder rules": {"admin"},
    "see who was not reached": {"coordinator", "admin"},
    "teach words": {"coordinator", "admin"},
    "report before a period is closed": {"coordinator", "admin"},
    "give roles": {"admin"},
    "make a plan public": {"admin"},
    "pause all messages": {"admin"},
}


def test_the_table() -> None:
    assert {deed: set(who) for deed, who in roles.MAY.items()} == ALLOWED
    assert roles.SCOPES == {
        "officer": ("action", "section"),
        "lead": ("action", "section"),
        "deputy": ("action", "section"),
        "coordinator": ("plan", "programme"),
        "facilitator": ("programme",),
        "admin": ("all",),
    }
    assert set().union(*roles.MAY.values()) <= set(roles.SCOPES)
    assert set(STEWARDS) == ALLOWED["correct a plan"], "a card offers *Correct* to those who may"


@pytest.mark.parametrize(("role", "deed"), [*product(roles.SCOPES, ALLOWED)])
def test_each_role_and_each_deed(db: Connection, role: str, deed: str) -> None:
    person = people.ensure(db, NOBODY, NOW)
    for kind, subject_id in (*HERE, roles.EVERYTHING):
        row = {"person_id": person.id, "role": role, "subject_kind": kind, "subject_id": subject_id}
        stored.assign(db, row | {"from_at": NOW})
    allowed = role in ALLOWED[deed]
    assert roles.may(db, person.id, deed, HERE) is allowed
    assert roles.may(db, person.id, deed, ()) is allowed


@pytest.mark.parametrize("held", HERE, ids=":".join)
def test_a_role_reaches_its_own_subject_only(db: Connection, held: Subject) -> None:
    person = people.ensure(db, NOBODY, NOW)
    row = {"person_id": person.id, "role": "coordinator", "subject_kind": held[0], "subject_id": held[1]}
    stored.assign(db, row | {"from_at": NOW})
    assert roles.may(db, person.id, "tie a channel", HERE)
    assert roles.may(db, person.id, "tie a channel", (held,))
    for other in HERE:
        if other != held:
            assert not roles.may(db, person.id, "tie a channel", (other,))
            assert not roles.may(db, person.id, "tie a channel", ((held[0], other[1]), (other[0], held[1])))
    assert not roles.may(db, person.id, "tie a channel", ())


def test_nobody_may_nothing(db: Connection) -> None:
    assert not any(roles.may(db, None, deed, HERE) for deed in ALLOWED)
    someone = people.ensure(db, NOBODY, NOW)
    assert not any(roles.may(db, someone.id, deed, HERE) for deed in ALLOWED)


def test_what_lies_around_an_action() -> None:
    assert roles.around_action("p:T1", "p/s", "p") == (("action", "p:T1"), ("section", "p/s"), ("plan", "p"))
