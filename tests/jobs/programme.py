"""A small world for reminders: LEDNet and its meetings, who follows them, which channel announces them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, select, update

from bot.domain import due_reminders, reminder_rules, reminders
from storage import channels, meetings, people, tables
from storage import reminder_rules as stored_rules
from storage.upsert import insert_new

KNOWN = datetime(2020, 1, 1, tzinfo=UTC)
"""When everything became known that a test does not say otherwise."""

LONDON, PARIS, NEW_YORK = "Europe/London", "Europe/Paris", "America/New_York"
TEAM, CHANNEL = "T1", "C1"
LEDNET = "lednet-2021"


@dataclass(frozen=True)
class Message:
    """A message that went into the outbox: to a channel or a person, about which events."""

    to: str
    about: tuple[str, ...]


A_WEEK_BEFORE = ("meeting_in_channel", "meeting_for_followers", "session_for_followers")


def rules(db: Connection, *names: str, off_day: Literal["back", "stay"] = "back") -> None:
    """Switch all rules off but some of the shipped ones."""
    reminder_rules.ship(db)
    for rule in reminder_rules.SHIPPED:
        stored_rules.change(db, rule.name, {"is_on": rule.name in names, "off_day": off_day})


def lednet(db: Connection, slug: str = LEDNET, on: datetime | None = KNOWN) -> None:
    """A programme of meetings, reminded of a week before, whatever the day; `on`: since when reminders are on."""
    rules(db, *A_WEEK_BEFORE, off_day="stay")
    insert_new(db, tables.workspaces, {"team_id": TEAM, "name": "Council", "installed_at": KNOWN})
    insert_new(db, tables.organisations, {"slug": "lednet", "name": "LEDNet", "kind": "network"})
    organisation = db.scalars(select(tables.organisations.c.id)).one()
    row = {"slug": slug, "title": f"LEDNet {slug}", "organisation_id": organisation, "kind": "meetings"}
    db.execute(tables.programmes.insert().values(row | {"themes": [], "rules": {}, "reminders_from": on}))
    db.execute(tables.programme_workspaces.insert().values(programme_slug=slug, workspace_id=TEAM))


def meeting(db: Connection, day: date, slug: str = LEDNET, **values: Any) -> str:
    """A meeting on a day; return its id."""
    row = {
        "id": f"{slug}-{day}",
        "programme_slug": slug,
        "kind": "meeting",
        "title": "LEDNet meeting",
        "date": day,
        "zone": LONDON,
        "status": "confirmed",
        "revision": 0,
        "known_from": KNOWN,
        "updated_at": KNOWN,
    } | values
    db.execute(tables.events.insert().values(row))
    return str(row["id"])


def change(db: Connection, event_id: str, **values: Any) -> None:
    """Change an event as whoever changes one does: its revision rises."""
    table = tables.events
    db.execute(update(table).where(table.c.id == event_id).values(revision=table.c.revision + 1, **values))


def somebody(db: Connection, user_id: str = "U1", zone: str | None = LONDON) -> int:
    """A person; return their id."""
    row = {"workspace_id": TEAM, "team_id": TEAM, "user_id": user_id, "zone": zone, "created_at": KNOWN}
    people.add(db, row)
    found = people.by_slack_id(db, TEAM, user_id)
    assert found
    return int(found.id)


def follow(db: Connection, person_id: int, subject_id: str = LEDNET, since: datetime = KNOWN) -> None:
    kind = "event" if subject_id[-3] == "-" else "programme"
    subject = {"subject_kind": kind, "subject_id": subject_id}
    assert meetings.follow(db, {"person_id": person_id, "created_at": since} | subject)


def tie(db: Connection, channel_id: str = CHANNEL, slug: str = LEDNET, since: datetime = KNOWN) -> None:
    subject = {"subject_kind": "programme", "subject_id": slug}
    assert channels.tie(db, {"team_id": TEAM, "channel_id": channel_id, "created_at": since} | subject)


def tick(db: Connection, now: datetime, zone: str = LONDON) -> list[Message]:
    """Do what the reminders job does at a moment; return what went into the outbox."""
    reminders.plan(db, now, zone)
    return [
        Message(one.place.channel_id or _user(db, one.place.person_id), one.event_ids)
        for one in due_reminders.due(db, now, zone)
        if due_reminders.send(db, one, now)
    ]


def _user(db: Connection, person_id: int | None) -> str:
    assert person_id is not None
    return str(people.by_id(db, person_id).user_id)


def first_sent(db: Connection, around: datetime, zone: str = LONDON) -> dict[str, datetime]:
    """Tick on the hour and at a quarter past for some hours round a moment; return when each was written to."""
    sent: dict[str, datetime] = {}
    for hour in range(-8, 8):
        for now in (around + timedelta(hours=hour), around + timedelta(hours=hour, minutes=15)):
            sent |= {message.to: now for message in tick(db, now, zone) if message.to not in sent}
    return sent


def rows(db: Connection) -> Sequence[tuple[str, str]]:
    """(recipient, status) of every reminder there is."""
    table = tables.reminders
    found = db.execute(select(table.c.recipient, table.c.status).order_by(table.c.id))
    return [(row.recipient, row.status) for row in found]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime.combine(day, time(hour, minute), UTC)
