"""Review items: what could not be read for certain, and how a coordinator settles it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.domain import actions, audit, corrections, organisations, people, plans, proposed_dates
from bot.domain.action_fields import Draft, Plan, held_draft, read_field
from bot.domain.actions import Card
from bot.domain.audit import Origin
from bot.domain.people import Caller, Person
from bot.domain.refusal import Refusal
from storage import actions as stored_actions
from storage import meetings as stored_meetings
from storage import plans as stored_plans
from storage import reviews as stored
from storage.types import Record

PAGE = 10
PROGRAMME = "programme:"
RIGHT, OTHER, UNKNOWN = "right", "other", "unknown"

FIELDS: Mapping[str, tuple[str, ...]] = {
    "ref": ("ref",),
    "title": ("title",),
    "section": ("section",),
    "subsection": ("subsection",),
    "wording": ("text",),
    "summary": ("text",),
    "role": ("role",),
    "stages": ("stage", "second_stage"),
    "rag": ("rag",),
    "objectives": ("objectives",),
    "outcomes": ("outcomes",),
    "partners": ("partners",),
    "note": ("note",),
}
"""What an item may be about, and the fields of the correction form in which the right value is given."""

NEVER_EMPTY = ("ref", "title", "section")
"""Of these something must stand: *cannot be known* is no answer."""


@dataclass(frozen=True)
class PlanDesk:
    """A plan that somebody may correct, and how much of it is to be checked."""

    slug: str
    title: str
    to_check: int


@dataclass(frozen=True)
class Item:
    """One thing to check; `reading` is what was read, as a form shows it, "" for nothing; `ref` as people know it."""

    id: int
    ref: str
    title: str
    field: str
    reason: str
    document: str
    lines: str
    source: str
    reading: str


@dataclass(frozen=True)
class Listing:
    """A page of what is to be checked in a plan or a programme; pages count from 1."""

    whole: str
    title: str
    items: tuple[Item, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class ItemForm:
    """One item with what its form needs; `names` are the fields for another value, none where no form has one.

    `plan` is None for an item of a programme.
    """

    item: Item
    whole: str
    plan: Plan | None
    names: tuple[str, ...]
    choices: tuple[str, ...]
    draft: Draft
    page: int


@dataclass(frozen=True)
class Settlement:
    """A form that was sent: which item, what was chosen, and what was typed."""

    item_id: int
    page: int
    choice: str
    draft: Draft


@dataclass(frozen=True)
class Settled:
    """What was settled, and the form of the next item, None when nothing is left."""

    item: Item
    left: int
    following: ItemForm | None


def desks(db: Connection, caller: Caller) -> tuple[PlanDesk, ...]:
    """Return the plans that the caller may correct, each with how many items are open."""
    mine = plans.run_by(db, caller, "correct a plan")
    return tuple(PlanDesk(row.slug, row.title, stored.count_open(db, [row.slug])) for row in mine)


def listing(db: Connection, caller: Caller, whole: str, page: int) -> Listing:
    """Return a page of the open items of a plan, or of a programme; raises NotAllowed for all but its stewards.

    `whole` is the slug of a plan, or a programme's as `of_programme` writes it.
    """
    title, _ = _steward(db, caller, whole)
    rows = _open_items(db, whole)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    items = tuple(_item(db, row, _card(db, caller, row)) for row in shown)
    return Listing(whole, title, items, page, pages, len(rows))


def form(db: Connection, caller: Caller, item_id: int, page: int) -> ItemForm:
    """Return the form of one open item; raises Refusal for one that is settled, or that is not the caller's."""
    row, _ = _open(db, caller, item_id)
    return _form(db, caller, row, page)


def settle(db: Connection, caller: Caller, settlement: Settlement, origin: Origin, now: datetime, zone: str) -> Settled:
    """Settle one item: the mark of uncertainty goes, and no import opens it again.

    Raises NotAllowed, or Refusal naming the field that is wrong; `choice` is the field of what was chosen.
    """
    row, person = _open(db, caller, settlement.item_id)
    if row.plan_slug is not None:
        stored_plans.lock(db, row.plan_slug)
    about = _form(db, caller, row, settlement.page)
    if settlement.choice not in about.choices:
        raise Refusal("Choose one of these answers.", "choice")
    card = _card(db, caller, row)
    value = row.reading
    if card is not None and about.names:
        found = _found(db, about, card, settlement)
        value = next(iter(found.values()), row.reading)
        if found:
            reason = f"Checked against {row.document}, lines {row.lines}"
            corrections.write(db, card.action, found, reason, person, origin, now, zone)
    elif settlement.choice == OTHER:
        value = settlement.draft.get("other", "").strip()
        if not value:
            raise Refusal("Type what is right.", "other")
    settled = {"settled_value": None if settlement.choice == UNKNOWN else value}
    if not stored.settle(db, row.id, settled | {"settled_by_id": person.id, "settled_at": now}):
        raise Refusal(SETTLED)
    if card is not None:
        still = [field for field in card.action.uncertain if field != row.field]
        stored_actions.change(db, card.action.id, {"uncertain": still})
    details = {"item": row.id, "field": row.field, "chosen": settlement.choice}
    audit.record(db, "review.settled", (row.subject_kind, row.subject_id), person.id, origin, now, details)
    return _after(db, caller, row, about)


GONE = "This is not here any more. Press the button in the Home tab again."
SETTLED = "This is settled already: somebody was quicker. Close the form and press the button in the Home tab again."


def of_programme(slug: str) -> str:
    """Return how a button names a programme; a plan is named by its slug alone."""
    return PROGRAMME + slug


def _steward(db: Connection, caller: Caller, whole: str) -> tuple[str, Person]:
    """Return the title of a plan or a programme, and the caller; raises NotAllowed for all but its coordinators."""
    if not whole.startswith(PROGRAMME):
        plan, person = corrections.steward(db, caller, whole)
        return plan.title, person
    programme = proposed_dates.allowed(db, caller, whole.removeprefix(PROGRAMME))
    known = people.find(db, caller)
    assert known  # whoever is allowed to is
    return programme.title, known


def _open_items(db: Connection, whole: str) -> Sequence[Record]:
    if whole.startswith(PROGRAMME):
        return stored.open_of_programmes(db, [whole.removeprefix(PROGRAMME)])
    return stored.open_of_plans(db, [whole])


def _whole(db: Connection, row: Record) -> str:
    """Return the plan or the programme that an item belongs to."""
    if row.plan_slug is not None:
        return str(row.plan_slug)
    if row.subject_kind == "programme":
        return of_programme(row.subject_id)
    found = stored_meetings.programmes_of(db, [row.subject_id])
    if not found:
        raise Refusal(GONE)
    return of_programme(found.pop())


def _open(db: Connection, caller: Caller, item_id: int) -> tuple[Record, Person]:
    row = stored.by_id(db, item_id)
    if row is None:
        raise Refusal(GONE)
    _, person = _steward(db, caller, _whole(db, row))
    if row.state != "open":
        raise Refusal(SETTLED)
    return row, person


def _card(db: Connection, caller: Caller, row: Record) -> Card | None:
    """The card of an item's action; None for an item about something else, such as a row that could not be read."""
    found = stored_actions.by_id(db, caller.workspace_id, row.subject_id) if row.subject_kind == "action" else None
    return actions.card(db, caller, row.subject_id) if found else None


def _item(db: Connection, row: Record, card: Card | None) -> Item:
    ref, title = _named(db, row, card)
    reading = _as_text(db, row)
    return Item(row.id, ref, title, row.field, row.reason, row.document, row.lines, row.source, reading)


def _named(db: Connection, row: Record, card: Card | None) -> tuple[str, str]:
    """Return how people know what an item is about: an action, a date, or a row of which nothing was made."""
    if card is not None:
        return card.action.printed_ref, card.action.title
    if row.subject_kind == "event":
        event = stored_meetings.by_id_anywhere(db, row.subject_id)
        return event.title, f"{event.date.day} {event.date:%B %Y}"
    return row.ref or "A row without a reference", ""


def _form(db: Connection, caller: Caller, row: Record, page: int) -> ItemForm:
    whole, card = _whole(db, row), _card(db, caller, row)
    plan = corrections.plan_facts(db, caller, corrections.steward(db, caller, whole)[0]) if row.plan_slug else None
    names = FIELDS.get(row.field, ()) if card and not _is_overtaken(row, card) else ()
    choices = (RIGHT, OTHER) if row.field in NEVER_EMPTY else (RIGHT, OTHER, UNKNOWN)
    draft = held_draft(card) if card else {}
    return ItemForm(_item(db, row, card), whole, plan, names, choices, draft, page)


def _is_overtaken(row: Record, card: Card) -> bool:
    """Say whether an item is about a published status that a person's update has followed: that one stays as it is."""
    status = card.action.status
    return row.field in corrections.STATUS and status is not None and status.kind in ("update", "no_change")


def _found(db: Connection, about: ItemForm, card: Card, settlement: Settlement) -> dict[str, Any]:
    """Return the right value by column; for a reading that is right, only where the action has another one."""
    held = held_draft(card)
    typed = {name: settlement.draft.get(name, held[name]).strip() for name in about.names}
    if settlement.choice != OTHER and any(typed[name] != held[name] for name in about.names):
        raise Refusal("You gave another value below: choose “Something else is right”, or put it back.", "choice")
    if settlement.choice == UNKNOWN:
        draft: Draft = {}
    elif settlement.choice == OTHER:
        draft = settlement.draft
    else:
        draft = _as_draft(about)
    same = all(draft.get(name, "").strip() == held[name] for name in about.names)
    if settlement.choice == OTHER and same:
        raise Refusal("This is what stands there already. Type another value, or choose “right”.", about.names[0])
    if about.plan is None or (settlement.choice == RIGHT and (same or not about.item.reading)):
        return {}
    try:
        found = read_field(db, about.plan, card.action, about.names, draft)
    except Refusal as refusal:
        raise Refusal(refusal.sentence, refusal.field if settlement.choice == OTHER else "choice") from None
    if about.item.field == "wording":
        return {"wording": next(iter(found.values()))}
    return found


def _after(db: Connection, caller: Caller, row: Record, about: ItemForm) -> Settled:
    rows = _open_items(db, about.whole)
    following = next((one for one in rows if one.id > row.id), rows[0] if rows else None)
    form_ = _form(db, caller, following, about.page) if following else None
    return Settled(about.item, len(rows), form_)


def _as_text(db: Connection, row: Record) -> str:
    """What was read, as the form's field holds it; documents name partners and sections by their slugs."""
    reading = [] if row.reading is None else row.reading if isinstance(row.reading, list) else [row.reading]
    if row.field == "partners":
        known = organisations.by_slug(db)
        return "\n".join(known[slug].name if slug in known else slug for slug in reading)
    parts = [one["stage"] if isinstance(one, dict) else str(one) for one in reading]
    return ("\n" if row.field == "outcomes" else ", ").join(parts)


def _as_draft(about: ItemForm) -> Draft:
    """What was read, as the form's fields hold it."""
    text = about.item.reading
    if about.item.field == "stages":
        stage, _, second = text.partition(", ")
        return {"stage": stage, "second_stage": second}
    if about.item.field == "section":
        return {"section": f"{about.whole}/{text}"}
    return {about.names[0]: text}
