"""Corrections of partners: their names, aliases and what they are, and new ones."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import actions, audit, corrections, gestures, organisations, people, roles
from bot.domain.action_fields import LINE, Draft, lines
from bot.domain.audit import Origin
from bot.domain.corrections import Submission
from bot.domain.partners import fold
from bot.domain.people import Caller, Person
from bot.domain.refs import key_of
from bot.domain.refusal import NotAllowed, Refusal
from storage import actions as stored_actions
from storage import partners as stored
from storage import plans as stored_plans
from storage.types import Record

ALIASES, WHAT = 50, 300


@dataclass(frozen=True)
class PartnerForm:
    """What the form opens with; `subject` is the partner's slug or, for a new one, its plan's; so is `title`."""

    subject: str
    title: str
    is_new: bool
    base: str
    draft: Draft


@dataclass(frozen=True)
class PartnerOvertaken:
    """Somebody else changed the partner meanwhile: the form again as typed, and how those fields read now."""

    form: PartnerForm
    theirs: Draft


@dataclass(frozen=True)
class PartnerCorrected:
    """What became of a partner; `done` is corrected, added, withdrawn, merged or brought back."""

    slug: str
    name: str
    done: str
    into: str | None = None


def form(db: Connection, caller: Caller, slug: str) -> PartnerForm:
    """Return the form filled with a partner; raises NotAllowed unless the caller coordinates every plan naming it."""
    row, _ = steward(db, caller, slug)
    held = _held(db, row)
    return PartnerForm(slug, row.name, False, corrections.fingerprint(held), held)


def empty_form(db: Connection, caller: Caller, plan_slug: str) -> PartnerForm:
    """Return the form for a new partner of a plan's actions."""
    plan, _ = corrections.steward(db, caller, plan_slug)
    return PartnerForm(plan_slug, plan.title, True, "", {})


def save(
    db: Connection, caller: Caller, submission: Submission, origin: Origin, now: datetime
) -> PartnerCorrected | PartnerOvertaken:
    """Correct a partner's name, aliases and what it is; its former name stays one of its aliases."""
    stored.lock(db)
    row, person = steward(db, caller, submission.subject)
    if gestures.is_known(db, submission.view_id):
        return PartnerCorrected(row.slug, row.name, "corrected")
    held = _held(db, row)
    draft = {**held, **submission.draft}
    if corrections.fingerprint(held) != submission.base:
        theirs = {name: held[name] for name in held if held[name] != draft[name]}
        return PartnerOvertaken(PartnerForm(row.slug, row.name, False, corrections.fingerprint(held), draft), theirs)
    typed = _read(db, draft, row)
    found = {name: value for name, value in typed.items() if value != _values(db, row)[name]}
    if not found:
        raise Refusal("Nothing has changed yet. Change a field, or close the form.", "reason")
    reason = corrections.checked_reason(draft)
    gestures.first_time(db, submission.view_id, now)
    _write(db, row, found, reason, person, now)
    audit.record(db, "partner.corrected", ("organisation", row.slug), person.id, origin, now, {"fields": sorted(found)})
    return PartnerCorrected(row.slug, typed["name"], "corrected")


def add(
    db: Connection, caller: Caller, submission: Submission, origin: Origin, now: datetime, zone: str
) -> PartnerCorrected:
    """Add a partner to one or more actions of a plan; raises Refusal naming the field that is wrong."""
    plan, person = corrections.steward(db, caller, submission.subject)
    stored_plans.lock(db, plan.slug)
    stored.lock(db)
    if gestures.is_known(db, submission.view_id):
        raise Refusal("This partner is added already. Close the form.")
    typed = _read(db, submission.draft, None)
    action_ids = _actions(db, plan, submission.draft.get("actions", ""))
    reason = corrections.checked_reason(submission.draft)
    gestures.first_time(db, submission.view_id, now)
    slug = _free_slug(db, typed["name"])
    new_id = stored.add(db, {"slug": slug, "name": typed["name"], "kind": "partner", "what": typed["what"]})
    _write(db, stored.by_id(db, new_id), typed, reason, person, now)
    for action_id in action_ids:
        card = actions.card(db, caller, action_id)
        named = [organisations.named(db, name, "actions").slug for name in card.partners]
        corrections.write(db, card.action, {"partners": [*named, slug]}, reason, person, origin, now, zone)
    audit.record(db, "partner.added", ("organisation", slug), person.id, origin, now, {"actions": action_ids})
    return PartnerCorrected(slug, typed["name"], "added")


def steward(db: Connection, caller: Caller, slug: str) -> tuple[Record, Person]:
    """Return a partner that stands, and the caller; raises Refusal or NotAllowed for those who may not correct it."""
    row = existing(db, slug)
    if row.merged_into_id is not None or not stored.actions_of(db, row.id):
        raise Refusal(f"{row.name} is no partner in your plans any more.")
    return row, check_plans(db, caller, row)


def existing(db: Connection, slug: str) -> Record:
    """Return an organisation's row; raises Refusal when there is none."""
    row = stored.by_slug(db, slug)
    if row is None:
        raise Refusal("That partner is not here any more. `/partner` lists all of them.")
    return row


def check_plans(db: Connection, caller: Caller, row: Record, action_ids: Any = ()) -> Person:
    """Return the caller, who may correct every plan that names a partner; raises Refusal or NotAllowed for others.

    A partner is one for all plans of the database: who changes it changes it for all of them.
    """
    person = people.find(db, caller)
    named_in = {one.plan_slug for one in stored.actions_of(db, row.id)}
    named_in |= {stored_actions.place(db, one).plan_slug for one in action_ids}
    seen = {plan.slug: plan.title for plan in stored_plans.visible(db, caller.workspace_id)}
    if named_in.isdisjoint(seen):
        raise Refusal("That partner is not here any more. `/partner` lists all of them.")
    if person and roles.may_to_plans(db, person.id, "correct a plan", named_in):
        return person
    titles = ", ".join(sorted(seen[slug] for slug in named_in if slug in seen))
    raise NotAllowed(
        f"{row.name} is named in {titles or 'other plans'}: who corrects it coordinates all of them. Ask an admin."
    )


def aliases_of(db: Connection, row: Record) -> dict[str, str]:
    """Return an organisation's aliases by their folded form."""
    return {one.folded: one.alias for one in stored.aliases(db) if one.organisation_id == row.id}


def names_of(db: Connection, row: Record) -> dict[str, str]:
    """Return an organisation's name and aliases by their folded form."""
    return {**aliases_of(db, row), fold(row.name): row.name}


def _read(db: Connection, draft: Draft, row: Record | None) -> dict[str, Any]:
    name = " ".join(draft.get("name", "").split())
    if not 1 <= len(name) <= LINE:
        raise Refusal("Type the partner's name.", "name")
    aliases = list({fold(one): one for one in lines(draft.get("aliases", ""))}.values())
    if row is not None and fold(name) != fold(row.name):
        aliases.append(row.name)
    aliases = [one for one in aliases if fold(one) != fold(name)]
    if len(aliases) > ALIASES or any(len(one) > LINE for one in aliases):
        raise Refusal(f"At most {ALIASES} other names of at most {LINE} characters each.", "aliases")
    what = draft.get("what", "").strip()
    if len(what) > WHAT:
        raise Refusal(f"Say in one sentence of at most {WHAT} characters what it is.", "what")
    _check_free(db, row, [name], "name")
    _check_free(db, row, aliases, "aliases")
    return {"name": name, "aliases": sorted(aliases), "what": what or None}


def _check_free(db: Connection, row: Record | None, names: list[str], field: str) -> None:
    known = organisations.directory(db)
    for name in names:
        other = known.get(fold(name))
        if other is not None and (row is None or other.id != row.id):
            raise Refusal(f"“{name}” is a name of {other.name}. If the two are one, merge them.", field)


def _values(db: Connection, row: Record) -> dict[str, Any]:
    return {"name": row.name, "aliases": sorted(aliases_of(db, row).values()), "what": row.what}


def _held(db: Connection, row: Record) -> dict[str, str]:
    values = _values(db, row)
    return {"name": row.name, "aliases": "\n".join(values["aliases"]), "what": row.what or ""}


def _write(db: Connection, row: Record, found: dict[str, Any], reason: str, person: Person, now: datetime) -> None:
    columns = {name: value for name, value in found.items() if name != "aliases"}
    if columns:
        stored.change(db, row.id, columns)
    if "aliases" in found:
        stored.set_aliases(db, row.id, {fold(one): one for one in found["aliases"]})
    corrections.keep(db, ("organisation", row.slug), found, reason, person, now)


def _actions(db: Connection, plan: Record, text: str) -> list[str]:
    known = {row.ref_key: row.id for row in stored_actions.refs(db, plan.slug)}
    typed = lines(text.replace(",", "\n"))
    unknown = [one for one in typed if key_of(one) not in known]
    if unknown or not typed:
        what = f"has no action “{unknown[0]}”" if unknown else "names it nowhere yet"
        raise Refusal(f"{plan.title} {what}. Type references such as T18, T19.", "actions")
    return list(dict.fromkeys(known[key_of(one)] for one in typed))


def _free_slug(db: Connection, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "partner"
    taken = {row.slug for row in stored.every(db)}
    number, found = 1, base
    while found in taken:
        number += 1
        found = f"{base}-{number}"
    return found
