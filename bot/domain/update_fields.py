"""The fields of the update form: what was typed, what must be asked besides, and what is wrong with it."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from bot.domain.actions import Action, Stage, Status
from bot.domain.refusal import Refusal
from storage.due import COMPLETE

RAGS = ("Red", "Amber", "Green")
NOTE_LENGTH = (3, 3000)
LINK_LENGTH = 2000
LINK = re.compile(r"https?://[^\s/<>|]+[^\s<>|]*", re.IGNORECASE)
"""A web address without what Slack's markup is made of."""
COMPLETION, REOPENING, REDATING = "completion", "reopening", "redating"
"""What is asked besides: when the action was completed, why it is not after all, why a milestone's day changed."""


@dataclass(frozen=True)
class Draft:
    """What somebody typed into the form; nothing of it is checked yet."""

    stage: str | None
    second_stage: str | None
    rag: str | None
    note: str
    internal_note: str = ""
    milestone: str = ""
    milestone_on: date | None = None
    milestone_reason: str = ""
    milestone_agreed_by: str = ""
    evidence_url: str = ""
    needs_help: str = ""
    completed_on: date | None = None
    reopened_reason: str = ""


EMPTY = Draft(None, None, None, "")
TEXTS = tuple(one.name for one in fields(Draft) if one.type is str)
DAYS = ("milestone_on", "completed_on")


def trimmed(draft: Draft) -> Draft:
    """Return a draft without blanks around its texts."""
    return replace(draft, **{name: getattr(draft, name).strip() for name in TEXTS})


def to_json(draft: Draft) -> dict[str, Any]:
    """Return a draft as it is kept."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(draft).items()}


def from_json(kept: dict[str, Any]) -> Draft:
    """Return a draft that was kept."""
    known = {one.name for one in fields(Draft)}
    days = {name: date.fromisoformat(kept[name]) for name in DAYS if kept.get(name)}
    return Draft(**{name: value for name, value in kept.items() if name in known} | days)


def known(last: Status | None) -> Draft:
    """Return what the form opens with: the last stages, RAG, note and milestone; all else is asked afresh."""
    if last is None:
        return EMPTY
    stages = [one.stage for one in last.stages] + [None, None]
    draft = Draft(stages[0], stages[1], last.rag, last.note or "")
    return replace(draft, milestone=last.milestone or "", milestone_on=last.milestone_on)


def is_complete(stages: Sequence[Stage]) -> bool:
    """Say whether all of an action is complete: at two stages, both of them would have to be."""
    return bool(stages) and all(one.stage.casefold() in COMPLETE for one in stages)


def asked_besides(draft: Draft, stages: Sequence[Stage], before: Status | None) -> tuple[str, ...]:
    """Return what a draft makes us ask, given the status that it follows.

    A milestone with another text is the next one; the same one on another day, or on none, was moved.
    """
    was_complete = before is not None and is_complete(before.stages)
    found = []
    if is_complete(stages) and not was_complete:
        found.append(COMPLETION)
    if was_complete and not is_complete(stages):
        found.append(REOPENING)
    if before is not None and _is_moved(draft, before):
        found.append(REDATING)
    return tuple(found)


def _is_moved(draft: Draft, before: Status) -> bool:
    is_same = _folded(draft.milestone) == _folded(before.milestone or "")
    return is_same and before.milestone_on is not None and before.milestone_on != draft.milestone_on


def check_besides(draft: Draft, asked: Sequence[str], today: date) -> None:
    """Raise Refusal beside the first field that was asked besides and not answered."""
    if COMPLETION in asked:
        _need(draft.completed_on, "completed_on", "Choose the day on which the action was completed.")
        if draft.completed_on and draft.completed_on > today:
            raise Refusal("That day is still to come. Choose the day on which it was completed.", "completed_on")
        _need(draft.evidence_url, "evidence_url", "Give a link to what shows that the action is complete.")
    if REOPENING in asked:
        _need(draft.reopened_reason, "reopened_reason", "Say why the action is not complete after all.")
    if REDATING in asked:
        _need(draft.milestone_reason, "milestone_reason", "Say why the day of the milestone changed.")
        _need(draft.milestone_agreed_by, "milestone_agreed_by", "Say who agreed to the new day.")


def check(action: Action, draft: Draft, before: Status | None, today: date) -> tuple[Stage, ...]:
    """Return the chosen stages of a draft without blanks around its texts; raises Refusal beside the wrong field."""
    stages = checked_stages(action.plan_stages, draft.stage, draft.second_stage, before.stages if before else ())
    if draft.rag is not None and (not action.uses_rag or draft.rag not in RAGS):
        raise Refusal("Choose Red, Amber, Green or Not given.", "rag")
    _check_note(draft.note)
    _check_milestone(draft, before, today)
    _check_link(draft.evidence_url)
    return stages


def checked_stages(
    plan_stages: Sequence[str], stage: str | None, second: str | None, known: Sequence[Stage]
) -> tuple[Stage, ...]:
    """Return one or two chosen stages of a plan, each with the qualifier that `known` gives it.

    Raises Refusal naming the field `stage` or `second_stage`. Nothing where the plan has no stages.
    """
    if not plan_stages:
        return ()
    if stage is None or stage not in plan_stages:
        raise Refusal(f"Choose a stage: {', '.join(plan_stages)}.", "stage")
    if second is None:
        return (_with_qualifier(known, stage),)
    if second not in plan_stages:
        raise Refusal(f"Choose one of {', '.join(plan_stages)}, or leave it empty.", "second_stage")
    if second == stage:
        raise Refusal("This is the same stage again. Choose another one, or leave it empty.", "second_stage")
    return (_with_qualifier(known, stage), _with_qualifier(known, second))


def _with_qualifier(known: Sequence[Stage], stage: str) -> Stage:
    return next((one for one in known if one.stage == stage), Stage(stage))


def _check_note(note: str) -> None:
    least, most = NOTE_LENGTH
    if len(note) < least:
        raise Refusal(f"Say in a few words what has happened: at least {least} characters.", "note")
    if len(note) > most:
        raise Refusal(f"The note has {len(note):,} characters; {most:,} are the most. Please shorten it.", "note")


def _check_milestone(draft: Draft, before: Status | None, today: date) -> None:
    if draft.milestone_on is None:
        return
    _need(draft.milestone, "milestone", "Say what should be reached by that day, or clear the day.")
    is_new = before is None or before.milestone_on != draft.milestone_on
    if is_new and draft.milestone_on < today:
        raise Refusal("That day has passed. Choose a day ahead, or write about it in the note.", "milestone_on")


def _check_link(link: str) -> None:
    if link and (len(link) > LINK_LENGTH or not LINK.fullmatch(link)):
        raise Refusal("Paste a whole web address that begins with https:// (or leave it empty).", "evidence_url")


def _need(value: object, field: str, sentence: str) -> None:
    if not value:
        raise Refusal(sentence, field)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
