"""How an action stands, in a question: update state, role, stage, RAG, objectives."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.domain import days
from bot.domain.queries import NOT_GIVEN, Query
from bot.domain.question_words import NUMBERS, STAGE_FORMS
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


_COMPLETED = re.compile(
    r"\b(completed?|finish(ed)?|done|concluded|closed)\b"
    r"(?= (in|by|before|since|after|during|on|between|until|till|from|this|last|yesterday|today)\b)"
)


def state(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    """Return the query with the update state that is asked for: overdue, never updated, updated since a day."""
    for name, pattern in (("never", _NEVER), ("no_lead", _NO_LEAD), ("overdue", _OVERDUE)):
        if not re.search(r"\bsince\b", " ".join(sentence.words)) and sentence.claim(pattern):
            return replace(query, state=name)
    if (completed := _completed(query, sentence, vocabulary, today)) is not None:
        return completed
    for name, pattern in (("stale", _STALE), ("updated", _UPDATED)):
        if sentence.claim(pattern):
            found = days.claim(sentence, today)
            if found:
                return replace(
                    query, state=name, since=found.since or found.until, until=found.until if found.since else None
                )
            return replace(query, state="never" if name == "stale" else "")
    return query


def _completed(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query | None:
    """Return the query for what was completed on some days; None where no days are named."""
    if "complete" not in vocabulary.stages or not _COMPLETED.search(" ".join(sentence.words)):
        return None
    found = days.claim(sentence, today)
    if found is None:
        return None
    sentence.claim(_COMPLETED_WORD)
    return replace(query, state="completed", since=found.since, until=found.until)


_COMPLETED_WORD = re.compile(
    r"\b((was|were|been|have|has|did|is|are) )?(we )?(completed?|finish(ed)?|done|concluded|closed)\b"
)
_NO_STAGE = re.compile(
    r"\b(no|without (a |any )?|missing( a)?) ?(project )?(stage|phase)( given)?\b|\bstage (is )?not given\b"
)
_BOTH = re.compile(r"\bboth (?P<one>\w+) and (?P<other>\w+)\b")
_TWO = re.compile(r"\b(two|2|both|several|multiple|more than one) (project )?stages?( at once)?\b|\bat once\b")
_NUMBER = rf"(?:\d|{'|'.join(NUMBERS)})"
_SERVING = (
    r"(?:(?:that |which |to |can |will |it )*(?:serv|support|contribut|meet|fulfil|deliver|help|address|hit|achiev"
    r"|advanc|link|relat|align|map|match|tick|count|cover|fall|sit|work)\w* "
    r"(?:to |with |for |under |on |towards? |meet |deliver |achieve )*|towards? )?"
)
"""What an action does for an objective."""

_OBJECTIVES = re.compile(
    rf"\b{_SERVING}(?:the )?objectives? (?:number |no )?(?P<first>{_NUMBER})"
    rf"((?: (?:and|or))? (?P<second>{_NUMBER}))?((?: (?:and|or))? (?P<third>{_NUMBER}))?\b"
)
_ALL_OBJECTIVES = re.compile(rf"\b{_SERVING}(?:all|every one of|each of)(?: of)?(?: the)? objectives\b")
_NOT_STARTED = re.compile(
    r"\b(?:(?:not|havent|hasnt|never|yet to) (?:been |be |yet |we )*(?:started|start|begun)|unstarted)(?: yet)?\b"
)
"""The plan has no such stage: those before delivery are meant, and the answer says so."""

_NOT = r"(?:not|arent|isnt|werent|wasnt|havent|hasnt|yet to be|never|un)"
_DENIED = (
    rf"\b{_NOT}(?: yet| been| still)* (?:in |at )?(?:the )?{{stage}}(?: yet| stage| phase)?\b"
    r"|\b(?:incomplete|unfinished|outstanding"
    r"|(?:still )?(?:needs?|remains?|left) (?:to (?:be )?)?"
    r"(?:done|finish|finished|finishing|complete|completed|completing))\b"
)
_WHO = r"(?:we|you|they|council)"
_GOES_ON = (
    r"(?:or|and|stages?|phases?|actions|at|in|with|that|which|where|we|right|now|yet|please|pls|plz|thanks|thank|thx"
    r"|under|within|for|from|across|among|so|today|currently|but|except|only|again|too|also|there|as|here|are|is)"
)
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
    r"|(?P<b>{roles})(?: (?:or|and) (?P<g>{roles}))? (?:actions|role)"
    r"|(?:we|council|county|lcc|authority)(?: only| just| can only| is| are| re)? (?P<c>{forms})"
    r"|(?:are|is)(?: only| just)? (?P<f>{roles})(?: only)?(?= and| or|$)"
    r"|(?P<e>{forms}) by (?:the )?(?:us|council|county|lcc|authority))\b"
)


_NO_ROLE = (
    r"\b(?:(?:we|council|county|lcc|authority)(?: (?:do|are|is|does))? ?(?:not|dont|arent|isnt|doesnt)"
    r" (?:the )?(?P<a>{forms})(?: on| for)?"
    r"|(?:not|arent|isnt) (?P<b>{forms}) by (?:the )?(?:us|council|county|lcc|authority)"
    r"|not (?P<c>{roles}) (?:actions|role)|role (?:is )?not (?P<d>{roles}))\b"
)


def facets(query: Query, sentence: Sentence, vocabulary: Vocabulary, today: date) -> Query:
    """Return the query with role, stage, RAG and objectives."""
    objectives = _objectives(sentence, vocabulary)
    two = _are_two(sentence, vocabulary)
    roles = _roles(sentence, vocabulary)
    rags = _rags(sentence)
    query = _not_at(query, sentence, vocabulary)
    stages = query.stages or _stages(sentence, vocabulary)
    if query.state == "completed":
        stages = (vocabulary.stages["complete"],)
    return replace(query, objectives=objectives, two_stages=two, rags=rags, stages=stages, roles=roles)


def _objectives(sentence: Sentence, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the numbers of the objectives that are named, or what stands for all of them."""
    every = next((one for one in vocabulary.objectives if one.casefold() == "all"), "")
    if every and sentence.claim(_ALL_OBJECTIVES):
        return (every,)
    found = sentence.claim(_OBJECTIVES)
    named = (found[name] for name in ("first", "second", "third")) if found else ()
    return tuple(NUMBERS.get(one, one) for one in named if one)


def _not_at(query: Query, sentence: Sentence, vocabulary: Vocabulary) -> Query:
    """Return the query without the stages that are denied: what is at another one, and not at these too, is meant."""
    names = _stage_names(vocabulary)
    stage = rf"(?P<stage>{_any_of(sorted(names, key=len, reverse=True))})"
    found = sentence.claim(re.compile(_DENIED.format(stage=stage))) if names else None
    if found and (denied := names.get(found["stage"] or "complete")):
        query = replace(query, without=(*query.without, ("stage", denied, denied)))
    without = {value for facet, value, _ in query.without if facet == "stage"}
    others = tuple(one for one in dict.fromkeys(vocabulary.stages.values()) if one not in without)
    return replace(query, stages=others) if without else query


def _stage_names(vocabulary: Vocabulary) -> dict[str, str]:
    """Return the stages by all words for them."""
    usual = {word: vocabulary.stages[stage] for word, stage in STAGE_FORMS.items() if stage in vocabulary.stages}
    return {**vocabulary.stages, **usual}


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
    denied = re.compile(_NO_ROLE.format(roles=_any_of(vocabulary.roles), forms=_any_of(forms)))
    if match := sentence.claim(denied):
        without = {forms[name] for name in match.groups() if name in forms}
        return tuple(role for role in dict.fromkeys(vocabulary.roles.values()) if role not in without)
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
    names = _stage_names(vocabulary)
    if not names:
        return ()
    if sentence.claim(_NO_STAGE):
        return (NOT_GIVEN,)
    stage = rf"(?P<stage>{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})"
    more = rf"(?: (?:or|and) (?:in |at )?(?P<more>{'|'.join(map(re.escape, names))}))?"
    if "delivery" in names and sentence.claim(_NOT_STARTED):
        order = list(dict.fromkeys(vocabulary.stages.values()))
        return tuple(order[: order.index(names["delivery"])])
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
