"""The question reader: plain words to a query. No model and no network: names, a grammar, edit distance, a glossary."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz, process

from bot.domain import days
from bot.domain.queries import NOT_GIVEN, Query
from bot.domain.refs import key_of
from bot.domain.sentence import Sentence
from bot.domain.vocabulary import Organisation, Vocabulary
from storage.words import STOP, stems

FILLER = frozenset(
    """
    action actions plan plans planned measure measures show list lists listed find give tell get see anything
    something thing things everything regarding concerning concerned related relating relate relates involve
    involves involved involving involvement partner partners partnered partnership working works work worked help
    please many number count status stage stages rag role roles lead leads led leading officer update updates
    updated latest progress current currently next want need know looking look mention mentions mentioned mentioning
    cover covers covered covering deal deals dealing take takes taking part happening going go goes come called
    known formerly previously named name council councils county phase point refer refers referring include includes
    including included say says said contain contains containing s t m re ll d ve don doesn didn isn aren wasn haven
    hasn hello hi hey thanks thank ask asks asked question answer answers section sections subsection theme themes
    objective objectives outcome outcomes one ones two both kind kinds sort responsible place details detail info
    information summary overview full all else like got project projects come comes came again held hold please kindly
    takes please tells tell says upcoming soon currently scheduled planned
    """.split()  # noqa: SIM905 read as a text
)
"""Words that ask, and say nothing of what an action is about."""

GRAMMAR = frozenset(
    """
    meeting meetings session sessions learning workshop workshops tuesday wednesday thursday friday monday january
    february march april june july august september october november december overdue late behind never updated
    reported unassigned complete completed finished incomplete unfinished delivering designing discovery delivery
    design amber green objective owner nobody second third first since until before after during following upcoming
    coming future remaining earliest start starts begin final previous recent date dates calendar schedule diary
    once several multiple rated flagged mine assigned lead leads ahead left stage stages role set sets how many
    number yet two both
    """.split()  # noqa: SIM905 read as a text
)
"""Words that the grammar below reads."""

ABOUT = frozenset(
    """
    about anything mention mentions mentioning mentioned regarding concerning word words text
    """.split()  # noqa: SIM905 read as a text
)
"""What follows one of these is looked for in the text, even where it is the name of a section."""

NOUNS = frozenset(
    """
    action actions section sections subsection theme chapter measure measures plan heading
    """.split()  # noqa: SIM905 read as a text
)
INSIDE = frozenset(
    """
    in under within inside from of
    """.split()  # noqa: SIM905 read as a text
)
TOGETHER = frozenset(
    ("with", "involve", "involves", "involving", "involved", "partner", "partners", "partnering", "do", "does")
)
"""Words beside the name of a group that say it takes part."""
LONGEST_NAME = 8
NEARLY = 90.0


@dataclass(frozen=True)
class Asked:
    """A question and who asks: `refs` returns which of some ref keys exist, as they are printed."""

    text: str
    today: date
    refs: Callable[[Iterable[str]], Mapping[str, str]]


def read(asked: Asked, vocabulary: Vocabulary) -> Query:
    """Return what a question asks for; what is not understood is left as text."""
    query = Query()
    mention = re.search(r"<@([UW][A-Z0-9]+)", asked.text)
    sentence = Sentence(re.sub(r"<[@#!][^>]*>", " ", asked.text))
    if mention:
        query = replace(query, person=mention[1])
    if named := _refs(asked, sentence, vocabulary):
        return replace(query, refs=named, plans=_plans(sentence, vocabulary), person="")
    for step in (_dates, _state, _partners, _places, _facets, _people):
        query = step(query, sentence, vocabulary, asked.today)
        if query.about == "meetings":
            return query
    text = tuple(word for run in sentence.left() for word in run if word not in STOP and word not in FILLER)
    return replace(_outcomes(query, sentence, text, vocabulary), count=query.count)


# --- refs and plans --------------------------------------------------------------------------------------


def _refs(asked: Asked, sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the refs that are named, as they are printed: "t18", "C 5", "policy and planning 4", "xc-r1"."""
    if len(vocabulary.plan_slugs) == 0:
        return ()
    spans = {}
    for start, end, span in sentence.spans(5):
        if any(one.isdigit() for one in sentence.words[end - 1][:6]) and not span[0].isdigit():
            spans[(start, end)] = key_of(span)
    there = asked.refs(set(spans.values())) if spans else {}
    found: list[tuple[int, str]] = []
    for (start, end), key in spans.items():
        if key in there and all(sentence.free[start:end]) and not _is_session(sentence, start):
            sentence.take(start, end)
            found.append((start, there[key]))
    return tuple(dict.fromkeys(ref for _, ref in sorted(found)))


def _is_session(sentence: Sentence, start: int) -> bool:
    return sentence.words[start] in ("session", "sessions", "set", "objective", "objectives")


def _plans(sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    found = []
    for start, end, _ in sentence.spans(LONGEST_NAME):
        name = " ".join(word for word in sentence.words[start:end] if word not in ("the", "and"))
        if name in vocabulary.plans and all(sentence.free[start:end]):
            sentence.take(start, end)
            found.append(vocabulary.plans[name])
    return tuple(dict.fromkeys(found))


# --- meetings and days -----------------------------------------------------------------------------------

_MEETING = re.compile(r"\b(meetings?|meet|workshops?)\b")
_SESSION = re.compile(r"\b((action )?learning sets?( sessions?)?|sessions?)\b")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "one": 1, "two": 2, "three": 3, "1st": 1, "2nd": 2, "3rd": 3}
_NUMBER = re.compile(
    r"\b(?:session|sessions) (?P<after>\d|one|two|three)\b|\b(?P<before>second|third|2nd|3rd) session\b"
)
_NEXT = re.compile(r"\b(next|soonest|following|upcoming)\b( (?P<many>\d|two|three)\b)?")
_COMING = re.compile(r"\b(upcoming|coming|future|remaining|ahead|still to come|left)\b")
_FIRST = re.compile(r"\b(first|earliest|start|starts|begin|begins|starting|kick off)\b")
_LAST = re.compile(r"\b(last|final|latest|end|ends|finish|finishes|previous|most recent)\b")
_COUNT = re.compile(r"\b(how many|number of|count of|count)\b")


def _dates(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    if sentence.claim(_COUNT):
        query = replace(query, count=True)
    words = set(sentence.words)
    of_programmes = [one for one in vocabulary.programmes if _is_named(one.names, sentence)]
    sets = {name for one in vocabulary.programmes for name in one.sets}
    sessions = bool(_SESSION.search(" ".join(sentence.words))) or bool(
        words & sets and words & {"set", "sets", "series"}
    )
    meetings = bool(_MEETING.search(" ".join(sentence.words))) or (
        any(one.kind == "meetings" for one in of_programmes) and not words & NOUNS
    )
    if not (sessions or meetings) or not vocabulary.programmes:
        return query
    return _meetings(query, sentence, vocabulary, today, "session" if sessions else "meeting")


def _meetings(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date, kind: str) -> Query:
    number = sentence.claim(_NUMBER)
    sentence.claim(_SESSION)
    sentence.claim(_MEETING)
    sentence.claim(re.compile(r"\b(dates?|when|calendar|diary|schedule|programme)\b"))
    ahead = sentence.claim(_NEXT)
    range_ = days.claim(sentence, today)
    coming = sentence.claim(_COMING)
    first, last = sentence.claim(_FIRST), sentence.claim(_LAST)
    most = (
        (_ORDINALS.get(ahead["many"] or "") or int(ahead["many"] or 1)) if ahead else 1 if first else -1 if last else 0
    )
    since, until = (range_.since, range_.until) if range_ else (None, None)
    if (ahead or coming) and since is None:
        since = today
    sets = tuple(id_ for one in vocabulary.programmes for name, id_ in one.sets.items() if name in sentence.words)
    names = {word for one in vocabulary.programmes for name in one.names for word in name.split()}
    names |= {name for one in vocabulary.programmes for name in one.sets}
    left = (word for run in sentence.left() for word in run)
    asked = number and (number["after"] or number["before"])
    return replace(
        query,
        about="meetings",
        kinds=(kind,),
        sets=sets,
        number=(_ORDINALS.get(asked) or int(asked)) if asked else 0,
        since=since,
        until=until,
        most=0 if query.count else most,
        text=tuple(
            word
            for word in left
            if word not in STOP | FILLER | names | {"dates", "date", "year", "time", "set", "sets", "series"}
        ),
    )


def _is_named(names: Iterable[str], sentence: Sentence) -> bool:
    line = f" {' '.join(sentence.words)} "
    return any(f" {name} " in line for name in names)


# --- how an action stands --------------------------------------------------------------------------------

_OVERDUE = re.compile(r"\b(overdue|late|behind|past due|missing updates?)\b")
_NEVER = re.compile(
    r"\b(never (been )?updated|no updates?( yet| at all)?|without (an |any )?updates?|not updated yet)\b"
)
_NO_LEAD = re.compile(
    r"\b((no|without (a|any)|missing( a)?|lacking( a)?) (named )?(lead( officer)?|owner)|unassigned|nobody (leads|owns|is leading)"
    r"|no one (leads|owns)|(not|aren t|isn t) assigned)\b"
)
_STALE = re.compile(r"\b(not|haven t|hasn t|aren t|isn t) (been )?(updated|reported)\b|\b(not|no) updates? (?=since)")
_UPDATED = re.compile(r"\b(updated|reported( on)?|changed|updates?)\b(?= (since|after|in|on|during|before|this|last))")


def _state(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    for state, pattern in (("never", _NEVER), ("no_lead", _NO_LEAD), ("overdue", _OVERDUE)):
        if not re.search(r"\bsince\b", " ".join(sentence.words)) and sentence.claim(pattern):
            return replace(query, state=state)
    for state, pattern in (("stale", _STALE), ("updated", _UPDATED)):
        if sentence.claim(pattern):
            found = days.claim(sentence, today)
            if found:
                return replace(
                    query, state=state, since=found.since or found.until, until=found.until if found.since else None
                )
            return replace(query, state="never" if state == "stale" else "")
    return query


# --- partners --------------------------------------------------------------------------------------------


def _partners(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    found: dict[int, Organisation] = {}
    places: list[tuple[int, Organisation]] = []
    for start, end, _ in sentence.spans(LONGEST_NAME):
        if not all(sentence.free[start:end]):
            continue
        organisation = _named(_bare(sentence.words[start:end]), vocabulary.partners)
        if (
            organisation
            and sentence.words[start] not in ("the", "and")
            and _is_meant(organisation, sentence, start, end)
        ):
            sentence.take(start, end)
            places.append((start, organisation))
    for _, organisation in sorted(places, key=lambda place: place[0]):
        found[organisation.id] = organisation
    return replace(query, partners=tuple((one.id, one.name) for one in found.values()))


def _named(name: str, partners: Mapping[str, Organisation]) -> Organisation | None:
    """Return whom a name means: by its very words or, for a name of several words, by nearly the same ones."""
    if name in partners or name.count(" ") < 1:
        return partners.get(name)
    near = process.extractOne(name, partners.keys(), processor=None, scorer=fuzz.ratio, score_cutoff=NEARLY)
    return partners[near[0]] if near and near[0].count(" ") == name.count(" ") else None


def _bare(words: Iterable[str]) -> str:
    return " ".join(word for word in words if word not in ("the", "and"))


def _is_meant(organisation: Organisation, sentence: Sentence, start: int, end: int) -> bool:
    """Named organisations always; a group only with a word that says it takes part: "schools" alone is a word."""
    if not organisation.is_group:
        return len(_bare(sentence.words[start:end])) > 1
    if _is_text(sentence, start):
        return False
    return bool((set(sentence.before(start)) | {sentence.after(end)}) & TOGETHER)


def _is_text(sentence: Sentence, start: int) -> bool:
    return bool(set(sentence.before(start, 3)) & ABOUT)


# --- plans, sections, sub-sections -----------------------------------------------------------------------


def _places(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    query = replace(query, plans=_plans(sentence, vocabulary))
    query = replace(query, sections=_titles(sentence, vocabulary.sections, query.plans, vocabulary))
    query = replace(query, subsections=_titles(sentence, vocabulary.subsections, query.plans, vocabulary))
    if not query.sections and not query.subsections:
        query = replace(query, sections=_in_short(sentence, vocabulary))
    return query


def _in_short(sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the sections meant by one word of their title before "actions": "buildings actions"."""
    for start, end, word in sentence.spans(1):
        meant = vocabulary.in_short.get(word, ())
        if len(meant) == 1 and sentence.after(end) in NOUNS and word not in vocabulary.stages:
            sentence.take(start, end)
            return meant
    return ()


def _titles(
    sentence: Sentence, titles: Mapping[str, tuple[str, ...]], plans: tuple[str, ...], vocabulary: Vocabulary
) -> tuple[str, ...]:
    found: list[str] = []
    for start, end, _ in sentence.spans(LONGEST_NAME):
        name = _bare(sentence.words[start:end])
        if name not in titles or not all(sentence.free[start:end]) or sentence.words[start] in ("the", "and"):
            continue
        of_plan = any(one.partition("/")[0] in plans for one in titles[name])
        is_stage = name in vocabulary.stages  # "in delivery": Local London has a theme of that name
        if of_plan or (not is_stage and not _is_text(sentence, start) and _is_a_place(sentence, start, end)):
            sentence.take(start, end)
            found += titles[name]
    return tuple(dict.fromkeys(found))


def _is_a_place(sentence: Sentence, start: int, end: int) -> bool:
    """Say whether a title is meant as one: "transport actions", "in transport", or nothing else is asked.

    In "low carbon transport" and "in water butts" it is a word like any other.
    """
    after = sentence.after(end)
    content_before = [word for word in sentence.before(start, 1) if _is_content(sentence, start - 1, word)]
    if after in NOUNS and not content_before:
        return True
    content_after = after and sentence.free[end] and after not in STOP | FILLER
    inside = [word for word in sentence.before(start, 2) if word != "the"][-1:]
    if inside and inside[0] in INSIDE and not content_after:
        return True
    others = (word for place, word in enumerate(sentence.words) if not start <= place < end and sentence.free[place])
    return all(word in STOP | FILLER for word in others)


def _is_content(sentence: Sentence, place: int, word: str) -> bool:
    return sentence.free[place] and word not in STOP | FILLER | GRAMMAR


# --- role, stage, RAG, objectives ------------------------------------------------------------------------

_TWO = re.compile(r"\b(two|2|both|several|multiple|more than one) (project )?stages?( at once)?\b|\bat once\b")
_OBJECTIVES = re.compile(
    r"\bobjectives? (?P<first>\d)((?: (?:and|or))? (?P<second>\d))?((?: (?:and|or))? (?P<third>\d))?\b"
)
_STAGE_WORDS = {
    "complete": "complete", "completed": "complete", "finished": "complete", "done": "complete", "completion": "complete",
    "delivery": "delivery", "delivering": "delivery", "delivered": "delivery",
    "design": "design", "designing": "design", "designed": "design",
    "discovery": "discovery",
}  # fmt: skip
_AT = r"(?:in|at|is|are|still|currently|now|being|stage|reached|into|been|get|all|were|only|project)"
_RAG_WORD = r"(?P<rag>red|amber|green)"
_RAGS = (
    re.compile(
        rf"\b(?:rag|rated|status|flagged|marked|coloured|at|on) (?:is |as |of |rating )?{_RAG_WORD}(?: or (?P<other>red|amber|green))?\b"
    ),
    re.compile(rf"\b{_RAG_WORD}(?: or (?P<other>red|amber|green))?[ -](?:rag|rated|status|rating)\b"),
    re.compile(
        r"\b(?:are|is|still|currently|gone|went) (?P<rag>red|amber|green)(?: or (?P<other>red|amber|green))?\b(?! \w+)"
    ),
    re.compile(r"\b(?P<rag>red|amber)(?: or (?P<other>red|amber|green))? actions\b"),
)
_NO_RAG = re.compile(
    r"\b(no|without (a )?|missing( a)?) ?rag( rating| status)?\b|\brag (is )?(not given|missing|blank)\b"
)
_ROLE = (
    r"\b(?:role (?:is |of |as )?(?:to )?(?P<a>{roles})|(?:as|in) (?:an? )?(?P<d>{roles})(?: role)?\b(?= actions|$)"
    r"|(?P<b>{roles}) (?:actions|role)|(?:we|council|county|lcc|authority)(?: only| just| can only)? (?P<c>{roles})s?)\b"
)


def _facets(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    objectives = sentence.claim(_OBJECTIVES)
    named = [objectives[name] for name in ("first", "second", "third") if objectives[name]] if objectives else []
    two = bool(sentence.claim(_TWO))
    roles = _roles(sentence, vocabulary)
    return replace(
        query,
        objectives=tuple(named),
        two_stages=two,
        rags=_rags(sentence),
        stages=_stages(sentence, vocabulary),
        roles=roles,
    )


def _roles(sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    if not vocabulary.roles:
        return ()
    pattern = re.compile(_ROLE.format(roles="|".join(map(re.escape, vocabulary.roles))))
    found = []
    while match := sentence.claim(pattern):
        found += [vocabulary.roles[name] for name in match.groups() if name in vocabulary.roles]
    return tuple(dict.fromkeys(found))


def _rags(sentence: Sentence) -> tuple[str, ...]:
    if sentence.claim(_NO_RAG):
        return (NOT_GIVEN,)
    for pattern in _RAGS:
        if found := sentence.claim(pattern):
            return tuple(one.capitalize() for one in (found["rag"], found["other"]) if one)
    return ()


def _stages(sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    names = {name: stage for name, stage in vocabulary.stages.items()}
    names |= {word: vocabulary.stages[stage] for word, stage in _STAGE_WORDS.items() if stage in vocabulary.stages}
    if not names:
        return ()
    stage = rf"(?P<stage>{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})"
    more = rf"(?: (?:or|and) (?:in |at )?(?P<more>{'|'.join(map(re.escape, names))}))?"
    denied = re.compile(
        rf"\b(?:not|aren t|isn t|haven t been|yet to be|never|un)(?: yet| been)* (?:in |at )?{stage}(?: yet)?\b|\b(?P<un>incomplete|unfinished)\b"
    )
    if found := sentence.claim(denied):
        without = names[found["stage"] or "complete"]
        return tuple(one for one in dict.fromkeys(vocabulary.stages.values()) if one != without)
    patterns = (
        re.compile(
            rf"\b{_AT} (?:the |a )?{stage}{more}(?: stage| phase)?\b(?! (?!or\b|and\b|stage|phase|actions|at\b|in\b|with\b)\w+)"
        ),
        re.compile(rf"\b{stage}{more} (?:stage|stages|phase)\b"),
        re.compile(rf"\b{stage}{more}(?= actions\b)"),
        re.compile(rf"\A(?:\S+ (?=·))*{stage}{more}\Z"),
        re.compile(r"\b(?P<stage>completed|finished)(?P<more>)\b"),
    )
    for pattern in patterns:
        if found := sentence.claim(pattern):
            return tuple(dict.fromkeys(names[one] for one in (found["stage"], found["more"]) if one))
    return ()


# --- people, outcomes, the rest --------------------------------------------------------------------------

_MINE = re.compile(r"\b(mine|my( own)?|i( am|m)? (lead|leading|responsible for|own)|assigned to me|for me)\b")
_SINGLE = re.compile(
    r"\b(status of|stage of|what stage|who leads|who is leading|who owns|rag for|rag of|partners on|partners for|update on|progress on"
    r"|where are we with|how is|what is happening with|latest on)\b"
)


def _people(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    single = bool(_SINGLE.search(" ".join(sentence.words)))
    if sentence.claim(_MINE):
        query = replace(query, person=query.person or "mine")
    return replace(query, single=single)


def _outcomes(query: Query, sentence: Sentence, text: tuple[str, ...], vocabulary: Vocabulary) -> Query:
    """An outcome is meant where all words of its label are there; they are no text then."""
    asked = set(stems(" ".join(text)))
    meant = {label: set(stems(label)) for label in vocabulary.outcomes if set(stems(label)) <= asked}
    spoken = set().union(*meant.values()) | {"make", "bring"} if meant else set()
    left = tuple(word for word in text if not set(stems(word)) & spoken)
    return replace(query, outcomes=tuple(meant), text=left)
