"""The fields of the update form: how they are drawn, each with who reads it, and read again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.actions import Action
from bot.domain.refusal import Refusal
from bot.domain.update_fields import COMPLETION, NOTE_LENGTH, RAGS, REDATING, REOPENING, Draft
from bot.views.blocks import Block, button, buttons, field_of, menu, option

SECOND_STAGE = "update.second_stage"
NOT_GIVEN = "not given"
NO_SECOND = "none"
LINE, PARAGRAPH = 300, 1000

PAPER = "This text goes into the committee paper. Everybody here can read it."
NOTE_HINTS: Mapping[str, str] = {
    "influence": f"What was tried, and with whom? {PAPER}",
    "ask": f"Who was asked for what, and what did they say? {PAPER}",
}
"""What is asked where the council's role is not to deliver the action itself; elsewhere only who reads it."""


def fields(action: Action, draft: Draft, asked: tuple[str, ...], two: bool, fill: str) -> list[Block]:
    """Return the fields, filled with a draft; `two` shows the second stage, `asked` what is asked besides.

    `fill` makes fields of their own of what is drawn again with other contents: Slack leaves what was typed in a
    field that it knows already.
    """
    blocks = _stages(action, draft, asked, two, fill)
    if action.uses_rag:
        rags = [option(rag, rag) for rag in RAGS] + [option("Not given", NOT_GIVEN)]
        blocks.append(field_of("rag", "RAG", menu(f"choice{fill}", rags, draft.rag or NOT_GIVEN, "Choose")))
    hint = NOTE_HINTS.get((action.role or "").casefold(), PAPER)
    blocks.append(_text("note", "Note", draft.note, NOTE_LENGTH[1], fill, hint, needed=True, is_long=True))
    hint = "Seen by this action's officers, lead officer and coordinator, never published."
    blocks.append(
        _text("internal_note", "Internal note", draft.internal_note, NOTE_LENGTH[1], fill, hint, is_long=True)
    )
    blocks += _milestone(draft, asked, fill)
    hint = "A web address that shows what the note says. It is published with the note."
    link: Block = {"type": "url_text_input", "action_id": f"text{fill}"}
    link |= {"initial_value": draft.evidence_url} if draft.evidence_url else {}
    blocks.append(field_of("evidence_url", "Evidence (a link)", link, hint, optional=COMPLETION not in asked))
    hint = "Seen by your coordinator only."
    blocks.append(_text("needs_help", "What help do you need?", draft.needs_help, PARAGRAPH, fill, hint, is_long=True))
    return blocks


def read(values: Mapping[str, Any]) -> Draft:
    """Return what the fields of a form hold; the other side of `fields`."""
    return Draft(
        stage=_chosen(values, "stage"),
        second_stage=_chosen(values, "second_stage"),
        rag=_chosen(values, "rag"),
        note=_typed(values, "note"),
        internal_note=_typed(values, "internal_note"),
        milestone=_typed(values, "milestone"),
        milestone_on=_day(values, "milestone_on"),
        milestone_reason=_typed(values, "milestone_reason"),
        milestone_agreed_by=_typed(values, "milestone_agreed_by"),
        evidence_url=_typed(values, "evidence_url"),
        needs_help=_typed(values, "needs_help"),
        completed_on=_day(values, "completed_on"),
        reopened_reason=_typed(values, "reopened_reason"),
    )


def _stages(action: Action, draft: Draft, asked: tuple[str, ...], two: bool, fill: str) -> list[Block]:
    if not action.plan_stages:
        return []
    stages = [option(stage, stage) for stage in action.plan_stages]
    blocks = [field_of("stage", "Stage", menu(f"choice{fill}", stages, draft.stage, "Choose a stage"))]
    if COMPLETION in asked:
        blocks.append(_date("completed_on", "Completed on", draft.completed_on, fill, "Published.", needed=True))
    if REOPENING in asked:
        hint = "Published, with the note."
        label = "Why is it not complete after all?"
        blocks.append(_text("reopened_reason", label, draft.reopened_reason, PARAGRAPH, fill, hint, needed=True))
    if two or draft.second_stage:
        second = menu(
            f"choice{fill}",
            [option("No second stage", NO_SECOND), *stages],
            draft.second_stage or NO_SECOND,
            "Choose a stage",
        )
        hint = "Only when parts of the action are at different stages."
        blocks.append(field_of("second_stage", "Second stage", second, hint, optional=True))
    else:
        blocks.append(buttons(button("Add a second stage", SECOND_STAGE, action.id)))
    return blocks


def _milestone(draft: Draft, asked: tuple[str, ...], fill: str) -> list[Block]:
    hint = "What should be reached next. It is published."
    blocks = [_text("milestone", "Next milestone", draft.milestone, LINE, fill, hint)]
    blocks.append(
        _date("milestone_on", "Its date", draft.milestone_on, fill, "A changed date asks why, and who agreed.")
    )
    if REDATING in asked:
        why = _text(
            "milestone_reason", "Why did the date change?", draft.milestone_reason, PARAGRAPH, fill, "Published.", True
        )
        who = _text(
            "milestone_agreed_by", "Who agreed to it?", draft.milestone_agreed_by, LINE, fill, "Published.", True
        )
        blocks += [why, who]
    return blocks


def _text(
    name: str,
    label: str,
    value: str,
    most: int,
    fill: str,
    hint: str,
    needed: bool = False,
    is_long: bool = False,
) -> Block:
    field: Block = {"type": "plain_text_input", "action_id": f"text{fill}", "max_length": most}
    field |= {"multiline": True} if is_long else {}
    field |= {"initial_value": value[:most]} if value else {}
    return field_of(name, label, field, hint, optional=not needed)


def _date(name: str, label: str, value: date | None, fill: str, hint: str, needed: bool = False) -> Block:
    field: Block = {"type": "datepicker", "action_id": f"day{fill}"}
    field |= {"initial_date": value.isoformat()} if value else {}
    return field_of(name, label, field, hint, optional=not needed)


def _held(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(iter((values.get(name) or {}).values()), None) or {}


def _typed(values: Mapping[str, Any], name: str) -> str:
    return str(_held(values, name).get("value") or "")


def _chosen(values: Mapping[str, Any], name: str) -> str | None:
    chosen = (_held(values, name).get("selected_option") or {}).get("value")
    return None if chosen in (None, NOT_GIVEN, NO_SECOND) else str(chosen)


def _day(values: Mapping[str, Any], name: str) -> date | None:
    chosen = _held(values, name).get("selected_date")
    try:
        return date.fromisoformat(chosen) if chosen else None
    except (TypeError, ValueError):
        raise Refusal("Choose a day from the calendar.", name) from None
