"""Pages that invite to learning sets: sessions by set, places and rules; the LGA's."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from seed.importers.days import Day, day_in, times_in
from seed.importers.draft import CannotRead, Draft, Event, LearningSet, Programme, Review
from seed.importers.source import Source
from seed.importers.spelling import plain
from seed.importers.vocabulary import words_of

LONGEST_HEADING = 60

_SESSION = re.compile(r"\W*Session (\d{1,2})\b\W*(.*)", re.IGNORECASE)
_BULLET = re.compile(r"\s*[•*·–-]\s+(\S.*)")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


@dataclass(frozen=True)
class Session:
    """One line of the list: number in its set, day, times, line, and which set it belongs to."""

    number: int
    day: Day
    times: tuple[str, str] | None
    line: int
    set: int


def recognises(source: Source) -> bool:
    """Say whether the text invites to learning sets and lists their sessions."""
    named = any(_words()["printed"] in line for line in source.lines)
    return named and any(_SESSION.fullmatch(line) for line in source.lines)


def read(source: Source) -> Draft:
    """Read the sets; raises CannotRead when no session has a day."""
    sessions = _sessions(source)
    if not sessions:
        raise CannotRead(source.file, 1, "No session has a day that can be read. Give each a line, number and day.")
    year = min(session.day.date.year for session in sessions)
    series, theme, place = _series(source), _theme(source), _stated(source, "place")
    slug = f"{_words()['prefix']}-{year}"
    ids = _set_ids(slug, theme, sessions)
    rules = _rules(source)
    programme: Programme = {
        "kind": "programme",
        "slug": slug,
        "title": _title(source, year, series),
        "organisation": _words()["organisation"],
        "programme_kind": "learning_sets",
        "document": source.file,
        "themes_are": None,
        "themes": [],
        "rules": rules,
        "sets": _sets(ids, sessions, rules),
        "events": [_event(ids[session.set], session, theme, place) for session in sessions],
    }
    return Draft(programme, (), tuple(_reviews(source, sessions, programme)))


def _words() -> dict[str, Any]:
    return words_of("learning_sets")


def _sessions(source: Source) -> list[Session]:
    """Return the sessions in the order of the page; a number that does not go up begins another set."""
    sessions: list[Session] = []
    for line, text in enumerate(source.lines, 1):
        found = _SESSION.fullmatch(text)
        day = day_in(found.group(2)) if found else None
        if not found or not day:
            continue
        number = int(found.group(1))
        before = sessions[-1] if sessions else None
        index = 0 if before is None else before.set + (number <= before.number)
        sessions.append(Session(number, day, times_in(found.group(2)), line, index))
    return sessions


def _weekday(sessions: Sequence[Session], index: int) -> str:
    first = next(session for session in sessions if session.set == index)
    return calendar.day_name[first.day.date.weekday()]


def _set_ids(slug: str, theme: str | None, sessions: Sequence[Session]) -> dict[int, str]:
    """Return the id of each set: initials of the series, and the weekday; a second one there is counted."""
    initials = "".join(word[0] for word in (theme or "set").split()).lower()
    ids: dict[int, str] = {}
    for index in dict.fromkeys(session.set for session in sessions):
        name = f"{slug}:{initials}-{_weekday(sessions, index)[:3].lower()}"
        same = sum(re.sub(r"-\d+$", "", known) == name for known in ids.values())
        ids[index] = f"{name}-{same + 1}" if same else name
    return ids


def _sets(ids: dict[int, str], sessions: Sequence[Session], rules: dict[str, object]) -> list[LearningSet]:
    places = rules.get("places")
    return [
        {
            "id": set_id,
            "title": _words()["set"].format(weekday=_weekday(sessions, index)),
            "places": places if isinstance(places, int) else None,
        }
        for index, set_id in ids.items()
    ]


def _event(set_id: str, session: Session, theme: str | None, place: str | None) -> Event:
    weekday = calendar.day_name[session.day.date.weekday()]
    named = _words()["session"].format(theme=theme or "Action", weekday=weekday, number=session.number)
    return {
        "id": f"{set_id}-{session.number}",
        "set": set_id,
        "kind": "session",
        "title": named,
        "theme": theme,
        "date": session.day.date.isoformat(),
        "starts": session.times[0] if session.times else None,
        "ends": session.times[1] if session.times else None,
        "zone": _words()["zone"],
        "place": place,
        "source_lines": str(session.line),
    }


def _series(source: Source) -> str | None:
    found = (re.match(_words()["series"], plain(line)) for line in source.lines if len(line) <= LONGEST_HEADING)
    return next((one["name"] for one in found if one), None)


def _theme(source: Source) -> str | None:
    series = _series(source)
    return series.capitalize() if series else None


def _title(source: Source, year: int, series: str | None) -> str:
    headings = (plain(line) for line in source.lines if len(line) <= LONGEST_HEADING)
    name = next((text for text in headings if text.endswith(_words()["printed"])), _words()["printed"])
    title: str = _words()["title"].format(name=name, year=year)
    return f"{title}: {series}" if series else title


def _stated(source: Source, name: str) -> str | None:
    found = re.search(_words()[name], source.text(1, len(source.lines)))
    return plain(found["value"]) if found else None


def _rules(source: Source) -> dict[str, object]:
    """Return the rules the page states; official texts of criteria and topics stand under `wording`."""
    text = source.text(1, len(source.lines))
    address = _ADDRESS.search(text)
    hours = _words()["hours"]
    minutes = next((hours[words] for words in hours if re.search(rf"\bmaximum of {words}\b", text)), None)
    rules: dict[str, object] = {"places": _number(_stated(source, "places")), "longest_minutes": minutes}
    for stated in _words()["stated"]:
        if re.search(stated["pattern"], text):
            rules[stated["rule"]] = stated["value"]
    rules["contact"] = address.group() if address else None
    rules["wording"] = {"entry_criteria": _criteria(source), "topics": _topics(source)}
    return rules


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    known: int | None = _words()["numbers"].get(text.casefold())
    return int(text) if text.isdecimal() else known


def _criteria(source: Source) -> list[str]:
    """Return the bullets under the heading of what to consider."""
    headings = [number for number, line in enumerate(source.lines, 1) if plain(line) == _words()["criteria_under"]]
    if not headings:
        return []
    bullets: list[str] = []
    for line in source.lines[headings[0] :]:
        found = _BULLET.fullmatch(line)
        if found:
            bullets.append(plain(found.group(1)))
        elif bullets and plain(line):
            break
    return bullets


def _topics(source: Source) -> list[str]:
    stated = _stated(source, "topics")
    return [text for part in re.split(r",| and (?=\w+ing )", stated or "") if (text := part.strip())]


def _reviews(source: Source, sessions: Sequence[Session], programme: Programme) -> Iterator[Review]:
    for session, event in zip(sessions, programme["events"], strict=True):
        if session.day.doubt:
            yield _about(source, session.line, event["id"], "date", session.day.doubt)
        if session.times is None:
            yield _about(source, session.line, event["id"], "starts", "No times can be read for this session.")
    read_lines = {session.line for session in sessions}
    for number, line in enumerate(source.lines, 1):
        if _SESSION.fullmatch(line) and number not in read_lines and _BULLET.fullmatch(line):
            yield _about(source, number, None, "date", "No day can be read for this session.")
    if programme["rules"]["places"] is None:
        yield Review(None, "places", "1", source.line(1), "The page does not say how many teams a set takes.")


def _about(source: Source, line: int, ref: str | None, name: str, reason: str) -> Review:
    return Review(ref, name, str(line), source.line(line), reason)
