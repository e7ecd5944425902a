"""One row of an action-plan table, and how each of its cells is read; what is in doubt is noted, never guessed away."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from seed.importers.draft import Organisation, Stage
from seed.importers.partners import partners_of
from seed.importers.spelling import ALIKE, is_cut_off, is_specks, plain
from seed.importers.vocabulary import TableWords

OBJECTIVES = r"All|\d{1,2}(?:, ?\d{1,2})*"
LONGEST_QUALIFIER = 12
RAG = ("Red", "Amber", "Green")


@dataclass
class Row:
    """What one row, or the lines of a broken one, says of an action; `doubts` gives a reason by field.

    `is_numbered` says that the table has numbers under each heading, and no refs. `doubt_lines` names the
    lines of a doubt that lies elsewhere, as that of a heading does.
    """

    first: int
    last: int
    ref: str | None = None
    objectives: list[str] | None = None
    wording: str | None = None
    role: str | None = None
    partners: list[str] = field(default_factory=list)
    new: list[Organisation] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    rag: str | None = None
    note: str | None = None
    section: str = ""
    subsection: str | None = None
    is_numbered: bool = False
    doubts: dict[str, str] = field(default_factory=dict)
    doubt_lines: dict[str, tuple[int, int]] = field(default_factory=dict)

    def doubt(self, name: str, reason: str) -> None:
        """Note that a field is not certain; the first reason stays."""
        self.doubts.setdefault(name, reason)


def is_role(cell: str, words: TableWords) -> bool:
    """Say whether a cell holds a role and nothing else."""
    return plain(cell) in words.roles


def is_stage(cell: str, words: TableWords) -> bool:
    """Say whether a cell is short and names a stage."""
    text = plain(cell)
    others = words.stage_pattern.sub("", text)
    return others != text and len(others.strip()) <= LONGEST_QUALIFIER and not text.endswith(".")


def put_objectives(row: Row, cell: str) -> None:
    """Read "1, 2" or "All"."""
    text = plain(cell)
    if re.fullmatch(OBJECTIVES, text):
        row.objectives = [part.strip() for part in text.split(",")]
    else:
        row.doubt("objectives", _unread("objectives", text))


def put_wording(row: Row, cell: str) -> None:
    """Read the official text of the action."""
    row.wording = plain(cell) or None
    if not row.wording:
        row.doubt("wording", "The cell of the action is empty.")
    elif is_cut_off(row.wording):
        row.doubt("wording", "The wording is cut off.")


def put_role(row: Row, cell: str, words: TableWords) -> None:
    """Read the council's role."""
    text = plain(cell)
    if text in words.roles:
        row.role = text
    else:
        row.doubt("role", _unread("role", text))


def put_partners(row: Row, cell: str, words: TableWords) -> None:
    """Read who may be involved."""
    text = plain(cell)
    if not text:
        row.doubt("partners", "The cell of partners is empty.")
        return
    if text in words.roles:
        row.doubt("partners", f"The cell of partners holds a role, {text!r}.")
        if row.role is None:
            row.role = text
            row.doubts["role"] = "The role stands in the cell of partners."
        return
    found = partners_of(text)
    row.partners, row.new = list(found.slugs), list(found.new)
    if found.unknown:
        unknown = ", ".join(repr(words) for words in found.unknown)
        row.doubt("partners", f"Not known as an organisation: {unknown}.")
    elif found.new:
        row.doubt("partners", f"New here: {', '.join(one['name'] for one in found.new)}.")


def put_stages(row: Row, cell: str, words: TableWords) -> None:
    """Read one stage or two, each with what stands before it: "MMLe - Delivery Discovery"."""
    text = plain(cell)
    before = 0
    for found in words.stage_pattern.finditer(text):
        qualifier = text[before : found.start()].strip(" -–&,/;")
        row.stages.append({"stage": words.stage_of[found.group()], "qualifier": qualifier or None})
        before = found.end()
    left = text[before:].strip(" -–&,/;")
    if row.stages and left:
        row.doubt("stages", f"{left!r} stands behind the stage.")
    if not row.stages:
        _put_near_stage(row, text, words)


def _put_near_stage(row: Row, text: str, words: TableWords) -> None:
    near = process.extractOne(text, list(words.stage_of), scorer=fuzz.ratio, score_cutoff=ALIKE) if text else None
    if near:
        row.stages.append({"stage": words.stage_of[near[0]], "qualifier": None})
        row.doubt("stages", f"{text!r} is read as {row.stages[0]['stage']}.")
    else:
        row.doubt("stages", _unread("stage", text))


def put_rest(row: Row, cells: Sequence[str]) -> None:
    """Read what stands behind the stage: RAG and note, whichever columns they got into."""
    texts = [text for cell in cells if (text := plain(cell))]
    if texts and texts[0].capitalize() in RAG:
        row.rag = texts.pop(0).capitalize()
    elif texts and len(cells) == 1 and texts[0].split()[0] in RAG:
        for name in ("rag", "note"):
            row.doubt(name, f"{texts[0].split()[0]!r} before the note may be the RAG, or the note's first word.")
    while len(texts) > 1 and is_specks(texts[0]):
        speck = texts.pop(0)
        row.doubt("note", f"{speck!r} stands before the note: letters of its left edge may be missing.")
    cut_in_word = len(texts) > 1 and texts[0][-1].isalpha() and texts[1][0].islower()
    put_note(row, texts, "" if cut_in_word else " ")


def put_note(row: Row, parts: Sequence[str], between: str = " ") -> None:
    """Read the note; in more parts than one its lines were cut through, and the reading is a doubtful one."""
    if not parts:
        return
    row.note = between.join(parts)
    if len(parts) > 1:
        row.doubt("note", "The lines of the note are cut through, and their pieces mixed.")
    if row.note.startswith("(") and ")" not in row.note:
        row.note = row.note.removeprefix("(")
        row.doubt("note", "A bracket before the note is left out.")
    if is_specks(row.note):
        row.note = None
        row.doubt("note", "The note is not readable.")
    elif is_cut_off(row.note):
        row.doubt("note", "The note is cut off.")
    elif row.note[0].islower():
        row.doubt("note", "The note begins in the middle of a sentence.")


def _unread(name: str, text: str) -> str:
    return f"The cell of the {name} holds {text!r}." if text else f"The cell of the {name} is empty."
