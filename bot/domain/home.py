"""What somebody sees when they open the app's Home tab."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, approvals, dashboard, meetings, proposed_dates, reviews
from bot.domain.actions import Mine
from bot.domain.approvals import Desk as ApprovalDesk
from bot.domain.dashboard import Dashboard
from bot.domain.meetings import Meetings, Programme
from bot.domain.people import Caller
from bot.domain.proposed_dates import Desk as DateDesk
from bot.domain.reviews import PlanDesk


@dataclass(frozen=True)
class Home:
    """A person's own actions, the next dates, and the programmes and plans they coordinate."""

    mine: Mine
    meetings: Meetings
    coordinated: tuple[Programme, ...]
    plans: tuple[PlanDesk, ...] = ()
    dates: tuple[DateDesk, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    approvals: tuple[ApprovalDesk, ...] = ()


def home(db: Connection, caller: Caller, now: datetime, zone: str) -> Home:
    """Return what belongs on the caller's Home tab."""
    return Home(
        mine=actions.mine(db, caller),
        meetings=meetings.ahead(db, caller, now, zone, most=3),
        coordinated=meetings.coordinated(db, caller),
        plans=reviews.desks(db, caller),
        dates=proposed_dates.desks(db, caller, now, zone),
        dashboards=dashboard.dashboards(db, caller, now),
        approvals=approvals.desks(db, caller),
    )
