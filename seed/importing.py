"""Brings what importers read into the database, in the caller's transaction: all of it or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.domain import audit
from bot.domain.audit import Origin
from bot.domain.imports import Record, Refused, Report
from bot.domain.refs import key_of
from seed.bundle import Json, needed_organisations
from seed.checking import FIRST_LINE, faults
from seed.drafts import facts_of, organisations_of
from seed.importers.draft import Draft
from seed.load import lock, put_organisations
from seed.plans import Progress, action_id, gone, put_plan, withdraw
from seed.programmes import put_programme
from seed.reviewing import put_reviews, to_check
from seed.rows import Changes, noted
from seed.standing import as_it_stands, left_to_check
from storage import actions, partners, workspaces

IMPORTED = "import.done"


@dataclass(frozen=True)
class Wish:
    """What the person asked for: the slug of the plan, and that more than half of its actions may be withdrawn."""

    slug: str | None = None
    withdraw: bool = False


AS_READ = Wish()


def bring_in(
    db: Connection,
    drafts: Sequence[Draft],
    now: datetime,
    wish: Wish = AS_READ,
    progress: Progress = lambda _: None,
) -> Report:
    """Write drafts and say what became of every record; with anything refused, nothing is written.

    Nothing that people did is lost: updates are append-only, corrected and settled fields stay, and an action
    that is gone from its plan is marked as withdrawn.
    """
    lock(db)
    found = [_standing(db, draft, wish) for draft in drafts]
    columns = tuple(draft.columns for draft in drafts if draft.columns)
    review = tuple(one for draft, facts in found for one in to_check(db, facts, draft.review))
    refused = tuple(_refused(db, found, wish))
    if refused:
        return Report(refused=refused, review=review, columns=columns)
    changes: Changes = {}
    for draft, facts in found:
        mine = _one(db, draft, facts, now, progress)
        changes |= {key: change for key, change in mine.items() if key not in changes}
    return Report(_records(changes), review=review, columns=columns)


def _standing(db: Connection, draft: Draft, wish: Wish) -> tuple[Draft, Json]:
    """Return a draft and its facts with what the database knows of fields that the file does not say."""
    facts = as_it_stands(db, facts_of(draft, wish.slug), draft.assumed)
    return left_to_check(draft, facts), facts


def _refused(db: Connection, found: Sequence[tuple[Draft, Json]], wish: Wish) -> Iterator[Refused]:
    seen: dict[str, str] = {}
    for draft, facts in found:
        slug, file = facts["slug"], facts["document"]
        if slug in seen:
            yield Refused(file, FIRST_LINE, f"It is {slug}, as {seen[slug]} is: import one of the two.")
        seen.setdefault(slug, file)
        needed = needed_organisations(facts)
        yield from faults(facts, organisations_of(draft).keys() | partners.ids(db, needed).keys())
        if facts["kind"] == "plan":
            yield from _taken(db, facts)
        if facts["kind"] == "plan" and not wish.withdraw:
            yield from _hardly_the_same(db, facts)


def _taken(db: Connection, facts: Json) -> Iterator[Refused]:
    """Yield a refusal for each new action whose ref a person has given to another one."""
    held = actions.keys_of_plan(db, facts["slug"])
    for action in facts["actions"]:
        owner = held.get(key_of(action["ref"]), action_id(facts, action))
        if owner != action_id(facts, action):
            reason = f"{action['ref']} is what {owner} is called here by now. Correct the one or the other first."
            yield Refused(facts["document"], action["source_lines"] or FIRST_LINE, reason)


def _hardly_the_same(db: Connection, facts: Json) -> Iterator[Refused]:
    """Yield a refusal where a plan would lose more than half of its actions: more likely it is another plan."""
    lost, there = gone(db, facts)
    if 2 * len(lost) > there:
        reason = (
            f"{len(lost)} of the {there} actions of {facts['slug']} are not in it and would be withdrawn. "
            "If that is right, say --withdraw; if it is another plan, name it with --plan."
        )
        yield Refused(facts["document"], FIRST_LINE, reason)


def _one(db: Connection, draft: Draft, facts: Json, now: datetime, progress: Progress) -> Changes:
    """Write one document, show it to every workspace, and note it in the audit log where anything changed."""
    ids, changes = put_organisations(db, needed_organisations(facts), organisations_of(draft))
    if facts["kind"] == "plan":
        changes |= put_plan(db, facts, ids, now, progress)
        for key, fields in withdraw(db, facts, now).items():
            noted(changes, "actions", key, fields)
    else:
        changes |= put_programme(db, facts, ids, now)
    reviewed = put_reviews(db, facts, draft.review, now)
    shown = workspaces.show_to_all(db, facts["kind"], facts["slug"])
    report = Report(_records(changes))
    counts = {fate: report.count(fate) for fate in ("new", "changed", "same")}
    if counts["new"] or counts["changed"] or reviewed or shown:
        details = counts | {"document": facts["document"], "to_check": len(draft.review)}
        audit.record(db, IMPORTED, (facts["kind"], facts["slug"]), None, Origin("cli"), now, details)
    return changes


def _records(changes: Changes) -> tuple[Record, ...]:
    return tuple(Record(kind, key, change.fate, change.fields) for (kind, key), change in changes.items())
