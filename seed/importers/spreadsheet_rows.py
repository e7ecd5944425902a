"""One row of anybody's table: an action, a heading over others, or something to look at."""

from dataclasses import dataclass, field

from bot.domain.refs import key_of
from seed.importers.columns import Header
from seed.importers.draft import Action, Review
from seed.importers.grid import Line
from seed.importers.spelling import plain, ref_of, title_of
from seed.importers.spreadsheet_cells import (
    Doubts,
    Names,
    filled,
    listed,
    partners_in,
    rag_of,
    role_of,
    sentences,
    stages_of,
)

LONGEST_HEADING = 60
NO_REF = "The row has no ref, so no action is made of it. Give it one of its own in the file."
TOO_WIDE = "The row has more cells than there are headings. Put quotation marks round texts with commas."


@dataclass
class Reading:
    """What was read so far; `sections` are the titles beside each action as they stand there.

    `heading` is the last heading that stood in a row of its own.
    """

    header: Header
    actions: list[Action] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    heading: str = ""
    same: dict[str, str] = field(default_factory=dict)

    def shared(self, text: str) -> str:
        """Return the first of equal texts, so that a large table keeps each of them once."""
        return self.same.setdefault(text, text)


def take(reading: Reading, line: Line) -> None:
    """Read one row below the headings."""
    texts = [cell for cell in line.cells if cell]
    if not texts or line.cells == reading.header.line.cells:
        return
    if any(line.cells[len(reading.header.line.cells) :]):
        _put_aside(reading, line, TOO_WIDE)
    elif len(texts) == 1 and _is_heading(reading.header, line, texts[0]):
        reading.heading = plain(texts[0])
    elif not key_of(_cell(reading.header, line, "ref")):
        _put_aside(reading, line, NO_REF)
    else:
        _put_action(reading, line)


def _is_heading(header: Header, line: Line, text: str) -> bool:
    """Say whether a row of one cell is the heading of a section: where sections have a column, it stands there."""
    has_number = any(sign.isdigit() for sign in text)
    is_ref = ref_of(text) is not None or (has_number and " " not in text)
    in_place = "section" not in header.at or bool(_cell(header, line, "section"))
    return in_place and not is_ref and len(text) <= LONGEST_HEADING and any(sign.isalpha() for sign in text)


def _put_aside(reading: Reading, line: Line, reason: str) -> None:
    reading.reviews.append(Review(None, None, line.lines, line.text, reason))


def _put_action(reading: Reading, line: Line) -> None:
    doubts: Doubts = {}
    action = _action(reading, line, doubts)
    reading.actions.append(action)
    section = filled(_cell(reading.header, line, "section"), "section", doubts)
    reading.sections.append(reading.shared(section or reading.heading))
    for name, reason in doubts.items():
        reading.reviews.append(Review(action["ref"], name, line.lines, line.text, reason))


def _action(reading: Reading, line: Line, doubts: Doubts) -> Action:
    header = reading.header

    def text(name: str) -> str:
        return filled(_cell(header, line, name), name, doubts)

    printed = plain(_cell(header, line, "ref"))
    wording = text("wording")
    role = role_of(text("role"), doubts)
    action: Action = {
        "ref": ref_of(printed) or printed,
        "printed_ref": printed,
        "section": "",
        "subsection": text("subsection") or None,
        "objectives": listed(_cell(header, line, "objectives")) if text("objectives") else None,
        "role": role and reading.shared(role),
        "stages": stages_of(text("stages"), doubts),
        "rag": rag_of(text("rag"), doubts),
        "partners": partners_in(_cell(header, line, "partners"), reading.names, doubts) if text("partners") else [],
        "outcomes": sentences(_cell(header, line, "outcomes")) if text("outcomes") else [],
        "title": title_of(text("title") or wording),
        "summary": None,
        "wording": wording or None,
        "note": text("note") or None,
        "source_lines": line.lines,
        "uncertain": [],
    }
    action["uncertain"] = list(doubts)
    return action


def _cell(header: Header, line: Line, name: str) -> str:
    at = header.at.get(name)
    return line.cells[at] if at is not None and at < len(line.cells) else ""
