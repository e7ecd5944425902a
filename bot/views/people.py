"""Help, roles, and requests to be added."""

from collections.abc import Sequence

from bot.domain.actions import Action, Author
from bot.domain.assignments import RoleGiven
from bot.domain.people import Person
from bot.domain.roles import MAY, SCOPES
from bot.views import words
from bot.views.actions import show_button
from bot.views.blocks import Message, button, buttons, escape, header, said, section

ADD_OFFICER = "people.add_officer"


def help_page(user_id: str, commands: Sequence[tuple[str, str, str]]) -> Message:
    """Return what the bot can do; `commands` are (command, usage, description)."""
    lines = "\n".join(f"`{escape(f'{name} {usage}'.strip())}` {escape(text)}" for name, usage, text in commands)
    also = (
        "Everything also works as `/convenor action T18`, and in a direct message to me in plain words: “T18”. "
        "The Home tab shows your own actions and the next dates."
    )
    return Message(
        "What Convenor can do",
        (
            header("What Convenor can do"),
            section(lines),
            section(also),
            section(f"*Your Slack id* is `{user_id}`."),
        ),
    )


def asked(coordinators: Sequence[Person]) -> Message:
    """Return the answer to *Ask to be added*."""
    who = ", ".join(name(one) for one in coordinators)
    return said(f"I have asked {who}. You get a message as soon as you are added.")


def request(person: Person, action: Action) -> Message:
    """Return what a coordinator reads when somebody asks to be added."""
    text = f"{name(person)} asks to be added as an officer of *{escape(action.printed_ref)}* {escape(action.title)}."
    row = buttons(
        button(
            "Add as officer",
            ADD_OFFICER,
            f"{person.id} {action.id}",
            style="primary",
            about=action.printed_ref,
        ),
        show_button(action.id, action.printed_ref),
    )
    return Message(f"Somebody asks to be added to {escape(action.printed_ref)}.", (section(text), row))


def given(facts: RoleGiven) -> Message:
    """Return the answer to somebody who gave a role."""
    return said(
        f"Done: {name(facts.person)} is now {role_word(facts.role)} of {escape(facts.about)}. They get a message."
    )


def received(role: str, about: str) -> Message:
    """Return what somebody reads who was given a role."""
    deeds = [deed for deed, holders in MAY.items() if role in holders]
    more = f" You can now {escape(', '.join(deeds))}." if deeds else ""
    return said(f"You are now {role_word(role)} of {escape(about)}.{more}")


def how_to_give_roles() -> Message:
    """Return how the admin command is written."""
    roles = ", ".join(f"{role} (of {' or '.join(scopes)})" for role, scopes in SCOPES.items())
    return said(
        "Give a role like this:\n"
        "`/convenor admin role @person coordinator leicestershire-2024`\n"
        "`/convenor admin role @person lead T18`\n"
        f"Roles: {roles}.\n"
        "Let everybody on the web read the published facts of a plan, or end that:\n"
        "`/convenor admin public leicestershire-2024 on` or `off`.\n"
        "Plan next year's dates of a programme: `/convenor admin roll-forward lednet-2023 2027`"
    )


def role_word(role: str) -> str:
    """Return a role as people say it: never a bare "lead"."""
    return {"lead": "lead officer", "deputy": "deputy lead officer"}.get(role, role)


def name(person: Person) -> str:
    """Return a mention, or a name."""
    return words.person(Author(person.user_id, person.name))
