"""What somebody sees when they open the app's Home tab."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import (
    actions,
    approvals,
    dashboard,
    leaves,
    meetings,
    pauses,
    people,
    proposed_dates,
    quiet_days,
    reminder_rules,
    reviews,
    unreached,
)
from bot.domain.actions import Mine
from bot.domain.approvals import Desk as ApprovalDesk
from bot.domain.clock import local
from bot.domain.dashboard import Dashboard
from bot.domain.leaves import Leave
from bot.domain.meetings import Meetings, Programme
from bot.domain.pauses import Switch
from bot.domain.people import Caller
from bot.domain.proposed_dates import Desk as DateDesk
from bot.domain.reviews import PlanDesk
from bot.domain.unreached import NOTHING, Listing


@dataclass(frozen=True)
class Home:
    """A person's own actions, the next dates, and what they coordinate, and who was not reached there."""

    mine: Mine
    meetings: Meetings
    coordinated: tuple[Programme, ...]
    plans: tuple[PlanDesk, ...] = ()
    dates: tuple[DateDesk, ...] = ()
    leave: Leave | None = None
    switch: Switch | None = None
    may_enter_days: bool = False
    dashboards: tuple[Dashboard, ...] = ()
    approvals: tuple[ApprovalDesk, ...] = ()
    may_change_rules: bool = False
    unreached: Listing = NOTHING


def home(db: Connection, caller: Caller, now: datetime, zone: str) -> Home:
    """Return what belongs on the caller's Home tab."""
    return Home(
        mine=actions.mine(db, caller),
        meetings=meetings.ahead(db, caller, now, zone, most=3),
        coordinated=meetings.coordinated(db, caller),
        plans=reviews.desks(db, caller),
        dates=proposed_dates.desks(db, caller, now, zone),
        leave=_leave(db, caller, now, zone),
        switch=pauses.switch(db, caller, zone),
        may_enter_days=quiet_days.may_enter(db, caller),
        dashboards=dashboard.dashboards(db, caller, now),
        approvals=approvals.desks(db, caller),
        may_change_rules=reminder_rules.may_change(db, caller),
        unreached=unreached.listed(db, caller),
    )


def _leave(db: Connection, caller: Caller, now: datetime, zone: str) -> Leave | None:
    person = people.find(db, caller)
    if person is None:
        return None
    return leaves.of(db, [person.id], local(now, person.zone or zone).date()).get(person.id)
