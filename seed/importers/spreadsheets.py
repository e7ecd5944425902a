"""Anybody's action plan as a table, one action a row: from a comma-separated file or a sheet of a workbook."""

import calendar
import re
from collections.abc import Iterable
from datetime import date
from itertools import chain, islice, pairwise

from seed.importers.asked import Asked
from seed.importers.columns import Header, required
from seed.importers.days import MONTHS
from seed.importers.delimited import HEADER_WITHIN, grid_of
from seed.importers.draft import CannotRead, Draft, Organisation, Plan, Review, Section
from seed.importers.frames import frame_of, publisher_of, whose
from seed.importers.grid import Grid
from seed.importers.source import Source
from seed.importers.spelling import plain, slug_of
from seed.importers.spreadsheet_cells import stages_from
from seed.importers.spreadsheet_rows import Reading, take
from seed.importers.vocabulary import words_of
from seed.importers.workbooks import sheet_of

_MONTH = re.compile(rf"\b({'|'.join(MONTHS)}) (20\d\d)\b", re.IGNORECASE)


def read_delimited(source: Source, asked: Asked) -> Draft:
    """Read a comma-separated file; raises CannotRead, as `read` does."""
    return read(grid_of(source, asked), asked)


def read_workbook(file: str, data: bytes, asked: Asked) -> Draft:
    """Read the first sheet of a workbook, or the one that is asked for; raises CannotRead, as `read` does."""
    return read(sheet_of(file, data, asked.sheet), asked)


def read(grid: Grid, asked: Asked) -> Draft:
    """Read the plan; raises CannotRead where refs or actions have no column, or no row is an action."""
    top = list(islice(grid.rows, HEADER_WITHIN))
    header = required(grid.file, top, asked, grid.sheets)
    reading = Reading(header)
    for line in chain((one for one in top if one.first > header.line.first), grid.rows):
        take(reading, line)
    if not reading.actions:
        raise CannotRead(grid.file, header.line.first, "No row below the headings has a ref. Give each action one.")
    return _draft(grid.file, reading, asked)


def _draft(file: str, reading: Reading, asked: Asked) -> Draft:
    publisher = publisher_of(asked)
    frame = frame_of(file, asked.plan, asked.title)
    assumed = {name for name, given in (("title", asked.title), ("publisher", asked.organisation)) if not given}
    sections = _sections(reading)
    year_month = _month_of(reading.header)
    plan: Plan = {
        "kind": "plan",
        "slug": frame.slug,
        "title": frame.title,
        "publisher": publisher["slug"],
        "document": file,
        "published_on": year_month.isoformat() if year_month else None,
        "published_precision": "month" if year_month else None,
        "starts_on": None,
        "ends_on": None,
        "roles": sorted({action["role"] for action in reading.actions if action["role"]}),
        "stages": stages_from({one["stage"] for action in reading.actions for one in action["stages"]}),
        "uses_rag": "rag" in reading.header.at,
        "wants_review": False,
        "sections": sections,
        "actions": reading.actions,
    }
    new: Iterable[Organisation] = (*reading.names.new.values(), publisher)
    reviews = (*reading.reviews, *whose(asked, "publisher", "whose plan it is"))
    return Draft(plan, tuple(new), reviews, frozenset(assumed), reading.header.columns(file))


def _sections(reading: Reading) -> list[Section]:
    """Return the sections in their order, and put each action into its own.

    A section stands beside each action, or only beside the first of its block, as cells that were merged do: then
    no two neighbours are filled alike, and a blank means "as above". In any other column a blank is in doubt.
    """
    given = reading.sections
    is_merged = not any(above == below for above, below in pairwise(given) if above)
    titles: dict[str, str] = {}
    above = ""
    for action, title in zip(reading.actions, given, strict=True):
        is_blank = not title and "section" in reading.header.at
        above = title or above
        title = above or words_of("spreadsheets")["section"]
        if is_blank and not (is_merged and above):
            action["uncertain"].append("section")
            reason = f"The cell of the section is empty; it is read as {title}, as above."
            reading.reviews.append(Review(action["ref"], "section", action["source_lines"], "", reason))
        action["section"] = slug_of(title) or "section"
        titles.setdefault(action["section"], title)
    return [Section(slug=slug, title=title) for slug, title in titles.items()]


def _month_of(header: Header) -> date | None:
    """Return the last day of the month that a heading such as "December 2024 update note" names."""
    found = _MONTH.search(plain(header.line.cells[header.at["note"]])) if "note" in header.at else None
    if not found:
        return None
    year, month = int(found[2]), MONTHS[found[1].casefold()]
    return date(year, month, calendar.monthrange(year, month)[1])
