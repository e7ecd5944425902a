"""The words of a report, the same in each of its files: columns, head, counts and lists."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain import report_figures as figures
from bot.domain.clock import local
from bot.domain.report_facts import Head, Redated, Report, Row
from bot.domain.report_figures import GONE, Counts
from bot.views import words

DRAFT = "short title, not the plan's wording"
TO_CHECK = "to check"
INFERRED = "numbering inferred"

ILLEGIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold: somebody pasted them, nobody sees them."""

Cell = Callable[[Row], str]


@dataclass(frozen=True)
class Column:
    """A column: its heading, its share of a page's width, and a row's text in it."""

    heading: str
    width: int
    cell: Cell


def ref(row: Row) -> str:
    """Return the plan's own numbering; one that we made up says so."""
    return f"{row.ref} ({INFERRED})" if "ref" in row.doubts else row.ref


def action(row: Row) -> str:
    """Return the plan's wording; without it the short title, which says that it is one."""
    return _checked(row, "wording", row.wording or f"{row.title} ({DRAFT})")


def status(row: Row) -> str:
    """Return the stage, both where there are two."""
    if row.withdrawn_on is not None:
        return GONE
    return _checked(row, "stages", words.plain_stages(row.stages))


def rag(row: Row) -> str:
    """Return the RAG as a word; what was withdrawn has none."""
    return "" if row.withdrawn_on is not None else words.rag(row.rag)


def note(row: Row) -> str:
    """Return the update note; of what was withdrawn, since when, and where it is now."""
    if row.withdrawn_on is None:
        return _checked(row, "note", row.note or "")
    where = f": it is part of {row.merged_into} now" if row.merged_into else ""
    return f"Withdrawn on {words.short_day(row.withdrawn_on)}{where}."


def status_of(row: Row) -> str:
    """Return of when the status is."""
    return words.as_of(row.as_of, row.precision) if row.as_of and row.withdrawn_on is None else ""


def _checked(row: Row, field: str, text: str) -> str:
    """Mark what is a reading of the plan, not a fact."""
    return f"{text} [{TO_CHECK}]".lstrip() if field in row.doubts else text


OWN = (
    Column("ID", 13, ref),
    Column("Objective", 11, lambda row: _checked(row, "objectives", ", ".join(row.objectives or ()))),
    Column("Action", 35, action),
    Column("Role", 9, lambda row: _checked(row, "role", row.role or "")),
    Column("Partners", 18, lambda row: _checked(row, "partners", ", ".join(row.partners))),
    Column("Stage", 12, status),
    Column("RAG", 8, rag),
    Column("Update note", 44, note),
)
"""In the order of the plan's own document."""

MORE = (
    Column("Section", 20, lambda row: row.section),
    Column("Sub-section", 20, lambda row: row.subsection or ""),
    Column("Status of", 16, status_of),
    Column("Direction of travel", 16, lambda row: row.direction),
    Column("Answer in this period", 20, lambda row: row.answer),
)
"""What tables that can be sorted and filtered have besides."""


def printed(report: Report) -> tuple[Column, ...]:
    """Return the columns of the paper: those that the plan has nothing for are left out."""
    head, rows = report.head, report.rows
    empty = {
        "Objective": not any(row.objectives or "objectives" in row.doubts for row in rows),
        "Role": not any(row.role or "role" in row.doubts for row in rows),
        "Partners": not any(row.partners or "partners" in row.doubts for row in rows),
        "Stage": not head.stages and not any(row.stages for row in rows),
        "RAG": not head.uses_rag,
    }
    return tuple(one for one in OWN if not empty.get(one.heading))


def title(head: Head, zone: str) -> str:
    """Return "Leicestershire net zero action plan: March 2027", or "... as it stands on 3 March 2027"."""
    return f"{head.plan_title}: {head.period or f'as it stands on {words.local_day(head.at, zone)}'}"


def notices(report: Report, zone: str) -> tuple[str, ...]:
    """Return what a reader must know before the figures: whether it is a draft, and whether it is frozen."""
    head = report.head
    day = words.local_day(head.at, zone)
    found = []
    if report.is_draft:
        found.append(
            f"DRAFT: {words.count(report.unworded, 'action')} of {len(report.rows)} without the plan's official "
            f"wording, each marked “{DRAFT}”. Import the plan document first; then make the report again."
        )
    if head.closed:
        found.append(f"Closed on {day}: later changes are not in it.")
    elif head.period:
        found.append(f"Not final: the period is still open, this is how it stands on {day}.")
    return tuple(found)


def marks(report: Report) -> tuple[str, ...]:
    """Explain the marks that the report has, none that it has not."""
    doubts = {name for row in report.rows for name in row.doubts}
    found = []
    if "ref" in doubts:
        found.append(f"“{INFERRED}”: the plan prints no number there; it was worked out from its neighbours.")
    if doubts & {"objectives", "wording", "role", "partners", "stages", "note"}:
        found.append(
            f"[{TO_CHECK}]: the document could be read in more than one way; a coordinator has yet to settle it."
        )
    return tuple(found)


def direction_basis(head: Head) -> str:
    """Say what directions are measured from, and by what."""
    if head.compared_with is None:
        return "There is nothing earlier to compare with."
    if not head.stages and not head.uses_rag:
        return "The plan has neither stages nor RAG, so nothing can be compared."
    by = "by RAG, or by stage where no RAG was given" if head.uses_rag else "by stage"
    return f"Compared with {head.compared_with}, {by}."


def redated(row: Row, one: Redated) -> str:
    """Return "T18: Business case, from 1 March 2027 to 1 June 2027. Why: ... Agreed by: ..."."""
    start = f"from {words.short_day(one.was_on)} " if one.was_on else ""
    why = one.why if one.why.endswith((".", "!", "?")) else f"{one.why}."
    agreed = f"Agreed by: {one.agreed_by}." if one.agreed_by else "Who agreed was not recorded."
    return f"{ref(row)}: {one.milestone or 'milestone'}, {start}to {words.short_day(one.now_on)}. Why: {why} {agreed}"


def lacking(row: Row) -> str:
    """Return "T18: Shared cars" for the list of those without an update."""
    return f"{ref(row)}: {row.title}"


def counted(report: Report) -> tuple[tuple[str, Counts], ...]:
    """Return the tables of counts: by stage, by RAG, by direction of travel."""
    head, rows = report.head, report.rows
    found = (
        ("By stage", figures.by_stage(head, rows)),
        ("By RAG", figures.by_rag(head, rows)),
        ("By direction of travel", figures.by_direction(rows)),
    )
    return tuple((name, counts) for name, counts in found if counts is not None)


def total(report: Report) -> str:
    """Return "176 actions, 2 of them withdrawn"."""
    gone = f", {report.withdrawn:,} of them withdrawn" if report.withdrawn else ""
    noun = "action" if len(report.rows) == 1 else "actions"
    return f"{len(report.rows):,} {noun}{gone}"


def in_words(report: Report, zone: str) -> str:
    """Return the figures as sentences: the picture's alt text, and what a screen reader hears of it."""
    lines = [f"{title(report.head, zone)}. {total(report)}."]
    for name, counts in counted(report):
        told = [f"{one} {counts.of_class(place)}" for place, one in enumerate(counts.classes) if counts.of_class(place)]
        lines.append(f"{name}: {', '.join(told)}.")
    missing, moved = figures.missing(report.rows), figures.redated(report.rows)
    if report.head.period:
        lines.append(f"No update received: {len(missing)}.")
    lines.append(f"Milestones with a new date: {len(moved)}.")
    return " ".join(lines)


def legible(text: str) -> str:
    """Return text without characters that no office document can hold."""
    return ILLEGIBLE.sub("", text)


def file_name(head: Head, zone: str) -> str:
    """Return "leicestershire-2024-march-2027", the name of the files without their endings."""
    part = head.period or local(head.at, zone).date().isoformat()
    plain = "".join(one if one.isalnum() else "-" for one in f"{head.plan_slug}-{part}".casefold())
    return "-".join(piece for piece in plain.split("-") if piece)
