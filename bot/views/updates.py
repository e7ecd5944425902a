"""The update form, its answers, and an action's history."""

import json
from typing import Any

from bot.domain.actions import Action, Status
from bot.domain.updates import RAGS, Draft, Form, History, Overtaken, Saved, Submission
from bot.views import actions, words
from bot.views.blocks import Block, View, context, divider, escape, field_of, menu, modal, option, paragraphs, section

SAVE = "update.save"
SAVED = "update.saved"
HISTORY = "update.history"
NOT_GIVEN = "not given"
NO_SECOND = "none"
LISTED, ROOM = 20, 90
"""Entries and blocks in a history: 20 notes of 3,000 characters fit into a view (250 kB) in any script."""


def form(facts: Form, zone: str, theirs: Status | None = None) -> View:
    """Return the form; `theirs` is what somebody else saved since it was opened first."""
    action = facts.action
    metadata = json.dumps({"action": action.id, "base": facts.base})
    blocks = [section(f"*{escape(action.printed_ref)}* {escape(action.title)}")]
    if theirs:
        blocks += _overtaken(action, theirs, zone)
    blocks += _fields(facts)
    return modal(SAVE, f"Update {action.printed_ref}", blocks, "Save", metadata)


def overtaken(facts: Overtaken, zone: str) -> View:
    """Return the form again with what was typed, and what changed since it was opened."""
    return form(facts.form, zone, facts.theirs)


def saved(facts: Saved, zone: str) -> View:
    """Return the confirmation: how the action now stands."""
    action = facts.card.action
    blocks = [
        section(f"*Saved.* {escape(action.printed_ref)} {escape(action.title)} now reads:"),
        *paragraphs(actions.standing(action, zone)),
        context(f"Everybody who types `/action {escape(action.printed_ref)}` sees this from now on."),
    ]
    return modal(SAVED, f"{action.printed_ref} is updated", blocks)


def history(facts: History, zone: str) -> View:
    """Return every status an action had, the newest first."""
    action = facts.action
    blocks = [section(f"*{escape(action.printed_ref)}* {escape(action.title)}")]
    drawn = [[divider(), *paragraphs(_entry(action, entry, zone))] for entry in facts.entries[:LISTED]]
    while sum(map(len, drawn)) > ROOM:
        drawn.pop()
    blocks += [block for entry in drawn for block in entry]
    more = len(facts.entries) - len(drawn)
    if more > 0:
        blocks.append(context(f"And {more} older, not shown here."))
    if not facts.entries:
        blocks.append(context("No status has been given yet."))
    return modal(HISTORY, f"History of {action.printed_ref}", blocks)


def read(view: dict[str, Any]) -> Submission:
    """Return what a form that was sent holds; the other side of `form`."""
    metadata = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    draft = Draft(
        stage=_chosen(values, "stage"),
        second_stage=_chosen(values, "second_stage"),
        rag=_chosen(values, "rag"),
        note=values.get("note", {}).get("text", {}).get("value") or "",
    )
    # Several forms may follow each other in one view: what tells a repeat is the view and the action.
    key = f"{view['id']} {metadata['action']}"
    return Submission(str(metadata["action"]), int(metadata["base"]), key, draft)


def _chosen(values: dict[str, Any], name: str) -> str | None:
    chosen = (values.get(name, {}).get("choice", {}).get("selected_option") or {}).get("value")
    return None if chosen in (None, NOT_GIVEN, NO_SECOND) else str(chosen)


def _fields(facts: Form) -> list[Block]:
    action, draft = facts.action, facts.draft
    blocks = []
    if action.plan_stages:
        stages = [option(stage, stage) for stage in action.plan_stages]
        second = [option("No second stage", NO_SECOND), *stages]
        blocks.append(field_of("stage", "Stage", menu("choice", stages, draft.stage, "Choose a stage")))
        blocks.append(
            field_of(
                "second_stage",
                "Second stage",
                menu("choice", second, draft.second_stage or NO_SECOND, "Choose a stage"),
                hint="Only when parts of the action are at different stages.",
                optional=True,
            )
        )
    if action.uses_rag:
        rags = [option(rag, rag) for rag in RAGS] + [option("Not given", NOT_GIVEN)]
        blocks.append(field_of("rag", "RAG", menu("choice", rags, draft.rag or NOT_GIVEN, "Choose")))
    note: Block = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": 3000}
    if draft.note:
        note["initial_value"] = draft.note
    hint = "This text goes into the committee paper. Everybody here can read it."
    blocks.append(field_of("note", "Note", note, hint))
    return blocks


def _overtaken(action: Action, theirs: Status, zone: str) -> list[Block]:
    return [
        section(
            ":warning: *Somebody saved an update while you were writing.* What you typed is still below. "
            "Compare, change what you want, and press *Save* again."
        ),
        *paragraphs(_entry(action, theirs, zone)),
        divider(),
    ]


def _entry(action: Action, entry: Status, zone: str) -> str:
    lines = [f"*{words.by_whom(entry, zone)}*"]
    stage = f"Stage: {words.stages(entry.stages)}. " if action.plan_stages else ""
    rag = f"RAG: {words.rag(entry.rag)}." if action.uses_rag else ""
    if stage or rag:
        lines.append((stage + rag).rstrip())
    if entry.note:
        lines.append(escape(entry.note))
    return "\n".join(lines)
