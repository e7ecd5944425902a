"""How each cell of somebody else's table is read: what is not plainly known is doubted, never guessed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from rapidfuzz import fuzz, process

from seed.importers.draft import Organisation, Stage
from seed.importers.partners import LONGEST_NAME, LONGEST_NEW_NAME, known_names, named_organisation
from seed.importers.spelling import ALIKE, plain, slug_of
from seed.importers.vocabulary import words_of

LONGEST_ROLE = 40
LONGEST_QUALIFIER = 12

Doubts = dict[str, str]
"""A reason by field."""

_SPLIT = re.compile(r"[,;\n]")
_STAGES = re.compile(r"[,;/&\n]|\band\b")
_QUALIFIED = (
    re.compile(rf"(?P<qualifier>.{{1,{LONGEST_QUALIFIER}}}?)\s*[-–:]\s*(?P<stage>.+)"),
    re.compile(rf"(?P<stage>.+?)\s*\((?P<qualifier>.{{1,{LONGEST_QUALIFIER}}})\)"),
)


@dataclass
class Names:
    """The organisations that a table names and nobody knew, and what was read of each cell of partners before."""

    new: dict[str, Organisation] = field(default_factory=dict)
    read: dict[str, tuple[list[str], str | None]] = field(default_factory=dict)


def filled(cell: str, name: str, doubts: Doubts) -> str:
    """Return what a cell says on one line, '' for dashes and the like; a spreadsheet's own error is doubted."""
    text = plain(cell)
    folded = text.casefold()
    if folded in _words("errors"):
        doubts[name] = f"The cell holds the spreadsheet's error {text}."
    return "" if folded in _words("blanks") or folded in _words("errors") else text


def listed(cell: str) -> list[str]:
    """Return the parts of a cell between commas, semicolons and line ends."""
    return [text for part in _SPLIT.split(cell) if (text := plain(part))]


def sentences(cell: str) -> list[str]:
    """Return the parts of a cell of sentences, which have commas of their own: between semicolons and line ends."""
    return [text for part in re.split(r"[;\n]", cell) if (text := plain(part))]


def role_of(text: str, doubts: Doubts) -> str | None:
    """Return the council's role, which is a word or two."""
    if len(text) > LONGEST_ROLE:
        doubts["role"] = "This is longer than a role is."
        return None
    return text or None


def rag_of(text: str, doubts: Doubts) -> str | None:
    """Return Red, Amber or Green."""
    spellings: dict[str, list[str]] = words_of("spreadsheets")["rag"]
    folded = text.casefold()
    found = next((rag for rag, others in spellings.items() if folded in (rag.casefold(), *others)), None)
    if text and not found:
        doubts["rag"] = f"{_short(text)} is none of Red, Amber and Green."
    return found


def stages_of(text: str, doubts: Doubts) -> list[Stage]:
    """Return one stage or more with what each holds for; with one of them unknown, none at all."""
    whole = _stage_of(text, doubts) if text else None
    found = [whole] if whole else [_stage_of(part.strip(), doubts) for part in _STAGES.split(text) if part.strip()]
    known = [one for one in found if one]
    if text and (len(known) < len(found) or not found):
        doubts["stages"] = f"{_short(text)} is no stage that is known."
        return []
    return known


def stages_from(used: set[str]) -> list[str]:
    """Return all stages of the scales that the used ones are from, in order: those that an officer may choose."""
    scales: list[list[str]] = [list(scale) for scale in words_of("spreadsheets")["scales"]]
    chosen = next((scale for scale in scales if used <= set(scale)), None)
    return chosen or list(dict.fromkeys(stage for scale in scales for stage in scale))


def partners_in(cell: str, names: Names, doubts: Doubts) -> list[str]:
    """Return the slugs of who stands in a cell; a name between separators is one name, known or new."""
    if cell not in names.read:
        names.read[cell] = _partners(cell, names)
    slugs, doubt = names.read[cell]
    if doubt:
        doubts["partners"] = doubt
    return slugs


def _partners(cell: str, names: Names) -> tuple[list[str], str | None]:
    slugs: list[str] = []
    unknown: list[str] = []
    for part in listed(cell):
        known = known_names(part)
        if known:
            slugs += known
        elif _is_name(part):
            one = named_organisation(part)
            names.new.setdefault(one["slug"], one)
            slugs.append(one["slug"])
        else:
            unknown.append(_short(part))
    doubt = f"Not known as an organisation: {', '.join(unknown)}." if unknown else None
    return list(dict.fromkeys(slugs)), doubt


def _is_name(text: str) -> bool:
    is_short = len(text.split()) <= LONGEST_NEW_NAME and len(text) <= LONGEST_NAME
    return is_short and text[0].isupper() and text[-1] not in ".?!:" and bool(slug_of(text)) and " and " not in text


def _stage_of(text: str, doubts: Doubts) -> Stage | None:
    stage = _known_stages().get(text.casefold())
    if stage:
        return {"stage": stage, "qualifier": None}
    for form in _QUALIFIED:
        found = form.fullmatch(text)
        stage = _known_stages().get(found["stage"].strip().casefold()) if found else None
        if found and stage:
            return {"stage": stage, "qualifier": found["qualifier"].strip() or None}
    near = process.extractOne(text.casefold(), list(_known_stages()), scorer=fuzz.ratio, score_cutoff=ALIKE)
    if near is None:
        return None
    doubts["stages"] = f"{_short(text)} is read as {_known_stages()[near[0]]}."
    return {"stage": _known_stages()[near[0]], "qualifier": None}


@cache
def _known_stages() -> Mapping[str, str]:
    """Each spelling of a stage in lower case, and the stage."""
    scales: Sequence[Mapping[str, Sequence[str]]] = words_of("spreadsheets")["scales"]
    return dict(_spellings(scales))


def _spellings(scales: Sequence[Mapping[str, Sequence[str]]]) -> Iterator[tuple[str, str]]:
    for scale in scales:
        for stage, others in scale.items():
            yield from ((spelling.casefold(), stage) for spelling in (stage, *others))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(words_of("spreadsheets")[name])


def _short(text: str) -> str:
    return f'"{text}"' if len(text) <= LONGEST_NAME else f'"{text[: LONGEST_NAME - 1]}…"'
