"""Partners that leave: taken out of all actions, merged into another one, and brought back."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import audit, corrections, gestures, organisations, partner_corrections
from bot.domain.audit import Origin
from bot.domain.corrections import Submission
from bot.domain.partner_corrections import PartnerCorrected
from bot.domain.partners import fold
from bot.domain.people import Caller
from bot.domain.refusal import Refusal
from bot.domain.withdrawals import UNDONE
from storage import corrections as stored_corrections
from storage import partners as stored
from storage.types import Record

NOTHING_TAKEN: dict[str, Any] = {"actions": {}, "there": [], "aliases": []}


def ask(db: Connection, caller: Caller, slug: str) -> Record:
    """Return the partner that somebody is about to withdraw or merge; raises as the deed itself does."""
    row, _ = partner_corrections.steward(db, caller, slug)
    return row


def withdrawn(db: Connection, caller: Caller, words: str) -> tuple[str, str] | None:
    """Return slug and name of the withdrawn partner that words name, for those who may bring it back."""
    row = organisations.directory(db).get(fold(words))
    taken = _taken_from(db, row)["actions"] if row else None
    if row is None or not taken:
        return None
    try:
        partner_corrections.check_plans(db, caller, row, taken)
    except Refusal:
        return None
    return row.slug, row.name


def withdraw(db: Connection, caller: Caller, submission: Submission, origin: Origin, now: datetime) -> PartnerCorrected:
    """Take a partner out of every action that names it; no import brings it back."""
    stored.lock(db)
    if gestures.is_known(db, submission.view_id):
        row = partner_corrections.existing(db, submission.subject)
        return PartnerCorrected(row.slug, row.name, "withdrawn")
    row, person = partner_corrections.steward(db, caller, submission.subject)
    reason = corrections.checked_reason(submission.draft)
    gestures.first_time(db, submission.view_id, now)
    places = {one.action_id: one.position for one in stored.actions_of(db, row.id)}
    stored.take_out(db, row.id, list(places))
    found = {"withdrawn": True, "taken_from": {"actions": places, "aliases": []}}
    corrections.keep(db, ("organisation", row.slug), found, reason, person, now)
    audit.record(db, "partner.withdrawn", ("organisation", row.slug), person.id, origin, now)
    return PartnerCorrected(row.slug, row.name, "withdrawn")


def merge(db: Connection, caller: Caller, submission: Submission, origin: Origin, now: datetime) -> PartnerCorrected:
    """Make two partners one: the first one's names become aliases of the other, and its actions move there."""
    stored.lock(db)
    if gestures.is_known(db, submission.view_id):
        row = partner_corrections.existing(db, submission.subject)
        return PartnerCorrected(row.slug, row.name, "merged", organisations.by_slug(db)[row.slug].name)
    row, person = partner_corrections.steward(db, caller, submission.subject)
    into = organisations.named(db, submission.draft.get("into", "").strip(), "into")
    if into.id == row.id:
        raise Refusal("This is the same partner. Type the name of the one that stays.", "into")
    partner_corrections.check_plans(db, caller, into)
    reason = corrections.checked_reason(submission.draft)
    gestures.first_time(db, submission.view_id, now)
    places = {one.action_id: one.position for one in stored.actions_of(db, row.id)}
    there = {one.action_id for one in stored.actions_of(db, into.id)}
    lent = {
        key: alias
        for key, alias in partner_corrections.names_of(db, row).items()
        if key not in partner_corrections.names_of(db, into)
    }
    stored.take_out(db, row.id, list(places))
    stored.put_in(db, into.id, {one: position for one, position in places.items() if one not in there})
    stored.change(db, row.id, {"merged_into_id": into.id})
    aliases = partner_corrections.aliases_of(db, into) | lent
    stored.set_aliases(db, into.id, aliases)
    moved = {"actions": places, "there": sorted(there & places.keys()), "aliases": sorted(lent)}
    corrections.keep(
        db, ("organisation", row.slug), {"merged_into": into.slug, "taken_from": moved}, reason, person, now
    )
    corrections.keep(db, ("organisation", into.slug), {"aliases": sorted(aliases.values())}, reason, person, now)
    audit.record(db, "partner.merged", ("organisation", row.slug), person.id, origin, now, {"into": into.slug})
    return PartnerCorrected(row.slug, row.name, "merged", into.name)


def bring_back(db: Connection, caller: Caller, slug: str, key: str, origin: Origin, now: datetime) -> PartnerCorrected:
    """Undo the last withdrawal or merge of a partner; nothing happens to one that stands."""
    stored.lock(db)
    row = partner_corrections.existing(db, slug)
    taken = _taken_from(db, row)
    person = partner_corrections.check_plans(db, caller, row, taken["actions"])
    into = stored.by_id(db, row.merged_into_id) if row.merged_into_id else None
    if not taken["actions"] or not gestures.first_time(db, key, now):
        return PartnerCorrected(slug, row.name, "brought back")
    if into:
        stored.take_out(db, into.id, [one for one in taken["actions"] if one not in taken["there"]])
        kept = {
            name: alias
            for name, alias in partner_corrections.aliases_of(db, into).items()
            if name not in taken["aliases"]
        }
        stored.set_aliases(db, into.id, kept)
        corrections.keep(db, ("organisation", into.slug), {"aliases": sorted(kept.values())}, UNDONE, person, now)
        stored.change(db, row.id, {"merged_into_id": None})
    stored.put_in(db, row.id, taken["actions"])
    found = {"merged_into": None} if into else {"withdrawn": False}
    corrections.keep(db, ("organisation", slug), {**found, "taken_from": NOTHING_TAKEN}, UNDONE, person, now)
    audit.record(db, "partner.brought_back", ("organisation", slug), person.id, origin, now)
    return PartnerCorrected(slug, row.name, "brought back")


def _taken_from(db: Connection, row: Record) -> dict[str, Any]:
    kept = stored_corrections.of_subject(db, "organisation", row.slug)
    last = next((one.value for one in kept if one.field == "taken_from"), None)
    return {**NOTHING_TAKEN, **(last or {})}
