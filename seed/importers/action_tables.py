"""Action plans as tables, a section each, one action a row: Leicestershire's, and next year's of the same kind."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from seed.importers.cells import Row
from seed.importers.days import MONTHS
from seed.importers.draft import Action, CannotRead, Draft, Organisation, Plan, Review, Section
from seed.importers.missing_refs import Lost, Placed, place, without_repeats
from seed.importers.run_together import read_line
from seed.importers.source import Source
from seed.importers.spelling import slug_of, title_of
from seed.importers.table_rows import header_of
from seed.importers.table_walk import filled_lines, section_of, walk
from seed.importers.vocabulary import TableWords, table_words, words_of

FIELDS = ("ref", "subsection", "objectives", "wording", "role", "partners", "stages", "rag", "note")
LEAST_SECTIONS = 2

_ISSUE = re.compile(rf"\b({'|'.join(MONTHS)}) (20\d\d) update note", re.IGNORECASE)


def recognises(source: Source) -> bool:
    """Say whether the text is such a plan: two of its sections, and the headings of a table."""
    words = table_words()
    lines = list(filled_lines(source))
    sections = {title for number, _ in lines if (title := section_of(source, number, words)) in words.sections}
    return len(sections) >= LEAST_SECTIONS and any(header_of(cells, words) for _, cells in lines)


def read(source: Source) -> Draft:
    """Read the plan; raises CannotRead when no row is one of an action."""
    words = table_words()
    placed = _placed(source, words)
    if not placed.rows:
        raise CannotRead(source.file, 1, "No row is one of an action. Compare the tables with the document.")
    return Draft(
        _plan(source, words, placed.rows),
        _new_organisations(placed.rows),
        (*_reviews(source, placed.rows), *(_lost(source, one) for one in placed.lost)),
    )


def _placed(source: Source, words: TableWords) -> Placed:
    """Return the rows of all sections with their refs; those with a number only are counted by sub-section."""

    def joined(first: Row, last: Row) -> Row:
        texts = [source.line(number).split("\t") for number in range(first.first, last.last + 1)]
        row = read_line(first.first, texts, words)
        row.section, row.subsection, row.is_numbered = first.section, first.subsection, first.is_numbered
        if "subsection" in first.doubts:
            row.doubt("subsection", first.doubts["subsection"])
            row.doubt_lines = first.doubt_lines
        return row

    done = Placed()
    rows = walk(source, words).rows
    prefixes = _prefixes(rows, words)
    for (_, heading), group in groupby(rows, lambda row: (row.section, row.subsection if row.is_numbered else None)):
        together = list(group)
        prefix = prefixes.get(heading or "") if together[0].is_numbered else None
        for row in together:
            row.ref = f"{prefix}{row.ref}" if prefix and row.ref else row.ref
        found = place(together, joined, prefix)
        done.rows += found.rows
        done.lost += found.lost
    done.rows, repeated = without_repeats(done.rows)
    done.lost += repeated
    return done


def _prefixes(rows: Sequence[Row], words: TableWords) -> dict[str, str]:
    """Return what the refs under each numbered heading begin with; a new heading gives its first letters."""
    prefixes = dict(words.numbered)
    for heading in dict.fromkeys(row.subsection or "" for row in rows if row.is_numbered):
        if heading not in prefixes:
            letters = slug_of(heading).replace("-", "").upper() or "N"
            ways = (f"XC-{letters[:length]}" for length in range(1, len(letters) + 1))
            prefixes[heading] = next((way for way in ways if way not in prefixes.values()), f"XC-{letters}N")
    return prefixes


def _plan(source: Source, words: TableWords, rows: Sequence[Row]) -> Plan:
    named = words_of("action_tables")
    year, month = _issue(source)
    titles = dict.fromkeys(row.section for row in rows)
    return {
        "kind": "plan",
        "slug": named["slug"].format(year=year),
        "title": named["title"],
        "publisher": named["publisher"],
        "document": source.file,
        "published_on": date(year, month, calendar.monthrange(year, month)[1]).isoformat(),
        "published_precision": "month",
        "starts_on": None,
        "ends_on": None,
        "roles": list(words.roles),
        "stages": list(words.stages),
        "uses_rag": True,
        "wants_review": named["wants_review"],
        "sections": [Section(slug=slug_of(title), title=title) for title in titles],
        "actions": [_action(row) for row in rows],
    }


def _issue(source: Source) -> tuple[int, int]:
    """Return year and month of the update notes, which stand in the headings of the tables."""
    for line in source.lines:
        found = _ISSUE.search(line)
        if found:
            return int(found.group(2)), MONTHS[found.group(1).casefold()]
    sentence = 'No heading names the month of the notes, as "December 2024 Update Note" does. Add it to the headings.'
    raise CannotRead(source.file, 1, sentence)


def _action(row: Row) -> Action:
    assert row.ref
    number = re.sub(r"\D", "", row.ref)
    printed = f"{row.subsection} {number}" if row.is_numbered else row.ref
    return {
        "ref": row.ref,
        "printed_ref": printed,
        "section": slug_of(row.section),
        "subsection": row.subsection,
        "objectives": row.objectives,
        "role": row.role,
        "stages": row.stages,
        "rag": row.rag,
        "partners": row.partners,
        "outcomes": [],
        "title": title_of(row.wording or printed),
        "summary": None,
        "wording": row.wording,
        "note": row.note,
        "source_lines": _lines(row.first, row.last),
        "uncertain": [name for name in FIELDS if name in row.doubts],
    }


def _new_organisations(rows: Sequence[Row]) -> tuple[Organisation, ...]:
    return tuple({one["slug"]: one for row in rows for one in row.new}.values())


def _reviews(source: Source, rows: Sequence[Row]) -> Iterator[Review]:
    for row in rows:
        for name in FIELDS:
            if name in row.doubts:
                first, last = row.doubt_lines.get(name, (row.first, row.last))
                yield Review(row.ref, name, _lines(first, last), source.text(first, last), row.doubts[name])


def _lost(source: Source, lost: Lost) -> Review:
    return Review(None, None, _lines(lost.first, lost.last), source.text(lost.first, lost.last), lost.reason)


def _lines(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
