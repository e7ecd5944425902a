"""Programmes of a network's meetings, with its clusters or priorities: both of LEDNet's pages."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from seed.importers.days import Day, day_in, times_in
from seed.importers.draft import CannotRead, Draft, Event, Programme, Review
from seed.importers.source import Source
from seed.importers.spelling import plain
from seed.importers.vocabulary import words_of

LONGEST_HEADING = 60
LEAST_MEETINGS = 2

_BULLET = re.compile(r"\s*[•*·–-]\s+(\S.*)")

Bullets = list[tuple[int, str, Day | None]]


def recognises(source: Source) -> bool:
    """Say whether the text lists days of meetings of a network that is known."""
    days = [day for _, _, day in _bullets(source) if day]
    return _network(source) is not None and len(days) >= LEAST_MEETINGS


def read(source: Source) -> Draft:
    """Read the programme."""
    network = _network(source)
    bullets = _bullets(source)
    dated = [(number, text, day) for number, text, day in bullets if day]
    if not network or not dated:
        raise CannotRead(source.file, 1, "No line gives the day of a meeting. Put each on a line of its own.")
    slug = f"{network['prefix']}-{dated[0][2].date.year}"
    events = _events(network, dated)
    themes = dict(_themes(source, dated[-1][0]))
    programme: Programme = {
        "kind": "programme",
        "slug": slug,
        "title": _title(source, network["printed"], events),
        "organisation": network["organisation"],
        "programme_kind": "meetings",
        "document": source.file,
        "themes_are": _themes_are(source) if themes else None,
        "themes": list(themes),
        "rules": _rules(source, themes),
        "sets": [],
        "events": events,
    }
    return Draft(programme, (), tuple(_reviews(source, bullets, dated, events)))


def _network(source: Source) -> dict[str, str] | None:
    text = source.text(1, 10)
    networks: list[dict[str, str]] = words_of("meeting_programmes")["networks"]
    return next((one for one in networks if one["printed"] in text), None)


def _bullets(source: Source) -> Bullets:
    """Return number, text and day of each line of a list."""
    found = ((number, _BULLET.fullmatch(line)) for number, line in enumerate(source.lines, 1))
    return [(number, one.group(1), day_in(one.group(1))) for number, one in found if one]


def _events(network: dict[str, str], dated: Sequence[tuple[int, str, Day]]) -> list[Event]:
    words = words_of("meeting_programmes")
    named = words["meeting"].format(network=network["printed"])
    events: dict[str, Event] = {}
    for number, text, day in dated:
        times = times_in(text[: day.start]) or times_in(text[day.end :])
        theme = _theme_of(text[day.end :])
        event: Event = {
            "id": f"{network['prefix']}-{day.date.isoformat()}",
            "set": None,
            "kind": "meeting",
            "title": f"{named}: {theme}" if theme else named,
            "theme": theme,
            "date": day.date.isoformat(),
            "starts": times[0] if times else None,
            "ends": times[1] if times else None,
            "zone": words["zone"],
            "place": None,
            "source_lines": str(number),
        }
        events.setdefault(event["id"], event)
    return list(events.values())


def _theme_of(text: str) -> str | None:
    """Return what stands behind the day, times left out."""
    parts = (part.strip(" :–-") for part in plain(text).split(","))
    return ", ".join(part for part in parts if part and not times_in(part)) or None


def _title(source: Source, network: str, events: Sequence[Event]) -> str:
    """Return the first heading, as one writes it, with the years: "LEDNet work programme 2021/22"."""
    line = next(text for text in source.lines if network in text)
    heading = plain(line) if len(line) <= LONGEST_HEADING else network
    before, name, after = heading.partition(network)
    years = sorted({event["date"][:4] for event in events})
    return f"{before}{name}{after.lower()} {'/'.join([years[0], *(year[2:] for year in years[1:])])}"


def _themes(source: Source, after: int) -> Iterator[tuple[str, str]]:
    """Yield heading and text of each cluster or priority: a short line before a paragraph, below the days."""
    filled = [(number, plain(line)) for number, line in enumerate(source.lines, 1) if number > after and plain(line)]
    for (_, heading), (_, text) in pairwise(filled):
        is_heading = len(heading) <= LONGEST_HEADING < len(text) and heading[-1] not in ".:,"
        if is_heading and not _about_all(text):
            yield heading, text


def _about_all(text: str) -> bool:
    words = "|".join(words_of("meeting_programmes")["themes_are"])
    return bool(re.search(rf"\beach (?:{words}) has\b", text, re.IGNORECASE))


def _themes_are(source: Source) -> str | None:
    text = source.text(1, len(source.lines)).casefold()
    counts = {word: len(re.findall(rf"\beach {word}\b", text)) for word in words_of("meeting_programmes")["themes_are"]}
    best = max(counts, key=lambda word: counts[word])
    return best if counts[best] else None


def _rules(source: Source, themes: dict[str, str]) -> dict[str, object]:
    """Return what holds for all, and the official text of each theme under `wording`."""
    words = words_of("meeting_programmes")
    rules: dict[str, object] = {"wording": themes} if themes else {}
    led_by = re.search(words["led_by"]["pattern"], source.text(1, len(source.lines)))
    if led_by:
        rules["led_by"] = words["led_by"]["value"].format(led_by.group(1))
    for theme, text in themes.items():
        found = re.search(words["workshops"]["pattern"], text)
        if found:
            rules["workshops"] = _workshops(theme, found, words)
    return rules


def _workshops(theme: str, found: re.Match[str], words: dict[str, Any]) -> dict[str, object]:
    further = found["further"] or ""
    return {
        "theme": theme,
        "every": words["workshops"]["every"].get(found["every"]),
        "further_meetings_a_year": int(further) if further.isdecimal() else words["numbers"].get(further),
        "dates": [],
    }


def _reviews(
    source: Source, bullets: Bullets, dated: Sequence[tuple[int, str, Day]], events: Sequence[Event]
) -> Iterator[Review]:
    ids = {event["source_lines"]: event["id"] for event in events}
    for number, _, day in dated:
        if day.doubt:
            yield Review(ids.get(str(number)), "date", str(number), source.line(number), day.doubt)
        if str(number) not in ids:
            yield Review(None, "date", str(number), source.line(number), "This day is listed twice.")
    for number, _, unread in bullets:
        if unread is None and number < dated[-1][0] + 2:
            yield Review(
                None, "date", str(number), source.line(number), "No day can be read from this line of the list."
            )
