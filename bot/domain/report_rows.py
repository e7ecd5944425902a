"""The rows of a report: read from today's facts, or from what was frozen when the period was closed.

Closing a period calls `freeze`; from then on `report` prints what stood, whatever changes later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from bot.domain.actions import stages_of
from bot.domain.periods import today_of
from bot.domain.report_facts import (
    ANSWERED,
    MISSING,
    NO_CHANGE,
    NOT_ASKED,
    WAITING,
    WITHDRAWN,
    Head,
    Redated,
    Report,
    Row,
    head_from_json,
    row_from_json,
    to_json,
)
from bot.domain.report_figures import NEW, NO_DATA, Standing, direction, is_complete
from storage import exports
from storage import reports as stored
from storage.types import Record

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Baseline:
    """What a report's directions are measured from: `lacking` is the direction of what it does not know."""

    name: str | None
    standings: Mapping[str, Standing]
    lacking: str


def report(db: Connection, plan_slug: str, period_id: int | None, now: datetime) -> Report:
    """Return the report of a plan in a period, or (None) as it stands: a closed period's is what was frozen."""
    period = stored.period(db, period_id) if period_id is not None else None
    kept = _kept(db, period) if period is not None and period.state == "closed" else None
    return kept or _read(db, stored.plan(db, plan_slug), period, now)


def freeze(db: Connection, plan_slug: str, period_id: int, now: datetime) -> int:
    """Keep what stands now as what the period's report prints, and return of how many actions.

    What an earlier closing kept is replaced. Called by the rule that closes a period, in its transaction.
    """
    standing = _read(db, stored.plan(db, plan_slug), stored.period(db, period_id), now)
    head = to_json(replace(standing.head, closed=True))
    rows = [(row.action_id, to_json(row) | {"place": place}) for place, row in enumerate(standing.rows)]
    if rows:
        rows[0][1]["head"] = head
    stored.freeze(db, period_id, rows)
    return len(rows)


def _kept(db: Connection, period: Record) -> Report | None:
    """Return what was frozen; the first row carries the head, so that a renamed plan changes nothing either."""
    found = sorted(stored.frozen(db, period.id), key=lambda one: int(one["place"]))
    if not found:
        return None
    head = head_from_json(found[0]["head"])
    own = [{name: value for name, value in one.items() if name not in ("place", "head")} for one in found]
    return Report(head, tuple(map(row_from_json, own)))


def _read(db: Connection, plan: Record, period: Record | None, now: datetime) -> Report:
    earlier = _earlier(db, plan.slug, period)
    baseline = _frozen_baseline(db, earlier) or _printed_baseline(db, plan.slug, period, earlier)
    title = period.title if period is not None else None
    head = Head(plan.slug, plan.title, tuple(plan.stages), plan.uses_rag, title, False, now, baseline.name)
    partners: dict[str, list[str]] = {}
    for one in exports.involved(db, plan.slug):
        partners.setdefault(one.action_id, []).append(one.name)
    answers = _answers(db, plan, period)
    redated = _redated(db, plan.slug, period, earlier)
    return Report(
        head,
        tuple(
            _row(head, row, tuple(partners.get(row.id, ())), answers, baseline, tuple(redated.get(row.id, ())))
            for row in stored.current(db, plan.slug)
        ),
    )


def _row(
    head: Head,
    row: Record,
    partners: tuple[str, ...],
    answers: Answers | None,
    baseline: Baseline,
    redated: tuple[Redated, ...],
) -> Row:
    standing = Standing(stages_of(row.stages or ()), row.rag)
    gone_on = today_of(row.withdrawn_at) if row.withdrawn_at is not None else None
    answer = WITHDRAWN if gone_on else _answer(row.id, standing, answers)
    return Row(
        action_id=row.id,
        ref=row.printed_ref,
        section=row.section_title,
        subsection=row.subsection,
        title=row.title,
        wording=row.wording,
        objectives=None if row.objectives is None else tuple(row.objectives),
        role=row.role,
        partners=partners,
        stages=standing.stages,
        rag=row.rag,
        note=row.note,
        as_of=row.as_of,
        precision=row.as_of_precision or "day",
        answer=answer,
        direction=_direction(head, row.id, standing, answer, baseline),
        redated=redated,
        doubts=_doubts(row),
        withdrawn_on=gone_on,
        merged_into=row.merged_into_ref,
    )


def _doubts(row: Record) -> tuple[str, ...]:
    """Return the fields that are a reading; status and note are nobody's reading once a person has answered."""
    read = ("stages", "note") if row.kind not in (None, "published") else ()
    return tuple(name for name in row.uncertain if name not in read)


def _direction(head: Head, action_id: str, now: Standing, answer: str, baseline: Baseline) -> str:
    """Return how an action moved; of one that nobody has answered for, nothing can be said."""
    if answer == WITHDRAWN:
        return WITHDRAWN
    if answer in (MISSING, WAITING):
        return NO_DATA
    if action_id not in baseline.standings:
        return baseline.lacking
    return direction(head, baseline.standings[action_id], now)


def _answer(action_id: str, standing: Standing, answers: Answers | None) -> str:
    if answers is None:
        return ""
    return answers.get(action_id) or (NOT_ASKED if is_complete(standing.stages) else MISSING)


def _answers(db: Connection, plan: Record, period: Record | None) -> Answers | None:
    """Return what was answered, by action; None where nobody is asked: outside periods, after the plan's years."""
    if period is None or (plan.ends_on is not None and plan.ends_on < period.opens_on):
        return None
    found: dict[str, str] = {}
    for one in stored.answers(db, period.id):
        if one.state == "accepted":
            found[one.action_id] = NO_CHANGE if one.kind == "no_change" else ANSWERED
        else:
            found.setdefault(one.action_id, WAITING)
    return found


def _earlier(db: Connection, plan_slug: str, period: Record | None) -> Record | None:
    """Return the period closed last before this one; of a report of no period, the one closed last."""
    closed = [one for one in stored.periods_of(db, plan_slug) if one.state == "closed"]
    before = [one for one in closed if period is None or (one.due_on, one.id) < (period.due_on, period.id)]
    return before[0] if before else None


def _frozen_baseline(db: Connection, earlier: Record | None) -> Baseline | None:
    """An action that the earlier period does not have, or has as withdrawn, is new since then."""
    kept = _kept(db, earlier) if earlier is not None else None
    if kept is None:
        return None
    stood = (row for row in kept.rows if row.withdrawn_on is None)
    return Baseline(kept.head.period, {row.action_id: Standing(row.stages, row.rag) for row in stood}, NEW)


def _printed_baseline(db: Connection, plan_slug: str, period: Record | None, earlier: Record | None) -> Baseline:
    """Before the first frozen period there is what the plan itself prints: what it is silent about, nobody knows."""
    rows = stored.printed(db, plan_slug, period.opens_on if period is not None else None)
    standings = {row.action_id: Standing(stages_of(row.stages), row.rag) for row in rows}
    name = f"{earlier.title}, as published" if earlier is not None else "the plan as published"
    return Baseline(name if rows else None, standings, NO_DATA)


def _redated(db: Connection, plan_slug: str, period: Record | None, earlier: Record | None) -> dict[str, list[Redated]]:
    """Return the milestones re-dated in the period (or since the last one), by action."""
    found: dict[str, list[Redated]] = {}
    last: dict[str, date] = {}
    for one in stored.milestones(db, plan_slug):
        was = last.get(one.action_id)
        last[one.action_id] = one.milestone_on
        if one.milestone_reason and was != one.milestone_on and _is_within(one, period, earlier):
            found.setdefault(one.action_id, []).append(
                Redated(one.milestone or "", was, one.milestone_on, one.milestone_reason, one.milestone_agreed_by or "")
            )
    return found


def _is_within(entry: Record, period: Record | None, earlier: Record | None) -> bool:
    """Say whether an entry counts for the period; in a report of none, whether it came after the last one's end."""
    if period is not None:
        return bool(entry.period_id == period.id)
    return earlier is None or earlier.closed_at is None or entry.created_at > earlier.closed_at
