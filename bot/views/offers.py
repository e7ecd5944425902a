"""What somebody wrote, offered as an update."""

from bot.domain.offers import Offer
from bot.views.blocks import Block, Message, button, context, escape, said, section, shorten

USE = "update.from_words"
QUOTED = 300


def offer(facts: Offer, delivery_id: int) -> Message:
    """Return the question which action an update is for; `delivery_id` is where the words are kept."""
    quoted = escape(shorten(" ".join(facts.words.split()), QUOTED))
    if not facts.actions:
        return said(
            f"“{quoted}” reads like an update. Open its action, such as `/action T18`, press *Update*, "
            "and paste it there."
        )
    if facts.is_reply:
        first = escape(facts.actions[0].printed_ref)
        others = " Or is it for another one?" if len(facts.actions) > 1 else ""
        return said(f"“{quoted}”\nSave this as the update for {first}?{others}", *choices(facts, delivery_id))
    question = f"“{quoted}” reads like an update. Which action is it for?"
    return said(question, *choices(facts, delivery_id))


def below(facts: Offer, delivery_id: int) -> list[Block]:
    """Return the same below an answer that found nothing."""
    if not facts.actions:
        return [
            context("Was it an update? Open its action, such as `/action T18`, press *Update*, and paste it there.")
        ]
    question = "Or is it an update? Choose its action, and the form opens with what you wrote:"
    return [section(question), *choices(facts, delivery_id)]


def choices(facts: Offer, delivery_id: int) -> list[Block]:
    """Return a row for each action, and what pressing does."""
    rows = [
        section(
            f"*{escape(one.printed_ref)}* {escape(one.title)}",
            button("Use as update", USE, f"{delivery_id} {one.id}", about=one.printed_ref),
        )
        for one in facts.actions
    ]
    return [*rows, context("Nothing is saved until you press *Save* in the form.")]
