"""What the sandbox adds on its first start: a cast with roles, channels that announce, and dates ahead."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
from sqlalchemy import Connection, select, update

from seed.bundle import BUNDLED, Json
from seed.load import put_organisations
from seed.programmes import put_programme
from storage import audit, channels, meetings, tables
from storage import people as stored_people
from storage.upsert import insert_new

EXAMPLE = "lednet-example"
LEDNET = ("lednet-2021", "lednet-2023")

Subject = tuple[str, str]

ROLES: tuple[tuple[str, str, Subject], ...] = (
    ("Transport officer", "officer", ("section", "leicestershire-2024/transport")),
    ("Transport officer", "officer", ("action", "local-london-2019:People 1")),
    ("Transport lead", "lead", ("section", "leicestershire-2024/transport")),
    ("Plan coordinator", "coordinator", ("plan", "leicestershire-2024")),
    ("Plan coordinator", "coordinator", ("plan", "local-london-2019")),
    ("Learning set facilitator", "facilitator", ("programme", "lga-sets-2024")),
    ("Administrator", "admin", ("all", "*")),
)
"""Who of the first workspace has which role, for what; LEDNET_TEAM coordinates LEDNet, the others do nothing."""

BOROUGH_ROLES: tuple[tuple[str, str, Subject], ...] = (
    ("Borough officer", "officer", ("action", "local-london-2019:People 1")),
    ("Borough coordinator", "coordinator", ("plan", "local-london-2019")),
    ("Borough administrator", "admin", ("all", "*")),
)
"""The same for the second workspace, a borough's."""

FIRST_ONLY = ("leicestershire-2024",)
"""What the second workspace does not see."""

LEDNET_TEAM = "LEDNet team"
FOLLOWERS = ("Transport officer", LEDNET_TEAM)

CHANNELS: tuple[tuple[str, Subject], ...] = (
    ("net-zero-plan", ("plan", "leicestershire-2024")),
    ("learning-sets", ("programme", "lga-sets-2024")),
)
BOROUGH_CHANNELS: tuple[tuple[str, Subject], ...] = (("borough-plan", ("plan", "local-london-2019")),)
LEDNET_CHANNEL = "lednet"

ZONE = "Europe/London"
FIRST_DAYS_AHEAD = 10
WEEKS_BETWEEN = (9, 10, 9, 10)
THURSDAY, FRIDAY = 3, 4

ADDED = "demo.loaded"


def load_demo(
    db: Connection,
    team_id: str,
    people: Sequence[tuple[str, str]],
    channels: Mapping[str, str],
    now: datetime,
) -> None:
    """Add the cast, what they do and follow, and what channels announce; switch LEDNet's reminders on.

    `people` are (Slack user id, name), `channels` Slack channel ids by name without #; who is not among
    them is left out, so one table serves each workspace. With no confirmed bundled event ahead, a programme
    of example dates is added, too; reminders are switched on with the first workspace, then left to people.
    The workspace's row and the bundled data must be there. Done once for a workspace: a second call
    changes nothing, so that what people did to the demo stays.
    """
    if _added(db, team_id):
        return
    is_first = not _added(db)
    programmes: tuple[str, ...] = LEDNET
    if not _ahead(db, now):
        programmes = (*LEDNET, EXAMPLE)
        _add_example(db, team_id, now)
    cast = {name: _person(db, team_id, user_id, name, now) for user_id, name in people}
    team = tuple((LEDNET_TEAM, "coordinator", ("programme", programme)) for programme in programmes)
    _give(db, cast, (*ROLES, *BOROUGH_ROLES, *team), now)
    announced = tuple((LEDNET_CHANNEL, ("programme", programme)) for programme in programmes)
    _tie(db, team_id, channels, (*CHANNELS, *BOROUGH_CHANNELS, *announced), now)
    _follow(db, [cast[name] for name in FOLLOWERS if name in cast], programmes, now)
    if is_first:  # later it is for people to switch them
        _switch_on(db, programmes, now)
    row = {"at": now, "did": ADDED, "subject_kind": "workspace", "subject_id": team_id}
    audit.write(db, row | {"details": {}, "origin": "setting"})


def example_dates(today: date) -> list[date]:
    """Return five days for meetings: a Thursday or Friday at least 10 days ahead, then every 9 or 10 weeks.

    One that is a bank holiday of England is held a week later.
    """
    days = [today + timedelta(days=FIRST_DAYS_AHEAD)]
    while days[0].weekday() not in (THURSDAY, FRIDAY):
        days[0] += timedelta(days=1)
    for weeks in WEEKS_BETWEEN:
        days.append(days[-1] + timedelta(weeks=weeks))
    return [_open(day) for day in days]


def _open(day: date) -> date:
    closed = holidays.country_holidays("GB", subdiv="ENG", years=(day.year, day.year + 1))
    while day in closed:
        day += timedelta(weeks=1)
    return day


def _added(db: Connection, team_id: str | None = None) -> bool:
    """Say whether the demo was added to this workspace, or to any."""
    table = tables.audit.c
    mine = () if team_id is None else (table.subject_kind == "workspace", table.subject_id == team_id)
    return db.execute(select(table.id).where(table.did == ADDED, *mine).limit(1)).first() is not None


def _ahead(db: Connection, now: datetime) -> bool:
    table = tables.events
    ahead = select(table.c.id).where(
        table.c.programme_slug.in_(BUNDLED), table.c.status == "confirmed", table.c.date > _today(now)
    )
    return db.execute(ahead.limit(1)).first() is not None


def _today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()


def _add_example(db: Connection, team_id: str, now: datetime) -> None:
    there = select(tables.programmes.c.slug).where(tables.programmes.c.slug == EXAMPLE)
    if db.execute(there).first() is None:  # another workspace's stays as it is
        ids, _ = put_organisations(db, ["lednet"])
        put_programme(db, _example(_today(now)), ids, now)
    insert_new(db, tables.programme_workspaces, {"programme_slug": EXAMPLE, "workspace_id": team_id})


def _example(today: date) -> Json:
    """Return the example programme in the shape of the bundled ones."""
    events = [
        {"id": f"{EXAMPLE}-{day.isoformat()}", "set": None, "kind": "meeting", "theme": None, "place": None}
        | {"title": "LEDNet meeting (example date)", "date": day.isoformat(), "zone": ZONE}
        | {"starts": None, "ends": None}
        for day in example_dates(today)
    ]
    named = {"slug": EXAMPLE, "title": "LEDNet example dates", "organisation": "lednet"}
    empty: Json = {"document": None, "themes_are": None, "themes": [], "rules": {}, "sets": []}
    return named | empty | {"programme_kind": "meetings", "events": events}


def _person(db: Connection, team_id: str, user_id: str, name: str, now: datetime) -> int:
    values = {
        "workspace_id": team_id,
        "user_id": user_id,
        "team_id": team_id,
        "name": name,
        "created_at": now,
    }
    stored_people.add(db, values)
    row = stored_people.by_slack_id(db, team_id, user_id)
    assert row is not None
    return int(row.id)


def _give(db: Connection, cast: Mapping[str, int], roles: Sequence[tuple[str, str, Subject]], now: datetime) -> None:
    for name, role, subject in roles:
        if name in cast and role not in stored_people.roles(db, cast[name], [subject]):
            values = {"person_id": cast[name], "role": role, "from_at": now}
            stored_people.assign(db, values | {"subject_kind": subject[0], "subject_id": subject[1]})


def _tie(
    db: Connection, team_id: str, found: Mapping[str, str], ties: Sequence[tuple[str, Subject]], now: datetime
) -> None:
    for name, (kind, subject_id) in ties:
        if name in found:
            where = {"team_id": team_id, "channel_id": found[name], "created_at": now}
            channels.tie(db, where | {"subject_kind": kind, "subject_id": subject_id})


def _follow(db: Connection, person_ids: Sequence[int], programmes: Sequence[str], now: datetime) -> None:
    for person_id in person_ids:
        for programme in programmes:
            subject = {"subject_kind": "programme", "subject_id": programme}
            meetings.follow(db, {"person_id": person_id, "created_at": now} | subject)


def _switch_on(db: Connection, programmes: Sequence[str], now: datetime) -> None:
    table = tables.programmes
    off = update(table).where(table.c.slug.in_(programmes), table.c.reminders_from.is_(None))
    db.execute(off.values(reminders_from=now))
