"""Sections of a plan: how many of their actions stand where."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import actions, audit, deliveries, people, published
from bot.domain.audit import Origin
from bot.domain.deliveries import Place
from bot.domain.people import Caller
from bot.domain.refusal import Refusal
from storage import actions as stored_actions
from storage import plans as stored

NOT_GIVEN = "Not given"
Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Section:
    """A section, by the id it is kept under."""

    id: str
    title: str
    plan_slug: str
    plan_title: str


@dataclass(frozen=True)
class Overview:
    """Where a section's actions stand; one at two stages counts at both, so stages may add up to more than `total`."""

    section: Section
    total: int
    by_stage: Counts
    by_rag: Counts


@dataclass(frozen=True)
class Sections:
    """The sections that somebody may choose from."""

    sections: tuple[Section, ...]


def every(db: Connection, caller: Caller) -> Sections:
    """Return the sections of all plans that the caller sees."""
    rows = stored.sections_seen(db, caller.workspace_id)
    return Sections(tuple(Section(row.id, row.title, row.plan_slug, row.plan_title) for row in rows))


def overview(db: Connection, caller: Caller, section_id: str) -> Overview:
    """Return where a section's actions stand; raises Refusal when the caller's workspace does not see it."""
    section = next((one for one in every(db, caller).sections if one.id == section_id), None)
    if section is None:
        raise Refusal("That section is not here any more. `/action overview` lists all sections.")
    rows = stored_actions.of_section(db, caller.workspace_id, section_id)
    found = published.as_seen_by(db, caller, tuple(actions.from_row(row) for row in rows))
    stages, rags = _stage_counts(found), _rag_counts(found)
    return Overview(section, len(found), stages, rags)


def send_picture(db: Connection, caller: Caller, section_id: str, key: str, origin: Origin, now: datetime) -> Section:
    """Put the picture of a section's overview into the outbox for the caller, once for each gesture `key`."""
    section = overview(db, caller, section_id).section
    person = people.ensure(db, caller, now)
    place = Place(caller.team_id, person_id=person.id)
    payload = {"section": section_id}
    if deliveries.enqueue(db, f"gesture:{key}:1", "section_picture", place, payload, now, origin.request_id):
        audit.record(db, "picture.sent", ("section", section_id), person.id, origin, now)
    return section


def look_up(db: Connection, caller: Caller, words: str) -> Overview | Sections:
    """Return the overview of the section that words name; the sections to choose from where that is not clear."""
    known = every(db, caller).sections
    wanted = words.strip().casefold()
    named = [one for one in known if wanted and wanted in (one.title.casefold(), one.id.casefold())]
    named = named or [one for one in known if wanted and wanted in one.title.casefold()]
    if len(named) == 1:
        return overview(db, caller, named[0].id)
    return Sections(tuple(named) or known)


def _stage_counts(found: tuple[actions.Action, ...]) -> Counts:
    if not any(one.plan_stages for one in found):
        return ()
    counted = Counter(
        stage for one in found for stage in ({s.stage for s in one.status.stages} if one.status else ()) or {NOT_GIVEN}
    )
    known = dict.fromkeys(stage for one in found for stage in one.plan_stages)
    return tuple((stage, counted[stage]) for stage in (*known, NOT_GIVEN) if stage in known or counted[stage])


def _rag_counts(found: tuple[actions.Action, ...]) -> Counts:
    if not any(one.uses_rag for one in found):
        return ()
    counted = Counter((one.status.rag if one.status else None) or NOT_GIVEN for one in found)
    return tuple((rag, counted[rag]) for rag in ("Red", "Amber", "Green", NOT_GIVEN))
