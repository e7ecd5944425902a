"""Reads an action from a line whose cells ran together: words with blanks between them, some of them doubled."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seed.importers.cells import OBJECTIVES, Row, put_note, put_partners
from seed.importers.partners import name_at
from seed.importers.spelling import latin, plain, undoubled
from seed.importers.vocabulary import TableWords

ROLE_TO_STAGE = 12
MIXED = "The cells of this row ran together, and their words are mixed."
WHERE = "Where the wording ends is not certain."
NOT_FOUND = "The cells of this row ran together, and the {} is not among the words."

_REF = r"([A-Z]{1,2}\d{1,4}[a-z]?)"
_FIRST = re.compile(rf"{_REF}(?!\S)(?: ({OBJECTIVES})(?![\w,]))?")
_INSIDE = re.compile(rf"(?<!\S){_REF} ({OBJECTIVES})(?![\w,])")


@dataclass(frozen=True)
class Part:
    """A run of words of one sort: role, stage, partner, or other."""

    sort: str
    start: int
    end: int


@dataclass(frozen=True)
class Zone:
    """Where role, partners and stage stand among the words; the wording is before, the note behind."""

    start: int
    end: int
    role: int | None
    stage: int | None


def read_line(first: int, texts: Sequence[Sequence[str]], words: TableWords) -> Row:
    """Return what the cells of one line, or of several that belong together, say of an action."""
    row = Row(first, first + len(texts) - 1)
    left = plain(" ".join(cells[0] for cells in texts))
    right = plain(" ".join(" ".join(cells[1:]) for cells in texts))
    text = _read_ref(row, left)
    printed = text.split()
    zone = zone_of(printed, words)
    end = zone.start if zone else len(printed)
    _read_wording(row, " ".join(printed[:end]), zone)
    _read_zone(row, printed, zone, words)
    rest = " ".join(printed[zone.end :]) if zone else ""
    put_note(row, [part for part in (rest, right) if part])
    if row.note and not row.note.endswith((".", "!", "?")):
        row.doubt("note", "The note is cut off.")
    return row


def is_anchored(row: Row) -> bool:
    """Say whether a role or a stage was found, without which words are no action for certain."""
    return row.role is not None or bool(row.stages)


def _read_ref(row: Row, text: str) -> str:
    """Read ref and objectives, wherever they stand, and return the other words."""
    begun = latin(text[:12]) + text[12:]
    found = _FIRST.match(begun) or _INSIDE.search(text)
    if found is None:
        row.doubt("objectives", NOT_FOUND.format("number of objectives"))
        return text
    row.ref = found.group(1)
    if found.group(2):
        row.objectives = [part.strip() for part in found.group(2).split(",")]
    else:
        row.doubt("objectives", NOT_FOUND.format("number of objectives"))
    if found.start():
        row.doubt("wording", f"{found.group()!r} stands in the middle of the wording.")
    return plain(text[: found.start()] + " " + text[found.end() :])


def _read_wording(row: Row, text: str, zone: Zone | None) -> None:
    row.wording = undoubled(text) or None
    if row.wording != text:
        row.doubt("wording", "The wording stands there twice.")
    if zone is None or not text.endswith((".", "?", "!")):
        row.doubt("wording", MIXED if zone is None else WHERE)
        if zone and zone.role is None:
            row.doubt("partners", WHERE)
    if text.endswith("e.g."):
        row.doubt("wording", "The wording is cut off.")


def _read_zone(row: Row, printed: Sequence[str], zone: Zone | None, words: TableWords) -> None:
    if zone and zone.role is not None:
        row.role = printed[zone.role]
    else:
        row.doubt("role", NOT_FOUND.format("role"))
    if zone and zone.stage is not None:
        row.stages.append({"stage": words.stage_of[printed[zone.stage]], "qualifier": None})
    else:
        row.doubt("stages", NOT_FOUND.format("stage"))
    others = _partner_words(printed, zone, words)
    if others:
        put_partners(row, " ".join(others), words)
    else:
        row.doubt("partners", NOT_FOUND.format("partner"))


def _partner_words(printed: Sequence[str], zone: Zone | None, words: TableWords) -> list[str]:
    inside = printed[zone.start : zone.end] if zone else ()
    return [word for word in inside if word not in words.roles and word not in words.stage_of]


def zone_of(printed: Sequence[str], words: TableWords) -> Zone | None:
    """Return where role, partners and stage stand: a role with a stage soon after it, else partners before a stage.

    Else a stage, or partners, at the end.
    """
    parts = _parts(printed, words)
    return _from_role(printed, parts) or _from_partners(parts) or _at_end(parts)


def _from_role(printed: Sequence[str], parts: Sequence[Part]) -> Zone | None:
    stage: Part | None = None
    first: tuple[Part, Part] | None = None
    for part in reversed(parts):
        if part.sort == "stage":
            stage = part
        elif part.sort == "role" and stage and stage.start - part.start <= ROLE_TO_STAGE:
            first = part, stage
    if first is None:
        return None
    role, stage = first
    return Zone(role.start, _repeated_until(printed, parts, stage), role.start, stage.start)


def _repeated_until(printed: Sequence[str], parts: Sequence[Part], stage: Part) -> int:
    """Return where the zone ends: behind stages that are doubled, with the word before them or without."""
    end = stage.end
    for later in (part for part in parts if part.sort == "stage" and part.start >= stage.end):
        is_doubled = later.start == end or printed[later.start - 1] == printed[stage.start - 1]
        if not is_doubled or later.start - end > ROLE_TO_STAGE // 2:
            break
        end = later.end
    return end


def _from_partners(parts: Sequence[Part]) -> Zone | None:
    for at, part in enumerate(parts):
        start = _partners_before(parts, at) if part.sort == "stage" else at
        if start < at:
            return Zone(parts[start].start, part.end, None, part.start)
    return None


def _at_end(parts: Sequence[Part]) -> Zone | None:
    if not parts:
        return None
    last, end = parts[-1], parts[-1].end
    if last.sort == "stage":
        return Zone(last.start, end, None, last.start)
    start = _partners_before(parts, len(parts))
    return Zone(parts[start].start, end, None, None) if start < len(parts) else None


def _partners_before(parts: Sequence[Part], at: int) -> int:
    while at and parts[at - 1].sort == "partner":
        at -= 1
    return at


def _parts(printed: Sequence[str], words: TableWords) -> list[Part]:
    """Return the words by sort; a name counts when it begins with a capital, as names in a cell do."""
    parts = []
    at = 0
    listed = list(printed)
    while at < len(listed):
        word = listed[at]
        known = name_at(listed, at) if word[0].isupper() else None
        sort = "role" if word in words.roles else "stage" if word in words.stage_of else "partner" if known else "other"
        end = known[1] if known and sort == "partner" else at + 1
        parts.append(Part(sort, at, end))
        at = end
    return parts
