"""The fields of an action as a form holds them, and what makes values of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from bot.domain import organisations
from bot.domain.actions import Action, Card
from bot.domain.refs import key_of
from bot.domain.refusal import Refusal
from bot.domain.update_fields import RAGS, checked_stages
from storage import actions as stored_actions

TITLE, REF, LINE, TEXT = 80, 40, 300, 3000

Draft = Mapping[str, str]
"""What a form holds, field by field as text; a field that is empty or was not shown is ""."""


@dataclass(frozen=True)
class Plan:
    """What a form has to know of a plan; `sections` are (id, title)."""

    slug: str
    title: str
    roles: tuple[str, ...]
    stages: tuple[str, ...]
    uses_rag: bool
    sections: tuple[tuple[str, str], ...]


def held_draft(card: Card) -> dict[str, str]:
    """Return an action as its form shows it."""
    action, status = card.action, card.action.status
    stages = [one.stage for one in status.stages] if status else []
    return {
        "ref": action.printed_ref,
        "title": action.title,
        "text": (action.wording or action.summary or "").strip(),
        "section": action.section_id,
        "subsection": action.subsection or "",
        "role": action.role or "",
        "stage": stages[0] if stages else "",
        "second_stage": stages[1] if len(stages) > 1 else "",
        "rag": (status.rag if status else None) or "",
        "objectives": ", ".join(action.objectives or ()),
        "outcomes": "\n".join(action.outcomes),
        "partners": "\n".join(card.partners),
        "note": ((status.note if status else None) or "").strip(),
    }


def read(db: Connection, plan: Plan, action: Action | None, held: Draft, draft: Draft) -> dict[str, Any]:
    """Return what is to be written, by column, of the fields in which `draft` differs from `held`.

    Raises Refusal naming the field that is wrong. Of a new action all fields are read.
    """
    found: dict[str, Any] = {}
    for names in PARSERS:
        if any(draft.get(name, "").strip() != held.get(name) for name in names):
            found |= read_field(db, plan, action, names, draft)
    return found


def read_field(
    db: Connection, plan: Plan, action: Action | None, names: tuple[str, ...], draft: Draft
) -> dict[str, Any]:
    """Return what is to be written, by column, of one field, whether it differs or not; raises as `read` does."""
    return PARSERS[names](_About(db, plan, action), *(draft.get(name, "").strip() for name in names))


def lines(text: str) -> list[str]:
    """Return what a field of one thing a line holds."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True)
class _About:
    db: Connection
    plan: Plan
    action: Action | None


def _ref(about: _About, text: str) -> dict[str, Any]:
    key = key_of(text)
    if not key or len(text) > REF:
        raise Refusal("Give the reference as the plan prints it, such as T18.", "ref")
    own = about.action.id if about.action else None
    rows = stored_actions.refs(about.db, about.plan.slug)
    taken = next((row for row in rows if row.ref_key == key and row.id != own), None)
    if taken:
        how = " It was withdrawn: open it and press *Bring back*." if taken.withdrawn_at else " Choose another one."
        raise Refusal(f"{taken.printed_ref} is taken: “{taken.title}”.{how}", "ref")
    return {"ref": text, "ref_key": key, "printed_ref": text}


def _title(about: _About, text: str) -> dict[str, Any]:
    if not 1 <= len(text) <= TITLE:
        raise Refusal(f"A title has 1 to {TITLE} characters; this one has {len(text)}.", "title")
    return {"title": " ".join(text.split())}


def _text(about: _About, text: str) -> dict[str, Any]:
    if len(text) > TEXT:
        raise Refusal(f"The text has {len(text):,} characters; {TEXT:,} are the most. Please shorten it.", "text")
    return {"wording" if about.action and about.action.wording else "summary": text or None}


def _section(about: _About, section_id: str) -> dict[str, Any]:
    if section_id not in dict(about.plan.sections):
        raise Refusal(f"Choose a section of {about.plan.title}.", "section")
    return {"section_id": section_id}


def _subsection(about: _About, text: str) -> dict[str, Any]:
    if len(text) > LINE:
        raise Refusal(f"A sub-section has at most {LINE} characters.", "subsection")
    return {"subsection": text or None}


def _role(about: _About, text: str) -> dict[str, Any]:
    if text and text not in about.plan.roles:
        raise Refusal(f"Choose one of {', '.join(about.plan.roles)}, or “Not given”.", "role")
    return {"role": text or None}


def _stages(about: _About, stage: str, second: str) -> dict[str, Any]:
    if not stage and not second:
        return {"stages": []} if about.action else {}
    known = about.action.status.stages if about.action and about.action.status else ()
    found = checked_stages(about.plan.stages, stage or None, second or None, known)
    return {"stages": [{"stage": one.stage, "qualifier": one.qualifier} for one in found]}


def _rag(about: _About, rag: str) -> dict[str, Any]:
    if rag and (not about.plan.uses_rag or rag not in RAGS):
        raise Refusal("Choose Red, Amber, Green or Not given.", "rag")
    return {"rag": rag or None} if about.action or rag else {}


def _objectives(about: _About, text: str) -> dict[str, Any]:
    named = [one.strip() for one in text.replace("\n", ",").split(",") if one.strip()]
    return {"objectives": list(dict.fromkeys(named)) or None}


def _outcomes(about: _About, text: str) -> dict[str, Any]:
    return {"outcomes": lines(text)}


def _partners(about: _About, text: str) -> dict[str, Any]:
    found = [organisations.named(about.db, name, "partners").slug for name in lines(text)]
    return {"partners": list(dict.fromkeys(found))}


def _note(about: _About, text: str) -> dict[str, Any]:
    if len(text) > TEXT:
        raise Refusal(f"The note has {len(text):,} characters; {TEXT:,} are the most. Please shorten it.", "note")
    return {"note": text or None} if about.action or text else {}


PARSERS: dict[tuple[str, ...], Callable[..., dict[str, Any]]] = {
    ("ref",): _ref,
    ("title",): _title,
    ("section",): _section,
    ("subsection",): _subsection,
    ("text",): _text,
    ("role",): _role,
    ("stage", "second_stage"): _stages,
    ("rag",): _rag,
    ("objectives",): _objectives,
    ("outcomes",): _outcomes,
    ("partners",): _partners,
    ("note",): _note,
}
"""The fields of the form, and what reads them into values by column."""
