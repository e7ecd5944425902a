"""What people want of all that is to be said to them: kinds they muted, pauses, leave with cover, snoozes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

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
    leaves: Mapping[int, Record]
    snoozed: Mapping[tuple[int, str, str], list[date]]
    covers: Mapping[int, tuple[Place, Clock]]


def kept(db: Connection, wanted: Iterable[Wanted], now: datetime, zone: str) -> Iterator[Wanted]:
    """Yield what people want to hear; what they are asked while away goes to whoever covers, the rest to nobody.

    Of what falls into their own pause, the last step of each ladder comes when they are back.
    """
    rows = list(wanted)
    ids = {one.place.person_id for one in rows if one.place.person_id is not None}
    if not ids:
        yield from rows
        return
    wishes = _wishes(db, ids, local(now, zone).date(), zone)
    yield from (row for row in rows if row.place.person_id is None)
    found = (_while_away(row, wishes) for row in rows if row.place.person_id is not None)
    yield from _after_pauses([one for one in found if one is not None and _is_wanted(one, wishes)], wishes)


def _wishes(db: Connection, ids: set[int], today: date, zone: str) -> _Wishes:
    leaves = stored_leaves.of_people(db, ids, today)
    covers = {row.cover_id for row in leaves.values() if row.cover_id is not None}
    settings = stored_settings.of_people(db, ids | covers)
    organisations = Organisations(db, zone)
    return _Wishes(
        {person_id: personal_settings.from_row(row) for person_id, row in settings.items()},
        leaves | stored_leaves.of_people(db, covers, today),
        stored_snoozes.of_people(db, ids | covers),
        {
            row.id: (Place(row.team_id, person_id=row.id), organisations.clock_of(row))
            for row in stored.people_told(db, covers)
        },
    )


def _while_away(one: Wanted, wishes: _Wishes) -> Wanted | None:
    """Return what it is while somebody is away: for whoever covers, or for nobody."""
    leave = wishes.leaves.get(one.place.person_id or 0)
    if leave is None or not leave.from_on <= one.due_on <= leave.until_on:
        return one
    if one.subject[0] != update_reminders.KIND or leave.cover_id not in wishes.covers:
        return None
    place, clock = wishes.covers[leave.cover_id]
    due_at = moment(clock.days.at_or_after(one.due_on), clock.daily_at, clock.zone)
    also_away = wishes.leaves.get(leave.cover_id)
    if due_at < leave.created_at or (also_away and also_away.from_on <= one.due_on <= also_away.until_on):
        return None
    return replace(one, place=place, clock=clock, due_at=due_at)


def _is_wanted(one: Wanted, wishes: _Wishes) -> bool:
    person_id = one.place.person_id or 0
    if one.rule.kind in wishes.settings.get(person_id, USUAL).muted:
        return False
    until = wishes.snoozed.get((person_id, one.subject[1], one.day.isoformat()), [])
    return not until or one.due_on >= until[-1]


def _after_pauses(found: Iterable[Wanted], wishes: _Wishes) -> Iterator[Wanted]:
    """Yield what falls into no pause, and the last step of each ladder that does, dated to when somebody is back."""
    going, held = [], list[Wanted]()
    for one in found:
        back_on = personal_settings.back_on(wishes.settings.get(one.place.person_id or 0, USUAL), one.due_on)
        if back_on is None:
            going.append(one)
        else:
            back_at = moment(one.clock.days.at_or_after(back_on), one.clock.daily_at, one.clock.zone)
            held.append(replace(one, due_at=back_at, held_from=one.due_at))
    yield from going
    last = {ladder(one.identity): one for one in sorted(held, key=lambda one: one.held_from or one.due_at)}
    near = {ladder(one.identity) for one in going if last and _is_next_near(one, last)}
    yield from (one for key, one in last.items() if key not in near and one.due_at < one.until)


def _is_next_near(one: Wanted, held: Mapping[tuple[str, ...], Wanted]) -> bool:
    """Say whether a step comes so soon after one of its ladder that was held up that it says it all."""
    earlier = held.get(ladder(one.identity))
    return earlier is not None and one.due_at <= earlier.due_at + SOON
