"""Who would be asked about how much, before a coordinator lets messages go."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.domain import periods, plans
from bot.domain.actions import Author
from bot.domain.people import Caller
from bot.domain.period_plans import TO_DO
from bot.domain.periods import DEED, Period
from bot.domain.refusal import Refusal
from storage import people as stored_people


@dataclass(frozen=True)
class Preview:
    """Who is asked in a period: those with most first, with how many actions; `nobody` is how many have nobody."""

    period: Period
    people: tuple[tuple[Author, int], ...]
    not_on_slack: tuple[Author, ...]
    nobody: int


def preview(db: Connection, caller: Caller, slug: str) -> Preview:
    """Return who would be asked in a plan's current period; raises NotAllowed for all but those who run it."""
    plans.allowed(db, caller, slug, DEED, TO_DO)
    period = periods.current(db, slug)
    if period is None:
        raise Refusal("Confirm the dates of a reporting period first: without one nobody is asked.")
    waiting = [one for one in periods.asked_in(db, period.id) if not one.is_answered]
    counted = Counter(person_id for one in waiting for person_id in one.people)
    rows = {row.id: row for row in stored_people.by_ids(db, list(counted))}
    named = [(Author(rows[one].user_id, rows[one].name or rows[one].email), n) for one, n in counted.most_common()]
    return Preview(
        period=period,
        people=tuple((author, number) for author, number in named if author.user_id),
        not_on_slack=tuple(author for author, _ in named if not author.user_id),
        nobody=sum(not one.people for one in waiting),
    )
