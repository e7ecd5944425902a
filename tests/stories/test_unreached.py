"""Who could not be reached: their coordinator sees it in App Home, and decides."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.assembly import Convenor
from bot.domain import deliveries, unreached
from bot.domain.audit import Origin
from bot.domain.deliveries import UNCERTAIN, Place
from bot.domain.people import Caller
from bot.domain.refusal import NotAllowed, Refusal
from bot.sandbox import Workspace
from storage import people, tables
from tests.jobs.office import GENERAL, until

NOW = datetime(2021, 5, 12, 8, tzinfo=UTC)
MEETING = {"event": "lednet-2021-05-20"}
SECTION = "Who could not be reached"


def _put(convenor: Convenor, key: str, kind: str, place: Place, payload: dict[str, Any]) -> int:
    with convenor.database.writing() as db:
        deliveries.enqueue(db, key, kind, place, payload, NOW)
        return int(db.scalars(select(tables.deliveries.c.id).where(tables.deliveries.c.key == key)).one())


def _status(convenor: Convenor, delivery_id: int) -> str:
    with convenor.database.reading() as db:
        return str(db.scalars(select(tables.deliveries.c.status).where(tables.deliveries.c.id == delivery_id)).one())


def _not_on_slack(convenor: Convenor, team_id: str) -> Place:
    row = {"workspace_id": team_id, "team_id": team_id, "user_id": None, "name": "Robin <Field>", "created_at": NOW}
    with convenor.database.writing() as db:
        people.add(db, row)
        found = db.scalars(select(tables.people.c.id).where(tables.people.c.name == row["name"])).one()
    return Place(team_id, person_id=found)


def test_a_coordinator_sees_who_was_not_reached_and_decides(workspace: Workspace, any_convenor: Convenor) -> None:
    team_id = workspace.team_id
    coordinator, officer = workspace.as_("LEDNet team"), workspace.as_("Transport officer")
    assert SECTION not in coordinator.home().text
    to_channel = _put(any_convenor, "a", "calendar_file", Place(team_id, channel_id=GENERAL), MEETING)
    to_nobody = _not_on_slack(any_convenor, team_id)
    to_person = _put(any_convenor, "b", "calendar_file", to_nobody, MEETING)
    away = {"person": to_nobody.person_id, "until": "2021-05-20", "covers": False}
    of_nobodys_plan = _put(any_convenor, "c", "leave", Place(team_id, channel_id=GENERAL), away)
    asked = _put(any_convenor, "d", "sentence", Place(team_id, channel_id=GENERAL), {"text": "hello"})
    put = (to_channel, to_person, of_nobodys_plan, asked)
    until(lambda: {_status(any_convenor, one) for one in put} == {"dead"})

    assert SECTION not in officer.home().text
    home = coordinator.home()
    assert "Robin <Field> did not get a calendar file of 12 May" in home.text
    assert "That Slack account is gone" in home.text
    assert "Type /invite @Convenor" in home.text and home.buttons.count("Send again") == 2
    assert workspace.as_("Administrator").home().buttons.count("Send again") == 3, (
        "an admin sees all that was not asked for"
    )

    coordinator.join("#general")
    home.press("Send again", nth=1)
    until(lambda: _status(any_convenor, to_channel) == "sent")
    home = coordinator.home()
    assert home.buttons.count("Send again") == 1
    home.press("Leave it")
    assert SECTION not in coordinator.home().text
    assert _status(any_convenor, to_person) == "dropped"
    with any_convenor.database.reading() as db:
        mine = select(tables.audit.c.did).where(tables.audit.c.subject_kind == "delivery")
        done = db.scalars(mine.order_by(tables.audit.c.id))
        assert list(done) == ["delivery.sent_again", "delivery.set_aside"]


def test_who_may_not_decide_is_told_so_and_nothing_is_decided_twice(workspace: Workspace, convenor: Convenor) -> None:
    place = _not_on_slack(convenor, workspace.team_id)
    failed = _put(convenor, "a", "calendar_file", place, MEETING)
    until(lambda: _status(convenor, failed) == "dead")
    callers = {
        name: Caller(workspace.team_id, workspace.team_id, workspace.as_(name).id)
        for name in ("Transport officer", "LEDNet team")
    }
    with convenor.database.trying() as db:
        with pytest.raises(NotAllowed):
            unreached.set_aside(db, callers["Transport officer"], failed, Origin("slack"), NOW)
        unreached.set_aside(db, callers["LEDNet team"], failed, Origin("slack"), NOW)
        with pytest.raises(Refusal, match="already"):
            unreached.send_again(db, callers["LEDNet team"], failed, Origin("slack"), NOW)


def test_what_may_have_arrived_is_sent_when_somebody_says_so(workspace: Workspace, convenor: Convenor) -> None:
    """Who presses *Send again* has looked: it is not looked for once more, in vain."""
    place = _not_on_slack(convenor, workspace.team_id)
    failed = _put(convenor, "a", "calendar_file", place, MEETING)
    until(lambda: _status(convenor, failed) == "dead")
    with convenor.database.trying() as db:
        uncertain = {"error": f"{UNCERTAIN} (missing_scope)", "posting_from": NOW}
        db.execute(tables.deliveries.update().values(uncertain))
        deliveries.send_again(db, failed)
        row = db.execute(select(tables.deliveries).where(tables.deliveries.c.id == failed)).one()
        assert (row.status, row.posting_from, row.attempts, row.error) == ("pending", None, 0, None)


def test_a_message_that_is_gone_and_cannot_be_changed_is_nobodys_loss(workspace: Workspace, convenor: Convenor) -> None:
    """Somebody deleted their daily message; what an answer would have changed in it is not to be sent again."""
    gone = _put(convenor, "a", "redraw", _not_on_slack(convenor, workspace.team_id), {"delivery": 1})
    with convenor.database.writing() as db:
        change = tables.deliveries.update().where(tables.deliveries.c.id == gone)
        db.execute(change.values(status="dead", error="message_not_found"))
    assert SECTION not in workspace.as_("Administrator").home().text
