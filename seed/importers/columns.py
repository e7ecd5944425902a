"""Which column of a table holds what: guessed from the headings, unless a person says so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.imports import Columns
from seed.importers.asked import Asked
from seed.importers.draft import CannotRead
from seed.importers.grid import Line
from seed.importers.spelling import letters, nearest, plain
from seed.importers.vocabulary import words_of

ALIKE = 90
LONGEST_HEADING = 80
SHOWN = 12


@dataclass(frozen=True)
class Header:
    """The row of headings: its place, and which cell of a row holds which field."""

    line: Line
    at: Mapping[str, int]

    @property
    def is_one(self) -> bool:
        """Say whether a plan can be read with it: refs, and what is to be done."""
        return "ref" in self.at and bool({"title", "wording"} & self.at.keys())

    def columns(self, file: str) -> Columns:
        """Return what is said about it to people."""
        headings = [plain(cell) for cell in self.line.cells]
        used = {name: headings[at] for name, at in self.at.items()}
        rest = tuple(text for at, text in enumerate(headings) if text and at not in self.at.values())
        return Columns(file, self.line.lines, used, rest)


def field_of(name: str) -> str | None:
    """Return the field that a person means by "stage" or "action", or None."""
    names: dict[str, list[str]] = words_of("spreadsheets")["columns"]
    return next((each for each in names if letters(each) == letters(name)), None) or next(
        (each for each, words in names.items() if letters(name) in map(letters, words)), None
    )


def fields() -> tuple[str, ...]:
    """Return the fields that a column may hold."""
    return tuple(words_of("spreadsheets")["columns"])


def header_in(lines: Sequence[Line], asked: Asked) -> Header | None:
    """Return the row that names most columns, the first of them where there are several; None without any."""
    headers = [Header(line, _at(line.cells, asked)) for line in lines if any(line.cells)]
    named = [header for header in headers if header.at]
    return max(named, key=lambda header: (header.is_one, len(header.at)), default=None)


def required(file: str, lines: Sequence[Line], asked: Asked, sheets: Sequence[str]) -> Header:
    """Return the header of a plan; raises CannotRead with the headings there are, where something is missing."""
    header = header_in(lines, asked)
    if header is None:
        other = f" The workbook has the sheets {_listed(sheets)}: choose one with --sheet." if len(sheets) > 1 else ""
        sentence = f"No row names the columns. Give them headings such as Ref, Action and Stage.{other}"
        raise CannotRead(file, lines[0].first if lines else 1, sentence)
    headings = [plain(cell) for cell in header.line.cells if cell]
    for name, heading in asked.columns.items():
        if name not in header.at:
            sentence = f'No column is called "{heading}". The headings are {_listed(headings)}.'
            raise CannotRead(file, header.line.first, sentence)
    if not header.is_one:
        missing, example = ("refs", "ref=ID") if "ref" not in header.at else ("the actions", "action=Task")
        sentence = f"No column holds {missing}. Name it, as in --map {example}; the headings are {_listed(headings)}."
        raise CannotRead(file, header.line.first, sentence)
    return header


def _at(cells: Sequence[str], asked: Asked) -> dict[str, int]:
    """Return the place of each field: as asked, then headings spelt alike, then those that end so."""
    headings = {at: letters(plain(cell)) for at, cell in enumerate(cells) if cell and len(cell) <= LONGEST_HEADING}
    wanted = {name: letters(heading) for name, heading in asked.columns.items()}
    found = {name: at for name, heading in wanted.items() for at, text in reversed(headings.items()) if text == heading}
    people = set(_people(cells, headings))
    for at, name in _guesses(cells, [at for at in headings if at not in people]):
        if name not in found and name not in wanted and at not in found.values():
            found[name] = at
    return {name: found[name] for name in fields() if name in found}


def _people(cells: Sequence[str], headings: Mapping[int, str]) -> Iterator[int]:
    """Yield the columns of people's names, which are not read: people are given their actions in Slack."""
    words = set(map(letters, words_of("spreadsheets")["people"]))
    for at, text in headings.items():
        if text in words or letters(plain(cells[at]).rpartition(" ")[2]) in words:
            yield at


def _guesses(cells: Sequence[str], places: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield places and fields, the surest first."""
    names: dict[str, list[str]] = words_of("spreadsheets")["columns"]
    spelt = {letters(word): name for name, words in names.items() for word in words}
    texts = {at: letters(plain(cells[at])) for at in places}
    yield from ((at, spelt[text]) for at, text in texts.items() if text in spelt)
    ends = sorted(((word, name) for name, words in names.items() for word in words), key=lambda pair: -len(pair[0]))
    for at in places:
        text = plain(cells[at]).casefold()
        yield from ((at, name) for word, name in ends if text.endswith(f" {word}"))
    for at, text in texts.items():
        near = nearest(text, spelt, ALIKE) if len(text) > 3 else None
        if near:
            yield at, spelt[near]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(f'"{name[:LONGEST_HEADING]}"' for name in names[:SHOWN]) + more
