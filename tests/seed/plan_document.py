"""A small action plan of the kind that `seed/importers/action_tables.py` reads, in words of our own."""

from collections.abc import Sequence
from pathlib import Path

HEADINGS = ("Action ID", "Objective", "Action", "LCC Role", "Who may be involved", "Project stage 2024", "RAG 2024")
ACTIONS: dict[str, tuple[str, ...]] = {
    "T1": ("T1", "1, 2", "Draw a map of safe routes to schools.", "Lead", "Districts", "Design", "", "Half is drawn."),
    "T2": ("T2", "3", "Lend bicycles to new starters.", "Ask", "Bell Founders Guild", "Delivery", "Green", "Ten lent."),
    "T3": ("T3", "3", "Count the vans that deliver.", "Lead", "Residents", "Discovery", "", "Not begun."),
    "T4": ("T4", "All", "Plan for empty buses.", "Influence", "Districts", "Complete", "Amber", "It is done."),
    "R1": ("R1", "2", "Mend what can be mended.", "Lead", "Residents", "Delivery", "", "A first café is open."),
    "R2": ("R2", "2", "Share the tools of the depots.", "Lead", "Districts", "Design", "", "The list is made."),
}


Row = tuple[str, ...]


def document(rows: dict[str, Row], month: str) -> str:
    """Return the text of a plan with those rows, by section."""
    lines = ["Net zero action plan", ""]
    for section, letter in (("Transport", "T"), ("Resources and Waste", "R")):
        lines += [section, "\t".join((*HEADINGS, f"{month} Update Note"))]
        lines += ["\t".join(row) for ref, row in rows.items() if ref.startswith(letter)]
        lines += [""]
    return "\n".join(lines)


def write(
    folder: Path,
    changes: dict[str, dict[int, str]] | None = None,
    without: Sequence[str] = (),
    month: str = "March 2031",
) -> str:
    """Write the plan into a file and return its path: cells changed by ref and column, without some rows."""
    rows = {ref: list(row) for ref, row in ACTIONS.items() if ref not in without}
    for ref, cells in (changes or {}).items():
        for column, text in cells.items():
            rows[ref][column] = text
    path = folder / "plan.txt"
    path.write_text(document({ref: tuple(row) for ref, row in rows.items()}, month), encoding="utf-8")
    return str(path)
