"""People whose Slack account is gone: what they led is listed as without a lead officer, and coordinators are told."""

from datetime import datetime

from sqlalchemy import Connection

from bot.domain import audit, deliveries
from bot.domain.audit import Origin
from bot.domain.deliveries import Place
from bot.domain.people import Caller
from storage import people as stored
from storage import plans as stored_plans
from storage.types import Record

LED = ("lead", "deputy", "officer")


def note(db: Connection, caller: Caller, gone: bool, origin: Origin, now: datetime) -> None:
    """Note of somebody whether their account is gone; of somebody unknown nothing is kept."""
    row = stored.by_slack_id(db, caller.workspace_id, caller.user_id)
    if row is not None:
        note_person(db, row, gone, origin, now)


def note_person(db: Connection, person: Record, gone: bool, origin: Origin, now: datetime) -> None:
    """Note of a known person whether their account is gone; noting it twice changes nothing.

    Roles stay as they are: an account that comes back has them again, one that is gone counts for nobody.
    """
    if gone is (person.deactivated_at is not None):
        return
    stored.change(db, person.id, {"deactivated_at": now if gone else None})
    did = "person.gone" if gone else "person.back"
    audit.record(db, did, ("all", "*"), None, origin, now, {"person_id": person.id})
    if gone:
        for slug in sorted(_led(db, person.id)):
            _tell(db, person, slug, origin, now)


def _led(db: Connection, person_id: int) -> set[str]:
    held = [row for row in stored.held(db, person_id) if row.role in LED]
    found = {stored_plans.plan_of(db, row.subject_kind, row.subject_id) for row in held}
    return {slug for slug in found if slug}


def _tell(db: Connection, person: Record, slug: str, origin: Origin, now: datetime) -> None:
    payload = {"person": person.id, "plan": slug}
    for row in stored.holders(db, ["coordinator"], [("plan", slug)]):
        if row.user_id and row.team_id:
            key = f"gone:{person.id}:{slug}:{row.id}:{now.date().isoformat()}"
            place = Place(row.team_id, person_id=row.id)
            deliveries.enqueue(db, key, "account_gone", place, payload, now, origin.request_id)
