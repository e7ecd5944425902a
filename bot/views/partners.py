"""A partner's page."""

from bot.domain.partners import NoPartner, Partner
from bot.views import actions, words
from bot.views.blocks import Block, Message, button, buttons, context, escape, header, said

CORRECT = "partner.correct"
BRING_BACK = "partner.bring_back"
LISTED = 45


def page(facts: Partner) -> Message:
    """Return a partner with its other names and its actions."""
    number = words.count(len(facts.actions), "action")
    names = [context(f"Also written: {escape(', '.join(facts.aliases))}")] if facts.aliases else []
    rows = [actions.row(one) for one in facts.actions[:LISTED]]
    more = len(facts.actions) - LISTED
    if more > 0:
        rows.append(context(f"And {words.count(more, 'action')} more."))
    if facts.may_correct:
        rows.append(buttons(button("Correct", CORRECT, facts.slug, about=facts.name)))
    text = f"{escape(facts.name)} may be involved in {number}."
    return Message(text, (header(facts.name), *names, context(f"May be involved in {number}"), *rows))


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


def bring_back_button(slug: str, name: str) -> Block:
    """Return the button that undoes the withdrawal or merge of a partner."""
    return button("Bring back", BRING_BACK, slug, about=name)
