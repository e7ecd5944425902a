"""Being away: the form, and what others hear of it."""

from datetime import date
from typing import Any, NamedTuple

from bot.domain.leaves import Form, Leave
from bot.domain.people import Person
from bot.views import words
from bot.views.blocks import Block, Message, View, button, buttons, context, field_of, modal, said, section
from bot.views.people import name
from bot.views.pickers import day_picker, person_picker

OPEN = "leave.open"
BACK = "leave.back"
SAVE = "leave.save"
SAVED = "leave.saved"


class Chosen(NamedTuple):
    """What the form was sent with: the last day away, and the Slack id of who covers."""

    until_on: date | None
    cover: str | None


def open_button() -> Block:
    """Return the button that opens the form."""
    return button("On leave until…", OPEN, "-")


def back_button() -> Block:
    """Return the button that ends a leave."""
    return button("I am back", BACK, "-")


def away(leave: Leave) -> str:
    """Return all that others read of a leave: "away until 6 January"."""
    return f"away until {leave.until_on.day} {leave.until_on:%B}"


def standing(leave: Leave) -> list[Block]:
    """Return what a person's own Home tab says while they are away."""
    covers = f" {name(leave.cover)} covers." if leave.cover else " Nobody covers."
    return [section(f"You are {away(leave)}. You are asked for nothing until then.{covers}"), buttons(back_button())]


def form(facts: Form) -> View:
    """Return the form."""
    deputy = facts.deputy.user_id if facts.deputy else None
    blocks = standing(facts.current) if facts.current else []
    blocks += [
        field_of("until", "My last day away", day_picker("day")),
        field_of(
            "cover",
            "Who covers",
            person_picker("person", deputy),
            hint="They are asked instead, and may update your actions until then. "
            "If nobody does, your coordinator is told.",
            optional=True,
        ),
        context("Others only read “away until 6 January”. It is deleted 30 days after your return."),
    ]
    return modal(SAVE, "On leave", blocks, "Save")


def saved(leave: Leave) -> View:
    """Return the confirmation."""
    covers = (
        f"{name(leave.cover)} has been told, and is asked instead."
        if leave.cover
        else "Nobody covers: whoever coordinates your plans has been told."
    )
    text = f"*Saved.* You are {away(leave)}. You are asked for nothing until then. {covers}"
    return modal(SAVED, "On leave", [section(text), buttons(back_button())])


def back() -> Message:
    """Return the answer to *I am back*."""
    return said(
        "Welcome back. You are asked for updates again, and nobody covers for you any more. "
        "What is still open comes in your daily message."
    )


def told(person: Person, until_on: date, covers: bool) -> Message:
    """Return what whoever covers reads, or a coordinator when nobody does."""
    until = words.day(until_on)
    if covers:
        return said(
            f"{name(person)} is away until {until} and has asked you to cover. "
            "What they would be asked for comes in your daily message, and you may update it. "
            "If you cannot, tell them or your coordinator."
        )
    return said(
        f"{name(person)} is away until {until}, and nobody covers. Their updates will not be asked for meanwhile: "
        "name a deputy, or record the updates yourself."
    )


def read(view: dict[str, Any]) -> Chosen:
    """Return what was chosen; the other side of `form`."""
    values = view["state"]["values"]
    until = values["until"]["day"].get("selected_date")
    return Chosen(date.fromisoformat(until) if until else None, values["cover"]["person"].get("selected_user"))
