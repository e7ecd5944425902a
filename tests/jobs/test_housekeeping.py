"""What is no longer needed is forgotten."""

from datetime import timedelta

from sqlalchemy import update

from bot.domain import gestures
from jobs.housekeeping import KEEP_DRAFTS, KEEP_GESTURES, KEEP_PAYLOADS, tidy
from storage import drafts, tables
from storage.reset import empty
from tests.jobs.office import NOW, Office, said
from tests.storage.rows import ROWS, fill

MOMENT = timedelta(seconds=1)


def test_payloads_are_emptied_thirty_days_after_sending(office: Office) -> None:
    assert timedelta(days=30) == KEEP_PAYLOADS
    office.put("one")
    office.send()
    full = office.row("one").payload
    office.machine.pass_((KEEP_PAYLOADS - timedelta(minutes=1)).total_seconds())
    tidy(office.desk)
    assert office.row("one").payload == full
    office.machine.pass_(61)
    tidy(office.desk)
    assert office.row("one").payload == {}
    assert (office.row("one").status, office.row("one").ts) == ("sent", office.stamps()[0])


def test_what_was_not_sent_keeps_its_payload(office: Office) -> None:
    office.put("one")
    office.machine.pass_(90 * 24 * 3600)
    tidy(office.desk)
    assert office.row("one").payload
    office.send()
    assert office.texts() == [said("one")]


def test_a_dropped_message_is_emptied_too(office: Office) -> None:
    office.put("one")
    old = office.machine() - KEEP_PAYLOADS - MOMENT
    with office.database.writing() as db:
        db.execute(update(tables.deliveries).values(status="dropped", sent_at=old))
    tidy(office.desk)
    assert office.row("one").payload == {}


def test_what_could_not_be_delivered_is_kept_thirty_days_of_programme_time(office: Office) -> None:
    """A sandbox whose clock stands in 2021 does not forget at once whom it could not reach."""
    office.put("one")
    with office.database.writing() as db:
        db.execute(update(tables.deliveries).values(status="dead"))
    tidy(office.desk)
    assert office.row("one").payload
    office.now += KEEP_PAYLOADS + MOMENT
    tidy(office.desk)
    assert office.row("one").payload == {}


def test_gestures_are_forgotten_after_a_week(office: Office) -> None:
    assert timedelta(days=7) == KEEP_GESTURES
    with office.database.writing() as db:
        assert gestures.first_time(db, "old", NOW)
        assert gestures.first_time(db, "new", NOW + MOMENT)
    office.now = NOW + KEEP_GESTURES
    tidy(office.desk)
    with office.database.reading() as db:
        assert gestures.is_known(db, "old") and gestures.is_known(db, "new")
    office.now += MOMENT
    tidy(office.desk)
    with office.database.reading() as db:
        assert not gestures.is_known(db, "old") and gestures.is_known(db, "new")


def test_drafts_are_forgotten_after_thirty_days(office: Office) -> None:
    assert timedelta(days=30) == KEEP_DRAFTS
    draft = ROWS["drafts"]
    with office.database.writing() as db:
        empty(db)
        fill(db)
        drafts.keep(db, draft["person_id"], draft["action_id"], draft["fields"], NOW)
    for passed, is_kept in ((KEEP_DRAFTS, True), (KEEP_DRAFTS + MOMENT, False)):
        office.now = NOW + passed
        tidy(office.desk)
        with office.database.reading() as db:
            assert (drafts.of(db, draft["person_id"], draft["action_id"]) is not None) == is_kept
