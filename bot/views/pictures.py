"""Charts as PNG pictures. matplotlib is imported when one is drawn: it takes most of a second to load."""

from collections.abc import Sequence
from io import BytesIO

WIDTH, ROW, MARGIN = 8.0, 0.55, 1.3
"""Inches; at 150 dots each, a phone can show it sharply."""

INK, BAR, PAPER = "#16211c", "#1f4d3a", "#ffffff"
LABEL = 40


def bars(title: str, counts: Sequence[tuple[str, int]]) -> bytes:
    """Return a PNG with a bar and its number for each (label, count), the first at the top."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, MARGIN + ROW * max(len(counts), 1)), dpi=150, facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    labels = [_plain(label) for label, _ in counts]
    drawn = axes.barh(range(len(counts)), [number for _, number in counts], color=BAR)
    axes.bar_label(drawn, padding=4, color=INK)
    axes.set_yticks(range(len(counts)), labels)
    axes.invert_yaxis()
    axes.set_title(_plain(title), loc="left", color=INK, wrap=True)
    axes.xaxis.set_visible(False)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.margins(x=0.08)
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _plain(text: str) -> str:
    """A dollar sign would begin mathematics."""
    return (text if len(text) <= LABEL * 2 else text[: LABEL * 2 - 1] + "…").replace("$", r"\$")
