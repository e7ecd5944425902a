"""Learning sets and their sessions."""

from bot.domain.learning_sets import SetProgramme
from bot.domain.meetings import Listed
from bot.views import meetings
from bot.views.blocks import Block, Message, context, escape, header, said, section
from bot.views.programmes import questions_to, taking_part


def listing(programmes: tuple[SetProgramme, ...], contact: str | None = None) -> Message:
    """Return every set with its sessions; `contact` is whom to ask, instead of whom a programme's page names."""
    if not programmes:
        return said(f"There are no learning sets here yet. {meetings.HOW_TO_ADD}")
    blocks: list[Block] = []
    for programme in programmes:
        blocks.append(header(programme.title))
        if programme.over:
            blocks.append(context("All its sessions are past."))
        blocks += taking_part(programme.rules, programme.slug, programme.title)
        blocks += questions_to(contact or programme.rules.get("contact"))
        for one in programme.sets:
            blocks.append(section(f"*{escape(one.title)}* · places for {one.places} teams"))
            for session in one.sessions:
                blocks += [section(meetings.about(session.event)), _buttons(session, programme.over)]
    return Message(f"Learning sets: {escape(', '.join(one.title for one in programmes))}.", tuple(blocks[:50]))


def _buttons(session: Listed, over: bool) -> Block:
    """Nobody is reminded of what is past."""
    return meetings.add_only(session.event) if over else meetings.event_buttons(session)
