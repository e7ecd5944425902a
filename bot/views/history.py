"""An action's history, and what an entry changed, in words."""

import json
from datetime import date

from bot.domain.actions import Action, Status
from bot.domain.history import Entry, History
from bot.views import words
from bot.views.blocks import Block, View, button, buttons, context, divider, escape, modal, paragraphs, section

CORRECT = "update.correct"
OLDER = "history.older"
NEWER = "history.newer"
SEEN = "update.history"
LISTED, BLOCKS, CHARACTERS = 10, 90, 60_000
"""What a page holds at most: a view has 100 blocks and 250 kB, and a character takes up to four bytes."""

KINDS = {"published": "Published", "update": "Update", "no_change": "No change", "correction": "Correction"}
STATES = {
    "submitted": "waits for review",
    "returned": "returned",
    "taken_back": "taken back: it does not count",
}


def history(facts: History, zone: str, skipped: int = 0) -> View:
    """Return an action's entries, the newest first, after `skipped` newer ones."""
    action = facts.action
    blocks = [section(f"*{escape(action.printed_ref)}* {escape(action.title)}")]
    shown = 0
    for one in facts.entries[skipped : skipped + LISTED]:
        more = [divider(), *entry(action, one, zone)]
        if shown and (len(blocks) + len(more) > BLOCKS or _size([*blocks, *more]) > CHARACTERS):
            break
        blocks += more
        shown += 1
    blocks += _turning(facts, skipped, shown)
    if not facts.entries:
        blocks.append(context("No status has been given yet."))
    return modal(SEEN, f"History of {action.printed_ref}", blocks)


def entry(action: Action, facts: Entry, zone: str) -> list[Block]:
    """Return one entry: who, when and what kind, and what it changed."""
    about = f"what was saved on {words.moment_of(facts.created_at, zone)}"
    correct = button("Correct", CORRECT, str(facts.entry_id), about=about) if facts.is_correctable else None
    lines = [] if facts.corrects is not None and facts.state == "taken_back" else _lines(action, facts)
    text = "\n".join(lines)
    return [section(f"*{_title(facts, zone)}*", correct), *(paragraphs(text) if text else [])]


def difference(action: Action, status: Status, before: Status | None) -> list[str]:
    """Return what a status says, and what the one before it said otherwise, a line each, ready for mrkdwn."""
    lines = []
    if action.plan_stages:
        stages, was = words.stages(status.stages), words.stages(before.stages) if before else None
        lines.append(_line("Stage", stages, was))
    if action.uses_rag:
        lines.append(_line("RAG", words.rag(status.rag), words.rag(before.rag) if before else None))
    milestone, was = _milestone(status), _milestone(before) if before else None
    if milestone != was and (milestone or was):
        lines.append(_line("Next milestone", milestone or "none", was or ("none" if before else None)))
    if status.completed_on and (before is None or before.completed_on != status.completed_on):
        lines.append(f"Completed on {words.short_day(status.completed_on)}.")
    if status.evidence_url:
        lines.append(f"Evidence: <{escape(status.evidence_url)}>")
    if before is not None and status.note == before.note:
        lines.append("_The note is the same._" if status.note else "")
    elif status.note:
        lines.append(escape(status.note))
    return [line for line in lines if line]


def _lines(action: Action, facts: Entry) -> list[str]:
    if facts.status.kind == "no_change":
        return [_recorded(facts)] if facts.recorded_by else []
    lines = difference(action, facts.status, facts.before)
    for label, text in (
        ("Why the date changed", facts.milestone_reason),
        ("Agreed by", facts.milestone_agreed_by),
        ("Why it is not complete after all", facts.reopened_reason),
        ("Internal note, never published", facts.internal_note),
        ("Help needed, seen by coordinators only", facts.needs_help),
    ):
        if text:
            lines.append(f"_{label}:_ {escape(text)}")
    if facts.recorded_by:
        lines.append(_recorded(facts))
    if facts.returned_comment and facts.state == "returned":
        by = words.person(facts.reviewed_by) if facts.reviewed_by else "A coordinator"
        lines.append(f"_{by} asked:_ {escape(facts.returned_comment)}")
    return lines


def _title(facts: Entry, zone: str) -> str:
    status, kind = facts.status, KINDS[facts.status.kind]
    if status.author is None:
        return f"{kind}, {words.as_of(status.as_of, status.precision)}"
    if facts.corrects is not None and facts.state == "taken_back":
        kind, state = "Undo of No change", ""
    else:
        state = f" ({STATES[facts.state]})" if facts.state in STATES else ""
    return f"{kind}{state}: {words.person(status.author)}, {words.moment_of(status.created_at, zone)}"


def _line(label: str, value: str, was: str | None) -> str:
    return f"{label}: {value}." if was is None or was == value else f"{label}: {value} (was {was})."


def _milestone(status: Status) -> str:
    if not status.milestone:
        return ""
    return escape(status.milestone) + (f", {_by(status.milestone_on)}" if status.milestone_on else "")


def _by(day: date) -> str:
    return f"by {words.short_day(day)}"


def _recorded(facts: Entry) -> str:
    by = words.person(facts.recorded_by) if facts.recorded_by else "a coordinator"
    how = f": {escape(facts.recorded_how)}" if facts.recorded_how else ""
    return f"_Recorded by {by}{how}_"


def _turning(facts: History, skipped: int, shown: int) -> list[Block]:
    turns = []
    if skipped > 0:
        turns.append(button("Newer", NEWER, f"{max(0, skipped - LISTED)} {facts.action.id}"))
    if skipped + shown < len(facts.entries):
        left = len(facts.entries) - skipped - shown
        turns.append(button(f"{left} older", OLDER, f"{skipped + shown} {facts.action.id}"))
    return [buttons(*turns)] if turns else []


def _size(blocks: list[Block]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False))
