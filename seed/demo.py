"""What the sandbox adds on its first start: a cast with roles, channels that announce, and dates ahead."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from bot.domain import assignments, audit, meetings, proposed_dates, roll_forward
from bot.domain import channels as channels_
from bot.domain import people as people_
from bot.domain.audit import Origin, Subject
from bot.domain.clock import local
from bot.domain.meetings import Event
from bot.domain.people import Caller
from bot.domain.roll_forward import Planned
from seed.demo_period import load_period
from storage import meetings as stored
from storage import people as stored_people
from storage import tables
from storage import workspaces as stored_workspaces

LEDNET = ("lednet-2021", "lednet-2023")

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

LEDNET_TEAM, ADMINISTRATOR = "LEDNet team", "Administrator"
FOLLOWERS = ("Transport officer", LEDNET_TEAM)

CHANNELS: tuple[tuple[str, Subject], ...] = (("net-zero-plan", ("plan", "leicestershire-2024")),)
BOROUGH_CHANNELS: tuple[tuple[str, Subject], ...] = (("borough-plan", ("plan", "local-london-2019")),)
LEDNET_CHANNEL, SETS_CHANNEL = "lednet", "learning-sets"

ZONE = "Europe/London"
SETS = "lga-sets-2024"
CONFIRMED_MEETINGS = 2
SETTING = Origin("setting")
DEMO = Origin("demo")

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
    them is left out, so one table serves each workspace. Where no date of LEDNet or of the learning sets lies
    ahead, next year's are planned, and the first of them confirmed; reminders are switched on with the first
    workspace, then left to people. All of it by the rules that people's own gestures go through.
    The workspace's row and the bundled data must be there. Done once for a workspace: a second call
    changes nothing, so that what people did to the demo stays.
    """
    if _added(db, team_id):
        return
    is_first = not _added(db)
    cast = {name: Caller(team_id, team_id, user_id) for user_id, name in people}
    for name, caller in cast.items():
        _introduce(db, caller, name, now)
    team = tuple((LEDNET_TEAM, "coordinator", ("programme", programme)) for programme in LEDNET)
    _give(db, cast, (*ROLES, *BOROUGH_ROLES, *team), now)
    load_period(db, cast, now)
    meetings_, sets = _ahead(db, team_id, cast, LEDNET, now), _ahead(db, team_id, cast, (SETS,), now)
    announced = tuple((LEDNET_CHANNEL, ("programme", programme)) for programme in meetings_)
    announced += tuple((SETS_CHANNEL, ("programme", programme)) for programme in sets)
    _tie(db, team_id, channels, (*CHANNELS, *BOROUGH_CHANNELS, *announced), now)
    for name in FOLLOWERS:
        for programme in meetings_ if name in cast else ():
            meetings.follow_programme(db, cast[name], programme, SETTING, now)
    if is_first and LEDNET_TEAM in cast:  # later it is for people to switch them
        for programme in meetings_:
            meetings.switch_reminders(db, cast[LEDNET_TEAM], programme, True, SETTING, now)
    audit.record(db, ADDED, ("workspace", team_id), None, SETTING, now)


def _added(db: Connection, team_id: str | None = None) -> bool:
    """Say whether the demo was added to this workspace, or to any."""
    table = tables.audit.c
    mine = () if team_id is None else (table.subject_kind == "workspace", table.subject_id == team_id)
    return db.execute(select(table.id).where(table.did == ADDED, *mine).limit(1)).first() is not None


def _introduce(db: Connection, caller: Caller, name: str, now: datetime) -> None:
    """Make somebody known by the name that the workspace gives them, until their profile is read."""
    person = people_.ensure(db, caller, now)
    if person.name is None:
        stored_people.change(db, person.id, {"name": name})


def _give(db: Connection, cast: Mapping[str, Caller], roles: Sequence[tuple[str, str, Subject]], now: datetime) -> None:
    for name, role, subject in roles:
        if name in cast:
            assignments.appoint(db, cast[name], role, subject, now, DEMO)


def _tie(
    db: Connection, team_id: str, found: Mapping[str, str], ties: Sequence[tuple[str, Subject]], now: datetime
) -> None:
    nobody = Caller(team_id, team_id, "")
    for name, subject in ties:
        if name in found:
            channels_.begin(db, nobody, found[name], subject, None, SETTING, now)


def _ahead(
    db: Connection, team_id: str, cast: Mapping[str, Caller], programmes: tuple[str, ...], now: datetime
) -> tuple[str, ...]:
    """Return some programmes, and the one of dates ahead that is made from the last where all theirs are past."""
    today = local(now, ZONE).date()
    rows = [row for slug in programmes for row in stored.of_programme(db, slug)]
    if any(row.status == "confirmed" and row.date > today for row in rows):
        return programmes
    made = _made_before(db, programmes[-1])
    if made is not None:  # for another workspace: its dates stay as people made them
        stored_workspaces.show(db, "programme", made, [team_id])
        return (*programmes, made)
    old = [row.date for row in rows if row.programme_slug == programmes[-1] and row.status != "cancelled"]
    year = roll_forward.next_year(old, today)
    planned = roll_forward.make(db, programmes[-1], year, None, None, SETTING, now, ZONE)
    who = cast.get(LEDNET_TEAM if programmes == LEDNET else ADMINISTRATOR)
    if who is not None:
        seen = {event.id: event.revision for event in _first(planned)}
        proposed_dates.confirm_all(db, who, seen, SETTING, now)
    return (*programmes, planned.slug)


def _made_before(db: Connection, old: str) -> str | None:
    """Return the programme that was made from another one, None where there is none."""
    table = tables.audit.c
    found = db.execute(select(table.subject_id, table.details).where(table.did == "programme.planned"))
    return next((row.subject_id for row in found if row.details["from"] == old), None)


def _first(planned: Planned) -> Sequence[Event]:
    """Return what is confirmed at once: two meetings, or the sessions of the set that begins first."""
    first_set = planned.events[0].set_title
    if first_set is None:
        return planned.events[:CONFIRMED_MEETINGS]
    return [event for event in planned.events if event.set_title == first_set]
