"""What people want of all that is to be said to them: kinds they muted, pauses, leave with cover, snoozes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.domain import personal_settings, update_reminders
from bot.domain.clock import local, moment
from bot.domain.deliveries import Place
from bot.domain.event_reminders import Organisations
from bot.domain.personal_settings import PersonalSettings
from bot.domain.reminder_rows import SOON, Wanted, ladder
from bot.domain.reminder_rules import Clock
from storage import leaves as stored_leaves
from storage import personal_settings as stored_settings
from storage import reminders as stored
from storage import snoozes as stored_snoozes
from storage.types import Record

USUAL = PersonalSettings()


@dataclass(frozen=True)
class _Wishes:
    """The wishes of some people, and who covers for those who are away."""

    settings: Mapping[int, PersonalSettings]
    leaves: Mapping[int, list[Record]]
    snoozed: Mapping[tuple[int, str, str], list[date]]
    covers: Mapping[int, tuple[Place, Clock]]
    today: date

    def leave_on(self, person_id: int, day: date) -> Record | None:
        """Return the leave into which a day of somebody falls; None where it falls into none."""
        found = (row for row in self.leaves.get(person_id, ()) if row.from_on <= day <= row.until_on)
        return next(found, None)

    def back_on(self, person_id: int, day: date) -> date | None:
        """Return the first day on which somebody is neither paused nor away; None where that is the day itself."""
        back = day
        while (later := self._later(person_id, back)) is not None:
            back = later
        return None if back == day else back

    def _later(self, person_id: int, day: date) -> date | None:
        leave = self.leave_on(person_id, day)
        paused = personal_settings.back_on(self.settings.get(person_id, USUAL), day)
        return leave.until_on + timedelta(days=1) if leave is not None else paused


def kept(db: Connection, wanted: Iterable[Wanted], now: datetime, zone: str) -> Iterator[Wanted]:
    """Yield what people want to hear; updates that fall due while they are away are asked of whoever covers.

    Of what else falls into their leave or their own pause, the last step of each ladder comes when they are back.
    """
    rows = list(wanted)
    ids = {one.place.person_id for one in rows if one.place.person_id is not None}
    if not ids:
        yield from rows
        return
    wishes = _wishes(db, ids, local(now, zone).date(), zone)
    yield from (row for row in rows if row.place.person_id is None)
    found = (_while_away(row, wishes) for row in rows if row.place.person_id is not None)
    yield from _after_absences([one for one in found if _is_wanted(one, wishes)], wishes)


def _wishes(db: Connection, ids: set[int], today: date, zone: str) -> _Wishes:
    leaves = stored_leaves.kept_of(db, ids)
    covers = {row.cover_id for rows in leaves.values() for row in rows if row.cover_id is not None}
    settings = stored_settings.of_people(db, ids | covers)
    organisations = Organisations(db, zone)
    return _Wishes(
        {person_id: personal_settings.from_row(row) for person_id, row in settings.items()},
        {
            person_id: [row for row in rows if not _is_taken_back(row, zone)]
            for person_id, rows in (leaves | stored_leaves.kept_of(db, covers)).items()
        },
        stored_snoozes.of_people(db, ids | covers),
        {
            row.id: (Place(row.team_id, person_id=row.id), organisations.clock_of(row))
            for row in stored.people_told(db, covers)
        },
        today,
    )


def _is_taken_back(leave: Record, zone: str) -> bool:
    """Say whether somebody came back early; what ran its course still says when they were back."""
    return leave.ended_at is not None and local(leave.ended_at, zone).date() <= leave.until_on


def _while_away(one: Wanted, wishes: _Wishes) -> Wanted:
    """Return what it is while somebody is away: for whoever covers, where it is asked and somebody does."""
    leave = wishes.leave_on(one.place.person_id or 0, one.due_on)
    if leave is None or leave.until_on < wishes.today:
        return one
    if one.subject[0] != update_reminders.KIND or leave.cover_id not in wishes.covers:
        return one
    place, clock = wishes.covers[leave.cover_id]
    due_at = moment(clock.days.at_or_after(one.due_on), clock.daily_at, clock.zone)
    if due_at < leave.created_at or wishes.leave_on(leave.cover_id, one.due_on) is not None:
        return one
    return replace(one, place=place, clock=clock, due_at=due_at)


def _is_wanted(one: Wanted, wishes: _Wishes) -> bool:
    person_id = one.place.person_id or 0
    if one.rule.kind in wishes.settings.get(person_id, USUAL).muted:
        return False
    until = wishes.snoozed.get((person_id, one.subject[1], one.day.isoformat()), [])
    return not until or one.due_on >= until[-1]


def _after_absences(found: Iterable[Wanted], wishes: _Wishes) -> Iterator[Wanted]:
    """Yield what falls into no absence, and the last step of each ladder that does, dated to when somebody is back."""
    going, held = [], list[Wanted]()
    for one in found:
        back_on = wishes.back_on(one.place.person_id or 0, one.due_on)
        if back_on is None:
            going.append(one)
        else:
            back_at = moment(one.clock.days.at_or_after(back_on), one.clock.daily_at, one.clock.zone)
            held.append(replace(one, due_at=back_at, held_from=one.due_at))
    yield from going
    last = {ladder(one.identity): one for one in sorted(held, key=lambda one: one.fell_due_at)}
    near = {ladder(one.identity) for one in going if last and _is_next_near(one, last)}
    yield from (one for key, one in last.items() if key not in near and one.due_at < one.until)


def _is_next_near(one: Wanted, held: Mapping[tuple[str, ...], Wanted]) -> bool:
    """Say whether a step comes so soon after one of its ladder that was held up that it says it all."""
    earlier = held.get(ladder(one.identity))
    return earlier is not None and earlier.fell_due_at <= one.due_at <= earlier.due_at + SOON
