"""*Plan next year's dates*: the proposed dates to look through before the programme is made."""

import json
from datetime import date
from typing import Any

from bot.domain.roll_forward import Planned, Proposal
from bot.views import words
from bot.views.blocks import Message, View, escape, field_of, modal, said, section

SAVE = "programme.save_next_year"
FIELD = "date_"


def form(facts: Proposal) -> View:
    """Return the proposed dates, each to be changed; every one stays proposed until it is confirmed."""
    intro = (
        f"*{escape(facts.title)}*: {words.count(len(facts.old), 'date')}, each on the same weekday and in the same "
        "part of the year as before, clear of England's bank holidays. Change what does not suit you. "
        "Every date stays proposed until you confirm it; nothing is announced before."
    )
    blocks = [section(intro)]
    for number, (old, day) in enumerate(zip(facts.old, facts.days, strict=True)):
        element = {"type": "datepicker", "action_id": "date", "initial_date": day.isoformat()}
        label = f"{old.title}: {words.day(day)}"
        blocks.append(field_of(f"{FIELD}{number}", label, element, f"Last time: {words.day(old.date)}."))
    metadata = json.dumps({"programme": facts.old_slug, "year": facts.year})
    return modal(SAVE, f"Plan {facts.year}'s dates", blocks, "Plan these dates", metadata)


def read(view: dict[str, Any]) -> tuple[str, int, list[date]]:
    """Return the old programme, the year and the dates in their order; the other side of `form`."""
    metadata = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    chosen = [values[f"{FIELD}{number}"]["date"]["selected_date"] for number in range(len(values))]
    return metadata["programme"], metadata["year"], [date.fromisoformat(one) for one in chosen]


def planned(facts: Planned) -> str:
    """Return the sentence that says so, and what to do next."""
    return f"Planned: {escape(facts.title)}, {words.count(len(facts.events), 'date')}. Confirm each when it is settled."


def how_to_plan() -> Message:
    """Return how the admin command is written."""
    return said("Plan next year's dates like this: `/convenor admin roll-forward lednet-2023 2027`")
