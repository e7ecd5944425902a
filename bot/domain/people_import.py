"""Who answers for which action, from a table: matched by e-mail address, on Slack where that is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import assignments, people
from bot.domain.audit import Origin, Subject
from bot.domain.people import Caller, Person
from bot.domain.refs import key_of
from bot.domain.refusal import Refusal
from storage import exports as stored_exports
from storage import people as stored
from storage import plans as stored_plans
from storage.types import Record

ROLES = ("lead", "deputy", "officer")


@dataclass(frozen=True)
class Named:
    """Somebody in a table: an e-mail address in lower case, and a name where one stands beside it."""

    email: str
    name: str | None = None


@dataclass(frozen=True)
class Row:
    """One line of the table; `unread` are cells in which there is no e-mail address."""

    line: int
    ref: str
    lead: tuple[Named, ...]
    deputy: tuple[Named, ...]
    officers: tuple[Named, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What an import did: (ref, role, e-mail) of new roles, how many stood already, and how many ended.

    `without_slack` are addresses of nobody whom we know on Slack; `doubts` are (line, sentence).
    """

    given: tuple[tuple[str, str, str], ...] = ()
    same: int = 0
    ended: int = 0
    without_slack: tuple[str, ...] = ()
    doubts: tuple[tuple[int, str], ...] = field(default=())


def unknown(db: Connection, rows: Sequence[Row]) -> list[str]:
    """Return the addresses of those whom we do not know on Slack: they may be looked up there."""
    emails = dict.fromkeys(one.email for row in rows for one in (*row.lead, *row.deputy, *row.officers))
    return [email for email in emails if not ((found := stored.by_email(db, email)) and found.user_id)]


def bring_in(
    db: Connection, rows: Sequence[Row], plan: str | None, on_slack: Mapping[str, Caller], origin: Origin, now: datetime
) -> Report:
    """Give the roles of a table; a second time changes nothing.

    The lead officers and deputies of a line are those of its action from now on, whoever held it ends; officers are
    added. An empty cell changes nothing. `on_slack` are people found on Slack by e-mail address.
    """
    refs = _refs(db, plan)
    known: dict[str, Person] = {}
    given: list[tuple[str, str, str]] = []
    doubts: list[tuple[int, str]] = []
    same = ended = 0
    for row in rows:
        doubts += [(row.line, f"“{cell}” has no e-mail address.") for cell in row.unread]
        action = refs.get(key_of(row.ref.rpartition(":")[2]))
        if action is None:
            doubts.append((row.line, f"There is no action “{row.ref}”."))
            continue
        subject: Subject = ("action", action.id)
        for role, wanted in zip(ROLES, (row.lead, row.deputy, row.officers), strict=True):
            for one in wanted:
                known[one.email] = known.get(one.email) or _person(db, one, on_slack, now)
            whom = {one.email: known[one.email] for one in wanted}
            new = [one for one, who in whom.items() if assignments.assign(db, who, role, subject, None, origin, now)]
            given += [(action.ref, role, email) for email in new]
            same += len(whom) - len(new)
            ended += _end_others(db, role, subject, whom.values(), origin, now) if whom and role != "officer" else 0
    without = tuple(sorted(email for email, who in known.items() if who.user_id is None))
    return Report(tuple(given), same, ended, without, tuple(doubts))


def _refs(db: Connection, plan: str | None) -> dict[str, Record]:
    """Return the actions of the one plan that is meant, by the key of their refs."""
    plans = stored_exports.plan_slugs(db)
    if plan is None and len(plans) != 1:
        raise Refusal(f"Say which plan is meant: --plan SLUG. There are: {', '.join(plans) or 'none yet'}.")
    slug = plan or plans[0]
    if slug not in plans:
        raise Refusal(f"There is no plan called {slug!r}. There are: {', '.join(plans) or 'none yet'}.")
    return {row.ref_key: row for row in stored_plans.refs(db, slug)}


def _person(db: Connection, named: Named, on_slack: Mapping[str, Caller], now: datetime) -> Person:
    caller = on_slack.get(named.email)
    if caller is None:
        return people.ensure_by_email(db, named.email, named.name, now)
    found = people.ensure(db, caller, now)
    stored.change(db, found.id, {"email": named.email})
    return found


def _end_others(
    db: Connection, role: str, subject: Subject, whom: Iterable[Person], origin: Origin, now: datetime
) -> int:
    kept = {one.id for one in whom}
    others = [row for row in stored.held_for(db, role, subject) if row.person_id not in kept]
    for row in others:
        assignments.end(db, row, None, origin, now)
    return len(others)
