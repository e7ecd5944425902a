"""How an action stands, in a question: update state, role, stage, RAG, objectives."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.domain import days
from bot.domain.queries import NOT_GIVEN, Query
from bot.domain.sentence import Sentence
from bot.domain.vocabulary import Vocabulary

_OVERDUE = re.compile(r"\b(overdue|late|behind|past due|missing updates?)\b")
_NEVER = re.compile(
    r"\b(never (been )?updated|no updates?( yet| at all)?|without (an |any )?updates?|not updated yet)\b"
)
_NO_LEAD = re.compile(
    r"\b((no|without (a|any)|missing( a)?|lacking( a)?) (named )?(lead( officer)?|owner)|unassigned"
    r"|nobody (leads|owns|is leading)|no one (leads|owns)|(not|arent|isnt) assigned)\b"
)
_STALE = re.compile(r"\b(not|havent|hasnt|arent|isnt) (been )?(updated|reported)\b|\b(not|no) updates? (?=since)")
_UPDATED = re.compile(r"\b(updated|reported( on)?|changed|updates?)\b(?= (since|after|in|on|during|before|this|last))")


def state(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    """Return the query with the update state that is asked for: overdue, never updated, updated since a day."""
    for name, pattern in (("never", _NEVER), ("no_lead", _NO_LEAD), ("overdue", _OVERDUE)):
        if not re.search(r"\bsince\b", " ".join(sentence.words)) and sentence.claim(pattern):
            return replace(query, state=name)
    for name, pattern in (("stale", _STALE), ("updated", _UPDATED)):
        if sentence.claim(pattern):
            found = days.claim(sentence, today)
            if found:
                return replace(
                    query, state=name, since=found.since or found.until, until=found.until if found.since else None
                )
            return replace(query, state="never" if name == "stale" else "")
    return query


_NO_STAGE = re.compile(
    r"\b(no|without (a |any )?|missing( a)?) ?(project )?(stage|phase)( given)?\b|\bstage (is )?not given\b"
)
_BOTH = re.compile(r"\bboth (?P<one>\w+) and (?P<other>\w+)\b")
_TWO = re.compile(r"\b(two|2|both|several|multiple|more than one) (project )?stages?( at once)?\b|\bat once\b")
_OBJECTIVES = re.compile(
    r"\bobjectives? (?P<first>\d)((?: (?:and|or))? (?P<second>\d))?((?: (?:and|or))? (?P<third>\d))?\b"
)
_STAGE_WORDS = {
    "complete": "complete", "completed": "complete", "finished": "complete", "done": "complete",
    "completion": "complete", "finish": "complete",
    "delivery": "delivery", "delivering": "delivery", "delivered": "delivery",
    "design": "design", "designing": "design", "designed": "design",
    "discovery": "discovery",
}  # fmt: skip
_NOT_STARTED = re.compile(
    r"\b(?:(?:not|havent|hasnt|never|yet to) (?:been |be |yet |we )*(?:started|start|begun)|unstarted)(?: yet)?\b"
)
"""The plan has no such stage: those before delivery are meant, and the answer says so."""

_NOT = r"(?:not|arent|isnt|werent|wasnt|havent|hasnt|yet to be|never|un)"
_WHO = r"(?:we|you|they|council)"
_GOES_ON = r"(?:or|and|stages?|phases?|actions|at|in|with|that|which|where|we|right|now|yet)"
"""What may follow a stage; "in delivery vans" is none."""

_AT = r"(?:both|in|at|is|are|still|currently|now|being|stage|reached|into|been|get|all|were|only|project)"
_RAG_WORD = r"(?P<rag>red|amber|green)"
_RAGS = (
    re.compile(
        rf"\b(?:rag|rated|status|flagged|marked|coloured|at|on) (?:is |as |of |rating )?{_RAG_WORD}"
        r"(?: or (?P<other>red|amber|green))?\b"
    ),
    re.compile(rf"\b{_RAG_WORD}(?: or (?P<other>red|amber|green))?[ -](?:rag|rated|status|rating)\b"),
    re.compile(
        r"\b(?:are|is|still|currently|gone|went) (?P<rag>red|amber|green)(?: or (?P<other>red|amber|green))?\b(?! \w+)"
    ),
    re.compile(r"\b(?P<rag>red|amber)(?: or (?P<other>red|amber|green))? actions\b"),
    re.compile(r"\b(?:anything|whats|any|all) (?P<rag>red|amber)(?: or (?P<other>red|amber|green))?\b(?= in\b|\Z)"),
)
_NO_RAG = re.compile(
    r"\b(no|without (a )?|missing( a)?) ?rag( rating| status)?\b|\brag (is )?(not given|missing|blank)\b"
)
_ROLE = (
    r"\b(?:role (?:is |of |as )?(?:to )?(?P<a>{roles})|(?:as|in) (?:an? )?(?P<d>{roles})(?: role)?\b(?= actions|$)"
    r"|(?P<b>{roles}) (?:actions|role)"
    r"|(?:we|council|county|lcc|authority)(?: only| just| can only| is| are| re)? (?P<c>{forms})"
    r"|(?:are|is)(?: only| just)? (?P<f>{roles})(?: only)?(?= and| or|$)"
    r"|(?P<e>{forms}) by (?:the )?(?:us|council|county|lcc|authority))\b"
)


def facets(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    """Return the query with role, stage, RAG and objectives."""
    objectives = sentence.claim(_OBJECTIVES)
    named = [objectives[name] for name in ("first", "second", "third") if objectives[name]] if objectives else []
    two = _are_two(sentence, vocabulary)
    roles = _roles(sentence, vocabulary)
    return replace(
        query,
        objectives=tuple(named),
        two_stages=two,
        rags=_rags(sentence),
        stages=_stages(sentence, vocabulary),
        roles=roles,
    )


def _are_two(sentence: Sentence, vocabulary: Vocabulary) -> bool:
    """Say whether actions at two stages are asked for: "at two stages", "in both discovery and design"."""
    if sentence.claim(_TWO):
        return True
    both = _BOTH.search(" ".join(sentence.words))
    return both is not None and both["one"] in vocabulary.stages and both["other"] in vocabulary.stages


def _roles(sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    if not vocabulary.roles:
        return ()
    forms = {form: role for name, role in vocabulary.roles.items() for form in _forms(name)}
    pattern = re.compile(_ROLE.format(roles=_any_of(vocabulary.roles), forms=_any_of(forms)))
    found = []
    while match := sentence.claim(pattern):
        found += [forms[name] for name in match.groups() if name in forms]
    return tuple(dict.fromkeys(found))


def _forms(role: str) -> tuple[str, ...]:
    """Return a role as a verb: lead, leads, leading, led."""
    bare = role.removesuffix("e")
    return role, f"{role}s", f"{bare}ing", _PAST.get(role, f"{bare}ed")


_PAST = {"lead": "led"}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))


def _rags(sentence: Sentence) -> tuple[str, ...]:
    if sentence.claim(_NO_RAG):
        return (NOT_GIVEN,)
    for pattern in _RAGS:
        if found := sentence.claim(pattern):
            return tuple(one.capitalize() for one in (found["rag"], found["other"]) if one)
    return ()


def _stages(sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    names = dict(vocabulary.stages)
    names |= {word: vocabulary.stages[stage] for word, stage in _STAGE_WORDS.items() if stage in vocabulary.stages}
    if not names:
        return ()
    if sentence.claim(_NO_STAGE):
        return (NOT_GIVEN,)
    stage = rf"(?P<stage>{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})"
    more = rf"(?: (?:or|and) (?:in |at )?(?P<more>{'|'.join(map(re.escape, names))}))?"
    denied = re.compile(
        rf"\b{_NOT}(?: yet| been)* (?:in |at )?{stage}(?: yet)?\b"
        r"|\b(?P<un>incomplete|unfinished)\b"
    )
    if "delivery" in names and sentence.claim(_NOT_STARTED):
        order = list(dict.fromkeys(vocabulary.stages.values()))
        return tuple(order[: order.index(names["delivery"])])
    if found := sentence.claim(denied):
        without = names[found["stage"] or "complete"]
        return tuple(one for one in dict.fromkeys(vocabulary.stages.values()) if one != without)
    patterns = (
        re.compile(
            rf"\b{_AT} (?:the |a )?{stage}{more}(?: stage| phase)?\b"
            rf"(?! (?!{_GOES_ON}\b)\w+)"
        ),
        re.compile(rf"\b{stage}{more} (?:stage|stages|phase)\b"),
        re.compile(rf"\b{stage}{more}(?= actions\b)"),
        re.compile(rf"(?<=\bactions ){stage}{more}\Z"),
        re.compile(rf"\A(?:\S+ (?=·))*{stage}{more}\Z"),
        re.compile(r"\b(?P<stage>completed|finished)(?P<more>)\b"),
        re.compile(rf"\b(?:did|do|have|has) {_WHO} (?:now |already |yet )?(?P<stage>finish|complete)(?P<more>)\b"),
    )
    for pattern in patterns:
        if found := sentence.claim(pattern):
            return tuple(dict.fromkeys(names[one] for one in (found["stage"], found["more"]) if one))
    return ()
