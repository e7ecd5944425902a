"""A partner's page."""

from collections.abc import Iterator
from itertools import groupby

from bot.domain.actions import Action
from bot.domain.partners import NoPartner, Partner
from bot.views import actions, words
from bot.views.blocks import (
    Block,
    Message,
    button,
    buttons,
    context,
    escape,
    header,
    option,
    paragraphs,
    said,
    section,
)

CORRECT = "partner.correct"
BRING_BACK = "partner.bring_back"
GROUPS = 40
NO_ROLE = "Council's role not given"


def page(facts: Partner, *more: Block) -> Message:
    """Return what a partner is, its other names, its actions by role and stage, and who else is in them.

    `more` goes below: what can be done with the list.
    """
    number = words.count(len(facts.actions), "action")
    blocks = [header(facts.name)]
    blocks += [section(escape(facts.what))] if facts.what else []
    blocks += [context(f"Also written: {escape(', '.join(facts.aliases))}")] if facts.aliases else []
    blocks.append(context(f"May be involved in {number}"))
    groups = [block for text in _groups(facts.actions) for block in paragraphs(text)]
    blocks += groups[:GROUPS]
    if len(groups) > GROUPS:
        blocks.append(context("There are more: *Show as list* has all of them."))
    if facts.related:
        others = ", ".join(f"{name} ({words.count(shared, 'action')})" for name, shared in facts.related)
        blocks.append(context(f"Often together with: {escape(others)}"))
    if facts.may_correct:
        blocks.append(buttons(button("Correct", CORRECT, facts.slug, about=facts.name)))
    return Message(f"{escape(facts.name)} may be involved in {number}.", (*blocks, *more))


def none(facts: NoPartner) -> Message:
    """Return what to do when nobody has that name."""
    if facts.withdrawn:
        slug, name = facts.withdrawn
        text = f"{escape(name)} was withdrawn: it is a partner of no action."
        return said(text, buttons(bring_back_button(slug, name)))
    if not facts.names and not facts.words.strip():
        return said(f"{actions.NO_PLAN} Partners come with it.")
    if not facts.names:
        return said(f"No partner is called “{escape(facts.words)}”. `/partner` alone lists all of them.")
    names = escape(", ".join(facts.names))
    if not facts.words.strip():
        return said(f"Partners in your plans: {names}.\nType `/partner` and a name to see what it may be involved in.")
    return said(f"No partner is called “{escape(facts.words)}”. Do you mean: {names}?")


def options(found: tuple[tuple[int, str], ...]) -> tuple[Block, ...]:
    """Return partners as options of a menu."""
    return tuple(option(name, str(one)) for one, name in found)


def _groups(found: tuple[Action, ...]) -> Iterator[str]:
    """A text for each role, in it a line for each stage and below it its actions."""
    ranked = sorted(found, key=_rank)
    for (plan, role), of_role in groupby(ranked, key=lambda one: (one.plan_title, one.role or "")):
        heading = f"Council's role: {role}" if role else NO_ROLE
        lines = [f"*{escape(heading)}* · {escape(plan)}"]
        for stage, at_stage in groupby(of_role, key=_stage):
            lines += [f"_{escape(stage)}_"] if stage else []
            lines += [f"• *{escape(one.printed_ref)}* {escape(one.title)}" for one in at_stage]
        yield "\n".join(lines)


def _rank(one: Action) -> tuple[str, str, int, str]:
    first = one.status.stages[0].stage if one.status and one.status.stages else ""
    at = one.plan_stages.index(first) if first in one.plan_stages else len(one.plan_stages)
    return one.plan_title, one.role or "\uffff", at, _stage(one)


def _stage(one: Action) -> str:
    if not one.plan_stages:
        return ""
    return words.plain_stages(one.status.stages) if one.status else "Stage not given"


def bring_back_button(slug: str, name: str) -> Block:
    """Return the button that undoes the withdrawal or merge of a partner."""
    return button("Bring back", BRING_BACK, slug, about=name)
