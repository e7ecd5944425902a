"""The week's summary of a plan for its coordinators: who has answered, who has not, and who cannot be asked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.domain import leaves, nudges, people, periods, plans
from bot.domain.actions import Action, from_row
from bot.domain.leaves import Leave
from bot.domain.nudges import Told
from bot.domain.people import Caller, Person
from bot.domain.periods import DEED, Asked
from storage import actions as stored_actions
from storage import nudges as stored
from storage import people as stored_people
from storage import plans as stored_plans

UNREACHED_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Answering:
    """Somebody who is asked, whether they are away, and why Slack could not reach them, if it could not."""

    person: Person
    leave: Leave | None = None
    unreached: str | None = None

    @property
    def is_on_slack(self) -> bool:
        return self.person.user_id is not None


@dataclass(frozen=True)
class Missing:
    """An action that nobody has answered for yet: who is asked, and who was asked when."""

    action: Action
    due_on: date
    people: tuple[Answering, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Week:
    """How a plan's updates stand in the period for which they are asked."""

    plan_slug: str
    plan_title: str
    period: str
    due_on: date
    today: date
    asked: int
    missing: tuple[Missing, ...]

    @property
    def answered(self) -> int:
        return self.asked - len(self.missing)

    @property
    def waiting(self) -> tuple[Missing, ...]:
        """Those whose people can be asked, and are."""
        return tuple(one for one in self.missing if any(who.is_on_slack for who in one.people))

    @property
    def unowned(self) -> tuple[Missing, ...]:
        return tuple(one for one in self.missing if not one.people)

    @property
    def not_on_slack(self) -> dict[Person, list[Missing]]:
        """Those of people who have no Slack: nobody else can be asked for them."""
        found: dict[Person, list[Missing]] = defaultdict(list)
        for one in self.missing:
            if one.people and not any(who.is_on_slack for who in one.people):
                found[one.people[0].person].append(one)
        return found

    @property
    def unreached(self) -> dict[Person, str]:
        return {who.person: who.unreached for one in self.missing for who in one.people if who.unreached}


def seen(db: Connection, caller: Caller, plan_slug: str, now: datetime) -> Week | None:
    """Return a plan's week for those who run it; raises NotAllowed. None while nobody is asked."""
    plans.allowed(db, caller, plan_slug, DEED, "see who has answered")
    return of_plan(db, caller.workspace_id, plan_slug, now)


def of_plan(db: Connection, workspace_id: str, plan_slug: str, now: datetime) -> Week | None:
    """Return how a plan's updates stand; None while nobody is asked for any."""
    asked = periods.asked(db, now, [plan_slug])
    period = periods.current(db, plan_slug)
    plan = next((row for row in stored_plans.visible(db, workspace_id) if row.slug == plan_slug), None)
    if not asked or period is None or plan is None:
        return None
    missing = [one for one in asked if not one.is_answered]
    rows = stored_actions.by_ids(db, workspace_id, [one.action_id for one in missing])
    actions = {row.id: from_row(row) for row in rows}
    answering = _answering(db, missing, now)
    told = nudges.told(db, actions, None, asked[0].opens_on)
    return Week(
        plan_slug,
        plan.title,
        period.title,
        period.due_on,
        periods.today_of(now),
        len(asked),
        tuple(
            Missing(
                actions[one.action_id],
                one.due_on,
                tuple(answering[who] for who in one.people),
                tuple(told.get(one.action_id, ())),
            )
            for one in missing
            if one.action_id in actions
        ),
    )


def _answering(db: Connection, missing: Sequence[Asked], now: datetime) -> dict[int, Answering]:
    ids = list(dict.fromkeys(who for one in missing for who in one.people))
    away = leaves.of(db, ids, periods.today_of(now))
    unreached = stored.unreached(db, ids, now - UNREACHED_FOR)
    persons: Iterable[Person] = (people.from_row(stored_people.by_id(db, one)) for one in ids)
    return {one.id: Answering(one, away.get(one.id), unreached.get(one.id)) for one in persons}
