"""What a coordinator corrected through the rules, and a changed document imported after it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.domain import actions, assignments, corrections, partner_withdrawals, reviews, withdrawals, workspaces
from bot.domain.audit import Origin
from bot.domain.corrections import Submission
from bot.domain.people import Caller
from bot.domain.reviews import OTHER, Settlement
from bot.domain.workspaces import Vault
from storage.engine import Database
from tests.bot.commanding import Ended, call
from tests.seed.plan_document import write

NOW = datetime(2031, 4, 1, 9, 0, tzinfo=UTC)
ZONE = "Europe/London"
PLAN = "leicestershire-2031"
ADMIN = Caller("T1", "T1", "U1")
ORIGIN = Origin("slack", "r1")
REASON = {"reason": "Checked with the author"}
OBJECTIVES, WORDING, ROLE, PARTNERS, STAGE, RAG, NOTE = range(1, 8)

Command = Callable[..., Ended]


@pytest.fixture
def convenor(database: Database, database_url: str, tmp_path: Path) -> Command:
    """Return a function that calls the command line on a database with one workspace and its admin."""
    with database.writing() as db:
        workspaces.install(db, {"team_id": "T1", "team": "Council", "user_id": "UBOT"}, "xoxb-1", Vault("k"), NOW)
        assignments.appoint_admins(db, [ADMIN], NOW)
    settings = {"CONVENOR_DATABASE_URL": database_url, "CONVENOR_SECRET_KEY": "k", "CONVENOR_DATA_DIR": str(tmp_path)}
    return lambda *arguments: call(*arguments, **settings)


def correct(db: Connection, ref: str, **draft: str) -> None:
    action_id = f"{PLAN}:{ref}"
    base = corrections.form(db, ADMIN, action_id).base
    corrections.save(db, ADMIN, Submission(action_id, base, f"V{ref}", REASON | draft), ORIGIN, NOW, ZONE)


def sent(subject: str, view_id: str, **draft: str) -> Submission:
    return Submission(subject, "", view_id, REASON | draft)


def test_a_changed_document_undoes_no_correction(convenor: Command, database: Database, tmp_path: Path) -> None:
    assert convenor("import", write(tmp_path)).code == 0
    with database.writing() as db:
        correct(
            db, "T1", title="Safe ways", text="Draw one map.", stage="Delivery", section=f"{PLAN}/resources-and-waste"
        )
        (item,) = reviews.listing(db, ADMIN, PLAN, 1).items
        right = {"partners": "District Councils"}
        reviews.settle(db, ADMIN, Settlement(item.id, 1, OTHER, right), ORIGIN, NOW, ZONE)
        withdrawals.withdraw(db, ADMIN, sent(f"{PLAN}:T4", "VT4"), ORIGIN, NOW)
        withdrawals.merge(db, ADMIN, sent(f"{PLAN}:R2", "VR2", into="R1"), ORIGIN, NOW)
        new = {"ref": "T9", "title": "Lend trailers", "section": f"{PLAN}/transport"}
        corrections.add(db, ADMIN, sent(PLAN, "VT9", **new), ORIGIN, NOW, ZONE)
        partner_withdrawals.withdraw(db, ADMIN, sent("residents", "VP"), ORIGIN, NOW)
    changes = {"T1": {WORDING: "Draw two maps.", ROLE: "Ask"}, "T2": {PARTNERS: "Residents"}, "T4": {WORDING: "Again."}}
    assert convenor("import", write(tmp_path, changes)).code == 0

    with database.reading() as db:
        first = actions.card(db, ADMIN, f"{PLAN}:T1").action
        assert (first.title, first.wording, first.role) == ("Safe ways", "Draw one map.", "Ask")
        assert first.section_id == f"{PLAN}/resources-and-waste"
        assert first.status
        assert [one.stage for one in first.status.stages] == ["Delivery"]
        second = actions.card(db, ADMIN, f"{PLAN}:T2")
        assert (second.partners, second.action.uncertain) == (("District Councils",), ())
        assert reviews.listing(db, ADMIN, PLAN, 1).total == 0
        assert actions.card(db, ADMIN, f"{PLAN}:T3").partners == ()
        assert actions.card(db, ADMIN, f"{PLAN}:T4").action.withdrawn
        assert actions.card(db, ADMIN, f"{PLAN}:R2").merged_into == (f"{PLAN}:R1", "R1")
        assert not actions.card(db, ADMIN, f"{PLAN}:T9").action.withdrawn
