"""A report on one page, as a picture: charts of the figures, and what is late. matplotlib is imported when it is drawn.

Classes differ by word, number and hatching, not by colour alone. What does not fit is counted, never cut off unsaid.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from textwrap import wrap
from typing import Any

from bot.domain import report_figures as figures
from bot.domain.report_facts import Report, Row
from bot.domain.report_figures import Counts
from bot.views import report_words as texts
from bot.views.blocks import shorten
from bot.views.pictures import INK, PAPER

WIDTH, HEIGHT, DOTS = 11.69, 8.27, 150
"""A4 landscape in inches."""

BARS, NAME, LINES, CHARACTERS = 14, 26, 11, 96
"""Sections that have a bar, characters of their names, lines of a list, characters of a line."""

LEGIBLE = 0.035
"""Share of the longest bar that a number needs."""

COLOURS = {
    "Red": "#c0392b", "Amber": "#f2b134", "Green": "#3c8d5a", "Not given": "#e3e3df",
    "improved": "#3c8d5a", "same": "#9fb8c8", "worse": "#c0392b", "new": "#f2b134", "no data": "#e3e3df",
    "Withdrawn": "#8c8c86", "withdrawn": "#8c8c86",
}  # fmt: skip
OTHERS = ("#d8e8df", "#9cc5ae", "#5b9a7d", "#1f5a44", "#b9a7d0", "#7d6aa5", "#d9b38c", "#a8743f")
HATCHES = ("", "//", "..", "xx", "\\\\", "++", "--", "oo")


def as_picture(report: Report, _: Iterable[Row], zone: str) -> bytes:
    """Return a PNG: of the figures by section, of milestones with a new date, and of what nobody answered."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    page = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS, facecolor=PAPER)
    FigureCanvasAgg(page)
    page.text(0.03, 0.955, _plain(shorten(texts.title(report.head, zone), 90)), size=15, weight="bold", color=INK)
    page.text(0.03, 0.915, _plain("\n".join(_subtitle(report, zone))), size=8.5, color=INK, va="top", linespacing=1.4)
    charts = texts.counted(report)
    for place, (name, counts) in enumerate(charts):
        width = 0.97 / len(charts)
        with_names = place == 0
        left = 0.03 + place * width + (0.13 if with_names else 0.035)
        axes = page.add_axes((left, 0.40, width - (0.15 if with_names else 0.055), 0.39))
        _chart(axes, name, counts, with_names)
    _lists(page, report)
    out = BytesIO()
    page.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _subtitle(report: Report, zone: str) -> list[str]:
    total = f"{texts.total(report)}. {texts.direction_basis(report.head)}"
    return [line for text in (total, *texts.notices(report, zone)) for line in wrap(text, 170)]


def _chart(axes: Any, name: str, counts: Counts, with_names: bool) -> None:
    """Draw a bar for each section, a piece of it for each class with its number."""
    sections, rows = _fitting(counts)
    shown = [place for place in range(len(counts.classes)) if sum(rows[place])]
    left = [0] * len(sections)
    for place in shown:
        _pieces(axes, counts, place, rows[place], left)
        left = [a + b for a, b in zip(left, rows[place], strict=True)]
    names = [_plain("\n".join(wrap(shorten(one, NAME * 2), NAME))) for one in sections]
    axes.set_yticks(range(len(sections)), names if with_names else [""] * len(sections), size=7.5, color=INK)
    axes.invert_yaxis()
    axes.set_title(_plain(f"Actions {name[0].lower()}{name[1:]}"), loc="left", size=9.5, weight="bold", color=INK)
    axes.tick_params(axis="x", labelsize=7, colors=INK)
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right"]].set_visible(False)
    if shown:
        columns = 1 + len(shown) // 8
        below = {"loc": "upper left", "bbox_to_anchor": (0, -0.07), "ncols": columns, "labelspacing": 0.3}
        axes.legend(fontsize=7, frameon=False, **below)


def _pieces(axes: Any, counts: Counts, place: int, numbers: Sequence[int], left: Sequence[int]) -> None:
    """Draw the pieces of one class; a number that its piece is too small for is left to the legend."""
    name = counts.classes[place]
    drawn = axes.barh(
        range(len(numbers)),
        numbers,
        left=left,
        label=_plain(f"{shorten(name, NAME)} ({counts.of_class(place):,})"),
        color=COLOURS.get(name, OTHERS[place % len(OTHERS)]),
        hatch=HATCHES[place % len(HATCHES)],
        edgecolor=PAPER,
        linewidth=0.6,
    )
    least = LEGIBLE * max(counts.of_section(column) for column in range(len(counts.sections)))
    around = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.85}
    texts_ = [str(one) if one > least else "" for one in numbers]
    axes.bar_label(drawn, texts_, label_type="center", size=7, color=INK, bbox=around)


def _fitting(counts: Counts) -> tuple[list[str], list[list[int]]]:
    """Return names and rows of the bars: sections that have no room of their own share the last bar."""
    names, rows = list(counts.sections), [list(row) for row in counts.numbers]
    if len(names) <= BARS:
        return names, rows
    kept = BARS - 1
    return (
        [*names[:kept], f"{len(names) - kept} more sections"],
        [[*row[:kept], sum(row[kept:])] for row in rows],
    )


def _lists(page: Any, report: Report) -> None:
    moved = [texts.redated(*one) for one in figures.redated(report.rows)]
    _list(page, 0.03, f"Milestones with a new date ({len(moved):,})", moved)
    if report.head.period:
        missing = [texts.lacking(row) for row in figures.missing(report.rows)]
        _list(page, 0.52, f"No update received ({len(missing):,})", missing)


def _list(page: Any, left: float, name: str, items: Sequence[str]) -> None:
    """Write as many items as have room, each whole; then how many more there are, and where."""
    lines: list[str] = []
    told = 0
    for item in items:
        more = wrap(item, CHARACTERS, subsequent_indent="   ")
        if len(lines) + len(more) > LINES - 1 and told < len(items):
            break
        lines += more
        told += 1
    if told < len(items):
        lines.append(f"and {len(items) - told:,} more: all of them are in the Word and Excel files.")
    page.text(left, 0.225, _plain(name), size=9.5, weight="bold", color=INK)
    page.text(left, 0.213, _plain("\n".join(lines or ["None."])), size=7.2, color=INK, va="top", linespacing=1.35)


def _plain(text: str) -> str:
    """A dollar sign would begin mathematics."""
    return texts.legible(text).replace("$", r"\$")
