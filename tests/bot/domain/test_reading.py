"""A read writes nothing, whoever asks and whatever comes of it."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from bot import domain
from bot.domain import (
    actions,
    answers,
    assignments,
    channels,
    gestures,
    history,
    home,
    learning_sets,
    meetings,
    partners,
    people,
    updates,
    workspaces,
)
from bot.domain.people import Caller
from bot.domain.refusal import Refusal
from bot.domain.workspaces import Vault
from storage.engine import Database
from tests.bot.domain.cast import ADMIN, LEAD, LONDON, NOBODY, NOW, SECRET, STRANGER, T18, everything

BEFORE = datetime(2021, 5, 12, 8, tzinfo=UTC)
MEETING = "lednet-2021-05-20"

READS: dict[str, Callable[[Connection, Caller], Any]] = {
    "actions.look_up": lambda db, who: [actions.look_up(db, who, words) for words in ("T18", "T99", "")],
    "actions.card": lambda db, who: actions.card(db, who, T18),
    "actions.mine": actions.mine,
    "actions.coordinators": lambda db, who: actions.coordinators(db, actions.card(db, who, T18).action),
    "partners.look_up": lambda db, who: [partners.look_up(db, who, words) for words in ("NGED", "zzz", "")],
    "updates.form": lambda db, who: updates.form(db, who, T18),
    "history.history": lambda db, who: history.history(db, who, T18),
    "meetings.ahead": lambda db, who: [meetings.ahead(db, who, now, LONDON) for now in (BEFORE, NOW)],
    "meetings.one": lambda db, who: meetings.one(db, who, MEETING),
    "meetings.coordinated": meetings.coordinated,
    "meetings.coordinated_one": lambda db, who: meetings.coordinated_one(db, who, "lednet-2021"),
    "meetings.seen": lambda db, who: meetings.seen(db, who, "lednet-2021"),
    "learning_sets.every": lambda db, who: learning_sets.every(db, who, NOW, LONDON),
    "home.home": lambda db, who: home.home(db, who, BEFORE, LONDON),
    "channels.settings": lambda db, who: channels.settings(db, who, "C1"),
    "answers.ask": lambda db, who: [answers.ask(db, who, words, NOW, LONDON) for words in ("T18", "mine", "NGED", "?")],
    "assignments.is_admin": assignments.is_admin,
    "people.find": people.find,
    "gestures.is_known": lambda db, who: gestures.is_known(db, "G1"),
    "workspaces.every": lambda db, who: workspaces.every(db, Vault(SECRET)),
}


@pytest.mark.parametrize("rule", READS)
def test_a_read_writes_nothing(db: Connection, rule: str) -> None:
    before = everything(db)
    for who in (LEAD, ADMIN, NOBODY, STRANGER):
        try:
            READS[rule](db, who)
        except Refusal as refusal:
            assert refusal.sentence.endswith(".")
    assert everything(db) == before


def test_reads_need_no_right_to_write(filled: Database) -> None:
    """Even where the database itself forbids writing, every read answers."""
    with filled.reading() as db:
        db.exec_driver_sql("PRAGMA query_only = ON" if filled.is_sqlite else "SET TRANSACTION READ ONLY")
        try:
            for read in READS.values():
                try:
                    read(db, LEAD)
                except Refusal as refusal:
                    assert refusal.sentence.endswith(".")
        finally:
            if filled.is_sqlite:
                db.exec_driver_sql("PRAGMA query_only = OFF")


def test_facts_are_frozen() -> None:
    modules = [importlib.import_module(found.name) for found in pkgutil.iter_modules(domain.__path__, "bot.domain.")]
    facts = {one for module in modules for one in vars(module).values() if isinstance(one, type) and is_dataclass(one)}
    assert len(facts) > 25
    assert [one.__name__ for one in facts if not one.__dataclass_params__.frozen] == []  # type: ignore[attr-defined]
