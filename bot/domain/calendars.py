"""Calendar files: who asked for which."""

from datetime import datetime

from sqlalchemy import Connection

from bot.domain import audit, deliveries, meetings, people
from bot.domain.audit import Origin
from bot.domain.deliveries import Place
from bot.domain.meetings import Event
from bot.domain.people import Caller
from bot.domain.refusal import Refusal


def send_file(db: Connection, caller: Caller, event_id: str, key: str, origin: Origin, now: datetime) -> Event:
    """Put an event's calendar file into the outbox for the caller, once for each gesture `key`.

    Raises Refusal while the date is only proposed.
    """
    event = meetings.one(db, caller, event_id)
    if event.status == "proposed":
        raise Refusal("This date is proposed, not confirmed. Press *Add to calendar* again when it is confirmed.")
    person = people.ensure(db, caller, now)
    place = Place(caller.team_id, person_id=person.id)
    if deliveries.enqueue(db, f"gesture:{key}:1", "calendar_file", place, {"event": event_id}, now, origin.request_id):
        audit.record(db, "calendar.sent", ("event", event_id), person.id, origin, now)
    return event
