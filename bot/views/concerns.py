"""*Something wrong?*: its form, what coordinators read of it, and the answer."""

import json
from typing import Any

from bot.domain.actions import Action
from bot.domain.concerns import WORDS, Raised
from bot.domain.people import Person
from bot.views import actions, people, words
from bot.views.blocks import (
    Block,
    Message,
    View,
    button,
    buttons,
    context,
    escape,
    field_of,
    modal,
    quoted,
    said,
    section,
)

SEND = "concern.send"
ANSWER = "concern.answer"
REPLY = "concern.reply"
SENT = "concern.sent"


def form(action: Action) -> View:
    """Return the form in which somebody says what is wrong."""
    field = _words("What is wrong?", "Seen by the plan's coordinator.")
    return modal(SEND, "Something wrong?", [_about(action), field], "Send", json.dumps({"action": action.id}))


def sent(told: tuple[Person, ...]) -> View:
    """Return the thanks."""
    who = ", ".join(people.name(one) for one in told)
    text = f"*Thank you.* {who} can read it now, together with where the action was read. An answer comes in Messages."
    return modal(SENT, "Something wrong?", [section(text)])


def message(facts: Raised) -> Message:
    """Return what a coordinator reads."""
    action = facts.action
    ref = escape(action.printed_ref)
    source = f"Read in {escape(facts.document)}" if facts.document else "The plan names no document"
    where = f"{source}, {escape(words.lines(facts.lines))}." if facts.document and facts.lines else f"{source}."
    row = buttons(
        actions.correct_button(action),
        button("Answer", ANSWER, f"{facts.person.id} {action.id}", about=action.printed_ref),
        actions.show_button(action.id, action.printed_ref),
    )
    text = f"{people.name(facts.person)} says that something is wrong with *{ref}* {escape(action.title)}:"
    notice = f"Something may be wrong with {ref}."
    return Message(notice, (section(text), quoted(facts.words), context(where), row))


def answer_form(action: Action, person: Person) -> View:
    """Return the form in which a coordinator answers."""
    to = section(f"To {people.name(person)}")
    field = _words("Your answer", "Seen by the person who asked and by the plan's coordinators.")
    metadata = json.dumps({"action": action.id, "person": person.id})
    return modal(REPLY, "Answer", [_about(action), to, field], "Send", metadata)


def answered(person: Person) -> View:
    """Return the confirmation of an answer."""
    return modal(SENT, "Answer", [section(f"*Sent.* {people.name(person)} gets your answer in Messages.")])


def answer(action: Action, by: Person, to: Person, text: str, is_copy: bool) -> Message:
    """Return the answer, or its copy for the other coordinators."""
    about = f"about *{escape(action.printed_ref)}* {escape(action.title)}"
    who = people.name(to) if is_copy else "you"
    row = buttons(actions.show_button(action.id, action.printed_ref))
    return said(f"{people.name(by)} has answered {who} {about}:", quoted(text), row)


def read(view: dict[str, Any]) -> tuple[str, int, str]:
    """Return the action, the person to answer (0 in the first form) and the words of a form that was sent."""
    metadata = json.loads(view["private_metadata"])
    typed = view["state"]["values"]["words"]["text"].get("value") or ""
    return str(metadata["action"]), int(metadata.get("person", 0)), typed


def _about(action: Action) -> Block:
    return section(f"*{escape(action.printed_ref)}* {escape(action.title)}")


def _words(label: str, hint: str) -> Block:
    least, most = WORDS
    element = {"type": "plain_text_input", "action_id": "text", "multiline": True}
    return field_of("words", label, element | {"min_length": least, "max_length": most}, hint)
