"""What a person types, as Slack passes it on: control characters escaped, mentions and links marked."""

import re
from collections.abc import Iterable

from bot.sandbox.state import State

LINK = r"https?://[^\s<>|]*[^\s<>|.,;:!?)]"


def escaped(state: State, typed: str, labelled: bool) -> str:
    """Escape &, < and >, turn `@Name` into `<@U...>`, `#name` into `<#C...|name>`, links into `<...>`.

    With `labelled` (slash commands whose manifest says should_escape) mentions read `<@U...|handle>`.
    """
    people = {p.name.lower(): p for p in state.people.values()} | {p.handle: p for p in state.people.values()}
    rooms = {c.name: c for c in state.channels.values() if not c.is_im}
    pattern = re.compile(
        f"(?P<link>{LINK})|(?<!\\w)@(?P<person>{_any_of(people)})(?!\\w)|(?<!\\w)#(?P<room>{_any_of(rooms)})(?![\\w-])"
        "|(?P<special>[&<>])",
        re.IGNORECASE,
    )

    def replaced(match: re.Match[str]) -> str:
        if match["link"]:
            return f"<{match['link'].replace('&', '&amp;')}>"
        if match["person"]:
            person = people[match["person"].lower()]
            return f"<@{person.id}|{person.handle}>" if labelled else f"<@{person.id}>"
        if match["room"]:
            room = rooms[match["room"].lower()]
            return f"<#{room.id}|{room.name}>"
        return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[match["special"]]

    return pattern.sub(replaced, typed)


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
