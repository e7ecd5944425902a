"""How one wants to be reminded: the form, and what it says when it is saved."""

from datetime import date, time
from typing import Any, NamedTuple

from bot.domain.personal_settings import MUTABLE, TIMES, Form, PersonalSettings
from bot.views import words
from bot.views.blocks import Block, View, button, context, field_of, menu, modal, option, section
from bot.views.pickers import day_picker, ticks

OPEN = "settings.open"
SAVE = "settings.save"
SAVED = "settings.saved"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ALWAYS = (
    "What you ask for yourself, such as a calendar file, always comes at once. When a date that you were told of moves "
    "or is cancelled, you always hear of it."
)


class Chosen(NamedTuple):
    """What the form was sent with."""

    muted: frozenset[str]
    daily_at: time
    working_days: frozenset[int]
    paused_until: date | None


def open_button() -> Block:
    """Return the button that opens the form."""
    return button("Your settings", OPEN, "-")


def form(facts: Form) -> View:
    """Return the form, filled with what holds now."""
    settings = facts.settings
    times = [option(f"{one:%H:%M}", f"{one:%H:%M}") for one in TIMES]
    days = [option(name, str(number)) for number, name in enumerate(DAYS)]
    kinds = [option(name, kind) for kind, name in MUTABLE.items()]
    wanted = MUTABLE.keys() - settings.muted
    paused = settings.paused_until if settings.paused_until and settings.paused_until > facts.today else None
    fields = [
        section("Convenor writes to you once a day at most, and only when there is something."),
        field_of("wanted", "What I want to hear of", ticks("choice", kinds, wanted), optional=True),
        field_of(
            "daily_at",
            "At what time",
            menu("choice", times, f"{settings.daily_at:%H:%M}", "Choose a time"),
            hint=f"In your own time zone ({facts.zone}).",
        ),
        field_of("working_days", "On which days", ticks("choice", days, {str(one) for one in settings.working_days})),
        field_of(
            "paused_until",
            "Nothing until",
            day_picker("day", paused),
            hint="The first day on which you want messages again. Leave it empty to get them now.",
            optional=True,
        ),
        context(ALWAYS),
    ]
    return modal(SAVE, "Your settings", fields, "Save")


def saved(settings: PersonalSettings) -> View:
    """Return the confirmation, in a sentence."""
    days = "Monday to Friday" if settings.working_days == frozenset(range(5)) else _names(settings)
    lines = [f"*Saved.* Your daily message comes at {settings.daily_at:%H:%M}, {days}, when there is something."]
    if settings.muted:
        lines.append("You do not hear of: " + ", ".join(_to_you(MUTABLE[one]) for one in sorted(settings.muted)) + ".")
    if settings.paused_until:
        lines.append(f"Until {words.day(settings.paused_until)} nothing comes.")
    return modal(SAVED, "Your settings", [section("\n".join(lines))])


def read(view: dict[str, Any]) -> Chosen:
    """Return what was chosen; the other side of `form`."""
    values = view["state"]["values"]
    wanted = {one["value"] for one in values["wanted"]["choice"].get("selected_options") or ()}
    at = (values["daily_at"]["choice"].get("selected_option") or {}).get("value") or "00:00"
    days = values["working_days"]["choice"].get("selected_options") or ()
    until = values["paused_until"]["day"].get("selected_date")
    return Chosen(
        frozenset(MUTABLE.keys() - wanted),
        time.fromisoformat(at),
        frozenset(int(one["value"]) for one in days),
        date.fromisoformat(until) if until else None,
    )


def _names(settings: PersonalSettings) -> str:
    return ", ".join(DAYS[one] for one in sorted(settings.working_days))


def _to_you(text: str) -> str:
    return text[0].lower() + text[1:].replace(" I am ", " you are ").replace(" I ", " you ")
