"""Questions for dates: meetings and sessions, the next or the last, in a month or after a day."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.domain import days
from bot.domain.queries import Query
from bot.domain.question_words import FILLER, NOUNS
from bot.domain.sentence import Sentence
from bot.domain.vocabulary import Vocabulary
from storage.words import STOP, words

PLURALS = {"meetings", "sessions", "dates", "workshops"}
SERIES, UNITS = {"set", "sets", "series"}, {"dates", "date", "year", "time"}
SINGULARS = {"meeting", "session", "workshop"}
_EVERY = re.compile(r"\b(every|each|all|any)\b")
_MEETING = re.compile(r"\b(meetings?|meet|workshops?)\b")
_SESSION = re.compile(r"\b((action )?learning sets?( sessions?)?|sessions?)\b")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "one": 1, "two": 2, "three": 3, "1st": 1, "2nd": 2, "3rd": 3}
_ORDINALS |= {"fourth": 4, "fifth": 5, "4th": 4, "5th": 5}
_NUMBER = re.compile(
    r"\b(?:session|sessions) (?P<after>\d|one|two|three)\b|\b(?P<before>second|third|2nd|3rd) sessions?\b"
)
_NTH = re.compile(r"\b(?P<nth>second|third|fourth|fifth|2nd|3rd|4th|5th)\b(?= (\w+ )?(meeting|workshop)\b)")
_NEXT = re.compile(r"\b(next|nxt|soonest|following|upcoming|comes)\b( (?P<many>\d|two|three)\b)?")
_COMING = re.compile(r"\b(upcoming|coming|future|remaining|ahead|still to come|left)\b")
_FIRST = re.compile(r"\b(first|earliest|start|starts|begin|begins|starting|kick off)\b")
_LAST = re.compile(r"\b(last|final|latest|end|ends|finish|finishes|previous|most recent)\b")
_COUNT = re.compile(r"\b(how many|number of|count of|count)\b")


def dates(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    """Return the query with what it asks of meetings and sessions, where it asks for them."""
    if session := _by_id(sentence, vocabulary):
        return replace(query, about="meetings", kinds=("session",), sets=session[:1], number=int(session[1]))
    if sentence.claim(_COUNT):
        query = replace(query, count=True)
    asked = set(sentence.words)
    of_programmes = [one for one in vocabulary.programmes if _is_named(one.names, sentence)]
    sets = {name for one in vocabulary.programmes for name in one.sets}
    of_set = bool(asked & sets and asked & SERIES)
    sessions = of_set or bool(_SESSION.search(" ".join(sentence.words)))
    meetings = bool(_MEETING.search(" ".join(sentence.words))) or (
        any(one.kind == "meetings" for one in of_programmes) and not asked & NOUNS
    )
    if not (sessions or meetings) or not vocabulary.programmes:
        return query
    return _meetings(query, sentence, vocabulary, today, "session" if sessions else "meeting")


def _meetings(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date, kind: str) -> Query:
    number = sentence.claim(_NUMBER)
    nth = sentence.claim(_NTH) if kind == "meeting" and not number else None
    sentence.claim(_SESSION)
    sentence.claim(_MEETING)
    sentence.claim(re.compile(r"\b(dates?|when|calendar|diary|schedule|programme)\b"))
    range_ = days.claim(sentence, today, of_dates=True)
    ahead = sentence.claim(_NEXT)
    coming = sentence.claim(_COMING)
    first, last = sentence.claim(_FIRST), sentence.claim(_LAST)
    most = (
        (_ORDINALS.get(ahead["many"] or "") or int(ahead["many"] or 1)) if ahead else 1 if first else -1 if last else 0
    )
    if ahead and not ahead["many"] and not PLURALS.isdisjoint(sentence.words):  # "the next meetings": all that come
        most = 0
    since, until = (range_.since, range_.until) if range_ else (None, None)
    if not most and not sentence.claim(_EVERY) and SINGULARS & set(sentence.words):  # "the meeting after 6 October"
        most = 1 if since and not until else -1 if until and not since else 0
    if (ahead or coming) and since is None:
        since = today
    sets = tuple(id_ for one in vocabulary.programmes for name, id_ in one.sets.items() if name in sentence.words)
    names = {word for one in vocabulary.programmes for name in one.names for word in name.split()}
    names |= {name for one in vocabulary.programmes for name in one.sets}
    left = (word for run in sentence.left() for word in run)
    asked = (number and (number["after"] or number["before"])) or (nth and nth["nth"])
    return replace(
        query,
        about="meetings",
        kinds=(kind,),
        sets=sets,
        number=(_ORDINALS.get(asked) or int(asked)) if asked else 0,
        since=since,
        until=until,
        most=0 if query.count else most,
        text=tuple(word for word in left if word not in STOP | FILLER | names | SERIES | UNITS),
    )


def _by_id(sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return the set and the number of a session that is asked for by its id: "sp-thu-2"."""
    *name, number = sentence.words or [""]
    if not number.isdigit():
        return None
    ids = (id_ for one in vocabulary.programmes for id_ in one.sets.values())
    return next(((id_, number) for id_ in ids if words(id_.rpartition(":")[2]) == name or words(id_) == name), None)


def _is_named(names: Iterable[str], sentence: Sentence) -> bool:
    line = f" {' '.join(sentence.words)} "
    return any(f" {name} " in line for name in names)
