"""Who answers for what in a plan, and the form that assigns people."""

import json
from typing import Any

from bot.domain.plan_people import ROLES, Assigned, Form, Holding, PlanPeople, Wish
from bot.domain.refusal import Refusal
from bot.views import words
from bot.views.blocks import (
    OPTIONS,
    Block,
    View,
    button,
    buttons,
    divider,
    escape,
    field_of,
    menu,
    modal,
    option,
    plain,
    section,
)
from bot.views.people import role_word

OPEN = "plan_people.open"
TURN = "plan_people.turn"
EARLIER = "plan_people.earlier"
TAKE_AWAY = "plan_people.take_away"
ASSIGN = "plan_people.assign"
SAVE = "plan_people.save"
SHOWN = "plan_people.shown"
KEEP, INSTEAD = "keep", "instead"


def open_button(slug: str, title: str) -> Block:
    """Return the button in App Home."""
    return button("People", OPEN, slug, about=title)


def assign_button(slug: str, action_id: str, ref: str) -> Block:
    """Return the button beside an action."""
    return button("Assign", ASSIGN, f"{slug} {action_id}", about=ref)


def listing(facts: PlanPeople, done: str | None = None) -> View:
    """Return a page of a plan's people; `done` is what was done just now."""
    blocks = [section(f"*{done}*")] if done else []
    place = f", page {facts.page} of {facts.pages}" if facts.pages > 1 else ""
    number = f"{words.count(facts.total, 'role')}{place}" if facts.total else "Nobody has a role in this plan yet."
    assign = button("Assign people", ASSIGN, facts.plan_slug, style="primary", about=facts.plan_title)
    blocks += [section(f"*{escape(facts.plan_title)}*\n{number}", assign), divider()]
    blocks += [_row(one, facts) for one in facts.holdings]
    return modal(SHOWN, "People", [*blocks, *_turning(facts)])


def read_page(value: str) -> tuple[str, int]:
    """Return plan and page of a button."""
    slug, _, page = value.partition(" ")
    if not page.isdecimal() or len(page) > 6:
        raise Refusal("This button is too old. Press *People* in the Home tab again.")
    return slug, int(page)


def form(facts: Form) -> View:
    """Return the form that assigns people."""
    blocks = [section(f"*{escape(facts.action.printed_ref)}* {escape(facts.action.title)}")] if facts.action else []
    blocks += _for_what(facts) if facts.action is None else []
    roles = [option(role_word(one).capitalize(), one) for one in ROLES]
    others = [option("They keep it", KEEP), option("They lose it: only the new one holds it", INSTEAD)]
    blocks += [
        field_of("role", "Role", menu("role", roles, ROLES[0], "Role")),
        field_of("people", "Who", _users(), "People on Slack.", optional=True),
        field_of("email", "Or who is not on Slack: e-mail", _text("email", 200), optional=True),
        field_of("name", "Their name", _text("name", 200), optional=True),
        field_of("others", "Who holds this role now", menu("others", others, KEEP, "Choose")),
    ]
    metadata = {"plan": facts.plan_slug, "action": facts.action.id if facts.action else None}
    return modal(SAVE, "Assign people", blocks, "Assign", json.dumps(metadata))


def read(view: dict[str, Any]) -> Wish:
    """Return what the form held; the other side of `form`."""
    metadata = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    sections = (values.get("sections", {}).get("sections") or {}).get("selected_options") or []
    return Wish(
        plan_slug=metadata["plan"],
        action_id=metadata["action"],
        section_ids=tuple(one["value"] for one in sections),
        refs=_typed(values, "refs"),
        role=values["role"]["role"]["selected_option"]["value"],
        user_ids=tuple(values["people"]["people"].get("selected_users") or ()),
        name=_typed(values, "name"),
        email=_typed(values, "email"),
        instead=values["others"]["others"]["selected_option"]["value"] == INSTEAD,
    )


def assigned(facts: Assigned) -> str:
    """Return the sentence that says so."""
    who = words.people(facts.people)
    ended = f" {words.count(facts.ended, 'earlier role')} ended." if facts.ended else ""
    return f"{who}: {role_word(facts.role)} of {escape(', '.join(facts.about))}.{ended}"


def taken_away(facts: Holding) -> str:
    """Return the sentence that says so."""
    return f"{words.person(facts.who)} is no longer {role_word(facts.role)} of {escape(facts.about)}."


def _row(one: Holding, facts: PlanPeople) -> Block:
    text = f"{words.person(one.who)}: {role_word(one.role)} of {escape(one.about)}"
    return section(text, button("Take away", TAKE_AWAY, f"{one.id} {facts.page}", about=text))


def _for_what(facts: Form) -> list[Block]:
    options = [option(title, slug) for slug, title in facts.sections if len(slug) <= 150][:OPTIONS]
    hint = "Like T18, T19. Who is assigned to a section answers for each of its actions that has nobody of its own."
    found = [field_of("refs", "Actions", _text("refs", 500), hint, optional=True)]
    if not options:
        return found
    element = {
        "type": "multi_static_select",
        "action_id": "sections",
        "options": options,
        "placeholder": plain("Choose sections", 150),
    }
    return [field_of("sections", "Sections", element, optional=True), *found]


def _users() -> Block:
    return {"type": "multi_users_select", "action_id": "people", "placeholder": plain("Choose people", 150)}


def _text(name: str, most: int) -> Block:
    return {"type": "plain_text_input", "action_id": name, "max_length": most}


def _typed(values: dict[str, Any], name: str) -> str:
    return str((values.get(name, {}).get(name) or {}).get("value") or "")


def _turning(facts: PlanPeople) -> list[Block]:
    row = []
    if facts.page > 1:
        row.append(button("Previous", EARLIER, f"{facts.plan_slug} {facts.page - 1}", about=f"page {facts.page - 1}"))
    if facts.page < facts.pages:
        row.append(button("Next", TURN, f"{facts.plan_slug} {facts.page + 1}", about=f"page {facts.page + 1}"))
    return [buttons(*row)] if row else []
