"""A data_visualization block as shapes for an SVG, and as the table that says the same in words."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

Block = Mapping[str, Any]

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 10, 26
STEPS: Final = 4
COLOURS: Final = 8
LABELS_SHOWN: Final = 10
SMALLEST, LARGEST = 1e-12, 1e15


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `colour` counts from 0, `words` say what it stands for."""

    x: float
    y: float
    width: float
    height: float
    colour: int
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """The points of a line as SVG writes them, with the ground below for an area."""

    points: str
    dots: tuple[tuple[float, float, str], ...]
    area: str
    colour: int


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a pie, in hundredths of its edge."""

    share: float
    start: float
    colour: int
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, and the table: `rows` are (label, value per series)."""

    kind: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    x_title: str = ""
    y_title: str = ""
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    slices: tuple[Slice, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    labels: tuple[tuple[float, str], ...] = ()


def chart(block: Block) -> Chart:
    """Read a chart: pie (segments), bar, line or area (series over categories); empty when it is none of these."""
    given = _mapping(block.get("chart"))
    kind = str(given.get("type", ""))
    if kind == "pie":
        return _pie(given)
    axis = _mapping(given.get("axis_config"))
    series = [one for one in given.get("series") or () if isinstance(one, Mapping)]
    names = tuple(str(one.get("name", "")) for one in series)
    points = [_points(one) for one in series]
    labels = [str(one) for one in axis.get("categories") or ()] or list(dict.fromkeys(k for one in points for k in one))
    table = [[one.get(label) for one in points] for label in labels]
    rows = tuple((label, tuple(map(_words, values))) for label, values in zip(labels, table, strict=True))
    titles = str(axis.get("x_label", "")), str(axis.get("y_label", ""))
    scale = _Scale.of([value for values in table for value in values if value is not None], len(labels))
    shapes: dict[str, Any] = {"ticks": scale.ticks, "labels": scale.labels(labels)}
    if kind == "bar":
        shapes["bars"] = tuple(_bars(scale, labels, names, table))
    else:
        shapes["lines"] = tuple(_lines(scale, labels, names, table, kind == "area"))
    return Chart(kind, names, rows, *titles, **shapes)


def _mapping(value: Any) -> Block:
    return value if isinstance(value, Mapping) else {}


def _points(series: Block) -> dict[str, float]:
    found = (one for one in series.get("data") or () if isinstance(one, Mapping))
    return {str(one.get("label", "")): number for one in found if (number := _number(one.get("value"))) is not None}


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST
    return float(value) if is_number else None


def _words(value: float | None) -> str:
    return "–" if value is None else f"{value:,.10g}"


def _pie(given: Block) -> Chart:
    segments = [one for one in given.get("segments") or () if isinstance(one, Mapping)]
    values = [max(_number(one.get("value")) or 0.0, 0.0) for one in segments]
    total = sum(values) or 1.0
    shares = [value / total * 100 for value in values]
    starts = [0.0, *accumulate(shares)]
    labels = [str(one.get("label", "")) for one in segments]
    said = [f"{_words(value)} ({share:.0f}%)" for value, share in zip(values, shares, strict=True)]
    rows = tuple((label, (words,)) for label, words in zip(labels, said, strict=True))
    slices = (
        Slice(round(share, 3), round(start, 3), at % COLOURS, f"{rows[at][0]}: {rows[at][1][0]}")
        for at, (share, start) in enumerate(zip(shares, starts, strict=False))
    )
    return Chart("pie", ("Value",), rows, slices=tuple(slices))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Values to heights, and categories to places."""

    low: float
    high: float
    step: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float], count: int) -> "_Scale":
        low, high = min([0.0, *values]), max([0.0, *values])
        raw = (high - low) / STEPS if high - low > SMALLEST else 1.0
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(nice * power for nice in (1, 2, 2.5, 5, 10) if nice * power >= raw)
        return cls(math.floor(low / step) * step, math.ceil(high / step) * step or step, step, max(count, 1))

    def y(self, value: float) -> float:
        return round(TOP + (self.high - value) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM), 1)

    @property
    def room(self) -> float:
        return (WIDTH - LEFT - RIGHT) / self.count

    def x(self, at: int) -> float:
        return round(LEFT + (at + 0.5) * self.room, 1)

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        number = round((self.high - self.low) / self.step) + 1
        values = (self.low + at * self.step for at in range(number))
        return tuple((self.y(value), _words(round(value, 10))) for value in values)

    def labels(self, labels: Sequence[str]) -> tuple[tuple[float, str], ...]:
        each = -(-len(labels) // LABELS_SHOWN) or 1
        letters = max(int(self.room * each / 7), 3)
        return tuple((self.x(at), _short(label, letters)) for at, label in enumerate(labels) if at % each == 0)


def _short(label: str, letters: int) -> str:
    return label if len(label) <= letters else label[: letters - 1] + "…"


def _bars(
    scale: _Scale, labels: Sequence[str], names: Sequence[str], table: Sequence[Sequence[float | None]]
) -> Iterable[Bar]:
    width = min(scale.room * 0.72 / max(len(names), 1), 46)
    for at, values in enumerate(table):
        left = scale.x(at) - width * len(names) / 2
        for one, value in enumerate(values):
            if value is not None:
                top, foot = sorted((scale.y(value), scale.y(0)))
                words = f"{labels[at]}, {names[one]}: {_words(value)}"
                yield Bar(round(left + one * width, 1), top, round(width - 2, 1), foot - top, one % COLOURS, words)


def _lines(
    scale: _Scale, labels: Sequence[str], names: Sequence[str], table: Sequence[Sequence[float | None]], filled: bool
) -> Iterable[Line]:
    for one, name in enumerate(names):
        dots = tuple(
            (scale.x(at), scale.y(value), f"{labels[at]}, {name}: {_words(value)}")
            for at, values in enumerate(table)
            if (value := values[one]) is not None
        )
        points = " ".join(f"{x},{y}" for x, y, _ in dots)
        area = f"{dots[0][0]},{scale.y(0)} {points} {dots[-1][0]},{scale.y(0)}" if filled and dots else ""
        yield Line(points, dots, area, one % COLOURS)
