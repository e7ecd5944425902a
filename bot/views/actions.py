"""Cards and lists of actions."""

from bot.domain import pages
from bot.domain.actions import Action, Card, Choice, Mine, NotFound
from bot.domain.refusal import NotAllowed
from bot.views import recorded, words
from bot.views.blocks import (
    Block,
    Message,
    button,
    buttons,
    context,
    escape,
    escape_but_mentions,
    header,
    paragraphs,
    said,
    section,
)
from bot.views.share_button import share_button

SHOW = "action.show"
UPDATE = "action.update"
NO_CHANGE = "update.no_change"
HISTORY = "action.history"
HAND_ON = "pass.open"
NOT_MINE = "pass.not_mine"
ASK = "action.ask_to_be_added"
CORRECT = "action.correct"
BRING_BACK = "action.bring_back"
RAISE = "concern.raise"
LISTED = 45
ANSWERS = {
    "submitted": "The last update waits for review. Others see the last accepted one, as above.",
    "returned": "The last update came back with a comment. Press *Update* to see it and answer.",
}
"""What those who may update an action are told of the last answer."""

NO_PLAN = (
    "There is no plan here yet. Ask whoever set Convenor up for you to load one "
    "(they name it in the setting `CONVENOR_LOAD`)."
)


def card(facts: Card, zone: str, public_url: str | None = None) -> Message:
    """Return an action's card with its buttons, and the link to its page where it has one."""
    action = facts.action
    title = f"{action.printed_ref}: {action.title}"
    page = pages.address(public_url, action)
    link = [context(f"<{page}|Page to share with people outside> (published facts)")] if page else []
    return Message(
        f"{escape(title)}. {status_line(action)}",
        (header(title), *details(facts, zone), *link, _card_buttons(facts), *_hand_on(facts)),
    )


def details(facts: Card, zone: str) -> list[Block]:
    """Return what a card says below its title."""
    action = facts.action
    text = action.wording or action.summary
    blocks = _withdrawn(facts) if action.withdrawn else []
    blocks += [section(escape(text))] if text else []
    blocks.append(section("\n".join(_facts(facts))))
    blocks += paragraphs(_latest(action, zone))
    blocks += _ahead(action) + [context(ANSWERS[state]) for state in (facts.answer_state,) if state in ANSWERS]
    blocks += [context("\n".join(_marks(facts)))] if action.uncertain else []
    return blocks


def status_line(action: Action) -> str:
    """Return "Stage: Delivery. RAG: not given." as far as the plan has them."""
    parts = []
    if action.plan_stages:
        parts.append(f"Stage: {words.stages(action.status.stages) if action.status else 'not given'}.")
    if action.uses_rag:
        parts.append(f"RAG: {words.rag(action.status.rag if action.status else None)}.")
    return " ".join(parts)


def standing(action: Action, zone: str) -> str:
    """Return stage, RAG, latest update and what is ahead, a line each."""
    return "\n".join([*_stage_and_rag(action), _latest(action, zone), *_ahead_lines(action)])


def choice(facts: Choice) -> Message:
    """Return the question which plan's action is meant."""
    text = f"Several plans have {escape(facts.words)}. Which one do you mean?"
    rows = [
        section(
            f"*{escape(one.printed_ref)}* {escape(one.title)}\n{escape(one.plan_title)}",
            show_button(one.id, one.printed_ref),
        )
        for one in facts.actions
    ]
    return said(text, *rows)


def not_found(facts: NotFound) -> Message:
    """Return what to do when nothing has that ref."""
    if not facts.has_plans:
        return said(f"{NO_PLAN}")
    if not facts.nearest:
        return said(
            f"No action is called “{escape(facts.words)}”. "
            "Type a ref such as `/action T18`, or `/action mine` for yours."
        )
    rows = [
        section(f"*{escape(one.printed_ref)}* {escape(one.title)}", show_button(one.id, one.printed_ref))
        for one in facts.nearest
    ]
    return said(f"No action is called “{escape(facts.words)}”. The nearest:", *rows)


def mine(facts: Mine) -> Message:
    """Return a person's own actions."""
    if not facts.actions:
        return said(
            "You have no actions yet. Open one, such as `/action T18`, press *Update*, and ask to be added."
            if facts.has_plans
            else NO_PLAN
        )
    title = section(f"*Your actions* ({len(facts.actions)})")
    return Message(f"You have {words.count(len(facts.actions), 'action')}.", (title, *mine_rows(facts, LISTED)))


def mine_rows(facts: Mine, most: int) -> list[Block]:
    """Return at most `most` of a person's own actions, a row each, and how to see the others."""
    return [row(one) for one in facts.actions[:most]] + more_of_mine(facts, most)


def more_of_mine(facts: Mine, most: int) -> list[Block]:
    """Return how to see a person's other actions, where there are more than `most`."""
    more = len(facts.actions) - most
    words_of_more = f"And {more} more. `/action mine` lists your actions, `/action T18` shows any one."
    return [context(words_of_more)] if more > 0 else []


def row(action: Action) -> Block:
    """Return one action as a line of a list."""
    return section(row_text(action), show_button(action.id, action.printed_ref))


def row_text(action: Action) -> str:
    """Return what such a line says."""
    return f"*{escape(action.printed_ref)}* {escape(action.title)}\n{status_line(action)}"


def show_button(action_id: str, ref: str) -> Block:
    """Return the button that opens a card."""
    return button("Show", SHOW, action_id, about=ref)


def not_allowed(refusal: NotAllowed) -> Message:
    """Return a refusal, with the way to get the right where there is one."""
    sentence = escape_but_mentions(refusal.sentence)
    if refusal.ask_for is None:
        return said(sentence)
    return said(sentence, buttons(button("Ask to be added", ASK, refusal.ask_for)))


def update_button(action: Action, is_main: bool = True) -> Block:
    """Return the button that opens the update form; in a list it is one of many, not the main one."""
    return button("Update", UPDATE, action.id, style="primary" if is_main else None, about=action.printed_ref)


def no_change_button(action: Action) -> Block:
    """Return the button that says that an action stands as it is shown."""
    return unchanged_button("No change", action, action.status.entry_id if action.status else 0)


def unchanged_button(label: str, action: Action, base: int, style: str | None = None) -> Block:
    """Return a button that says that an action stands as entry `base` says."""
    return button(label, NO_CHANGE, f"{base} {action.id}", style, about=action.printed_ref)


def pass_button(action_id: str, ref: str) -> Block:
    """Return the button that lets somebody else answer this time."""
    return button("Pass to ...", HAND_ON, action_id, about=ref)


def not_mine_button(action_id: str, ref: str) -> Block:
    """Return the button that hands an action back to its coordinators."""
    return button("Not mine", NOT_MINE, action_id, about=ref)


def correct_button(action: Action) -> Block:
    """Return the button that opens the form in which an action is corrected."""
    return button("Correct", CORRECT, action.id, about=action.printed_ref)


def bring_back_button(action: Action) -> Block:
    """Return the button that undoes a withdrawal."""
    return button("Bring back", BRING_BACK, action.id, about=action.printed_ref)


def _card_buttons(facts: Card) -> Block:
    action, ref = facts.action, facts.action.printed_ref
    update = update_button(action)
    history = button("History", HISTORY, action.id, about=ref)
    wrong = button("Something wrong?", RAISE, action.id, about=ref)
    share = share_button("action", action.id, ref)
    if action.withdrawn:
        return buttons(history, share, wrong, *([bring_back_button(action)] if facts.may_correct else []))
    same = [no_change_button(action)] if facts.may_update and action.status else []
    return buttons(update, *same, history, share, wrong, *([correct_button(action)] if facts.may_correct else []))


def _hand_on(facts: Card) -> list[Block]:
    """Whoever may update an action may pass it on, too, or say that it is not theirs; coordinators record for them."""
    action_id, ref = facts.action.id, facts.action.printed_ref
    if not facts.may_update or facts.action.withdrawn:
        return []
    other = recorded.open_button(action_id, ref) if facts.may_correct else not_mine_button(action_id, ref)
    return [buttons(pass_button(action_id, ref), other)]


def _withdrawn(facts: Card) -> list[Block]:
    if facts.merged_into is None:
        return [context("This action was withdrawn from the plan.")]
    action_id, ref = facts.merged_into
    return [section(f"This action was merged into *{escape(ref)}*.", show_button(action_id, ref))]


INFERRED = {
    "ref": "inferred from its neighbours",
    "subsection": "taken from the heading above",
    "note": "read from columns that are mixed up",
}
"""How a marked reading came about, where more can be said than that the text is damaged."""

FIELD_WORDS = {
    "ref": "Reference",
    "subsection": "Sub-section",
    "role": "Council's role",
    "stages": "Stage",
    "rag": "RAG",
    "partners": "Who may be involved",
    "wording": "Official wording",
}
"""What people call a field that is uncertain; others by their own name."""


def field_word(field: str) -> str:
    """Return what people call a field."""
    return FIELD_WORDS.get(field, field.replace("_", " ").capitalize())


def field_words(action: Action) -> str:
    """Return the fields of an action that are not certain, in a row."""
    return ", ".join(field_word(field) for field in action.uncertain)


def _marks(facts: Card) -> list[str]:
    """Return a line for each uncertain field: what of it is missing, or why it may be wrong."""
    empty = "not given in the text that was read"
    return [
        f"{escape(field_word(field))}: "
        + (INFERRED.get(field, "our reading of a damaged text") if _is_known(facts, field) else empty)
        for field in facts.action.uncertain
    ]


def _is_known(facts: Card, field: str) -> bool:
    action = facts.action
    if field in ("stages", "rag", "note"):
        return bool(action.status and getattr(action.status, field))
    return bool(facts.partners if field == "partners" else getattr(action, field, True))


def _facts(facts: Card) -> list[str]:
    action = facts.action
    place = f"{action.section} › {action.subsection}" if action.subsection else action.section
    lines = [f"*Plan:* {escape(action.plan_title)}", f"*Section:* {escape(place)}"]
    if action.role:
        lines.append(f"*Council's role:* {escape(action.role)}")
    lines += _stage_and_rag(action)
    if action.objectives:
        lines.append(f"*Objectives:* {escape(', '.join(action.objectives))}")
    if action.outcomes:
        lines.append(f"*Outcomes:* {escape('; '.join(action.outcomes))}")
    if facts.partners:
        lines.append(f"*Who may be involved:* {escape(', '.join(facts.partners))}")
    lines.append(f"*Lead officer:* {words.people(facts.leads) if facts.leads else 'no lead officer'}")
    return lines


def _stage_and_rag(action: Action) -> list[str]:
    lines = []
    if action.plan_stages:
        lines.append(f"*Stage:* {words.stages(action.status.stages) if action.status else 'not given'}")
    if action.uses_rag:
        lines.append(f"*RAG:* {words.rag(action.status.rag if action.status else None)}")
    return lines


def _ahead(action: Action) -> list[Block]:
    lines = _ahead_lines(action)
    return [section("\n".join(lines))] if lines else []


def _ahead_lines(action: Action) -> list[str]:
    """Return the next milestone, the day of completion and the evidence, as far as the last update has them."""
    status, lines = action.status, []
    if status and status.completed_on:
        lines.append(f"*Completed:* {words.short_day(status.completed_on)}")
    if status and status.milestone:
        day = f", {words.short_day(status.milestone_on)}" if status.milestone_on else ""
        lines.append(f"*Next milestone:* {escape(status.milestone)}{day}")
    if status and status.evidence_url:
        lines.append(f"*Evidence:* <{escape(status.evidence_url)}>")
    return lines


def _latest(action: Action, zone: str) -> str:
    if action.status is None:
        return "*Latest update:* none yet. Press *Update* to give the first one."
    note = f"\n{escape(action.status.note)}" if action.status.note else ""
    return f"*Latest update:* {words.by_whom(action.status, zone)}{note}"
