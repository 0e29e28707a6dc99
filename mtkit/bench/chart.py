"""Quality against speed as an SVG: a point a system, its interval, and the front of the best compromises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from mtkit.bench.results import Row


@dataclass(frozen=True, slots=True)
class Point:
    """One system: quality with its interval, source tokens per second (None where it was not timed).

    front: no other timed system is both better and faster.
    """

    name: str
    detail: str
    quality: float
    low: float
    high: float
    speed: float | None
    front: bool = False


def split_name(system: str) -> tuple[str, str]:
    """A system's own name, and how it was run."""
    name, _, detail = system.partition(" · ")
    return name, detail.replace(" · ", ", ")


def timed(rows: Sequence[Row], metric: str) -> list[Point]:
    """The points of rows that have the metric; those on the Pareto front are marked."""
    points = []
    for row in rows:
        score = next((s for s in row["scores"] if s["metric"] == metric), None)
        if score is None:
            continue
        low, high = score.get("interval") or (score["score"], score["score"])
        speed = (row["speed"]["source_tokens_per_second"] or None) if row["speed"] else None
        points.append(Point(*split_name(row["system"]), score["score"], low, high, speed))
    return [_marked(point, points) for point in points]


def _marked(point: Point, points: Sequence[Point]) -> Point:
    if point.speed is None:
        return point
    beaten = any(
        other.speed is not None
        and other.quality >= point.quality
        and other.speed >= point.speed
        and (other.quality, other.speed) != (point.quality, point.speed)
        for other in points
    )
    return Point(point.name, point.detail, point.quality, point.low, point.high, point.speed, not beaten)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Round numbers that cover [low, high] in about `count` steps."""
    span = max(high - low, 0.1)
    rough = span / count
    scale = 10.0 ** math.floor(math.log10(rough))
    step = next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= rough)
    first = math.floor(low / step)
    last = max(math.ceil(high / step), first + 1)
    return [round(step * n, 9) for n in range(first, last + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10 … that enclose [low, high]."""
    steps = [m * 10.0**e for e in range(-3, 9) for m in (1, 2, 5)]
    first = max((s for s in steps if s <= low), default=steps[0])
    last = min((s for s in steps if s >= high), default=steps[-1])
    if first == last:
        last = steps[steps.index(last) + 1]
    return [s for s in steps if first <= s <= last]


_NARROW = 500
_LINE = 15
_LETTER = 6.9  # the width of a letter of a label, rather too wide than too narrow


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where things lie: quality upwards, speed to the right on a logarithmic scale, a strip without speed."""

    width: int
    height: int
    rows: tuple[float, ...]
    columns: tuple[float, ...]
    strip: int

    left: int = 44
    top: int = 30
    bottom: int = 46

    def x(self, speed: float) -> float:
        low, high = math.log(self.columns[0]), math.log(self.columns[-1])
        inner = self.width - self.left - self.strip - 16
        return self.left + inner * (math.log(speed) - low) / (high - low)

    def y(self, quality: float) -> float:
        inner = self.height - self.top - self.bottom
        return self.top + inner * (self.rows[-1] - quality) / (self.rows[-1] - self.rows[0])


def scatter(points: Sequence[Point], metric: str, *, width: int = 760, height: int = 400) -> str:
    """The chart as an `<svg>` element, coloured by the page's custom properties; empty without points."""
    if not points:
        return ""
    speeds = [p.speed for p in points if p.speed]
    rows = tuple(ticks(min(p.low for p in points), max(p.high for p in points)))
    columns = tuple(_log_ticks(min(speeds) * 0.8, max(speeds) * 1.25)) if speeds else (1.0, 10.0)
    untimed = [p for p in points if p.speed is None]
    longest = max((len(_untimed_label(p)) for p in untimed), default=0)
    strip = 0 if not untimed else width - 60 if not speeds else min(52 + int(_LETTER * longest), width // 2)
    plane = _Plane(width, height, rows, columns, strip)
    parts = [*_axes(plane, metric, bool(speeds), bool(untimed)), *_front(plane, points)]
    parts += _timed_points(plane, points)
    parts += _untimed_points(plane, untimed)
    title = escape(f"{metric} against source tokens per second: the table below says the same")
    return (
        f'<svg class="scatter" viewBox="0 0 {width} {height}" role="img" aria-label="{title}" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _axes(plane: _Plane, metric: str, speeds: bool, untimed: bool) -> list[str]:
    right = plane.width - 8
    edge = right - plane.strip if untimed else right
    foot = plane.height - plane.bottom
    parts = [_text(4, 15, escape(metric), "axis name", "start")]
    for value in plane.rows:
        y = plane.y(value)
        parts.append(f'<line class="grid" x1="{plane.left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_text(plane.left - 8, y + 4, f"{value:g}", "axis", "end"))
    if speeds:
        beyond = math.inf
        for value in reversed(plane.columns):
            x = plane.x(value)
            parts.append(f'<line class="tick" x1="{x:.1f}" x2="{x:.1f}" y1="{foot}" y2="{foot + 5}"/>')
            width = _LETTER * len(f"{value:,g}")
            # The last makes room for what stands beyond it: another part of the chart, or its edge.
            last = value == plane.columns[-1] and (untimed or x + width / 2 > right)
            if x + width / 2 < beyond:
                beyond = x - (width if last else width / 2)
                at = x + 4 * last
                parts.append(_text(at, foot + 20, f"{value:,g}", "axis", "end" if last else "middle"))
        parts.append(_text(plane.left, foot + 39, "source tokens per second →", "axis name", "start"))
    if untimed:
        if speeds:
            parts.append(f'<line class="wall" x1="{edge}" x2="{edge}" y1="{plane.top - 8}" y2="{foot}"/>')
        parts.append(_text(edge + 16, foot + 20, "speed not known", "axis name", "start"))
    return parts


def _front(plane: _Plane, points: Sequence[Point]) -> list[str]:
    front = sorted((p for p in points if p.front and p.speed), key=lambda p: p.speed or 0)
    if len(front) < 2:
        return []
    path = " ".join(f"{plane.x(p.speed or 1):.1f},{plane.y(p.quality):.1f}" for p in front)
    return [f'<polyline class="front" points="{path}"/>']


def _timed_points(plane: _Plane, points: Sequence[Point]) -> list[str]:
    """Labels stand above and to the right of their points, or as near as nothing else stands in their way.

    On a narrow chart a model that stands there several times is named once. The front is drawn over the rest.
    """
    shown = sorted((p for p in points if p.speed), key=lambda p: (not p.front, -p.quality))
    dots = [(plane.x(p.speed or 1), plane.y(p.quality)) for p in shown]
    named: set[str] = set()
    taken: list[tuple[float, float, float]] = []
    parts = []
    edge = plane.width - 8 - plane.strip
    for point, (x, y) in zip(shown, dots, strict=True):
        label = f"{point.name} {point.detail.rpartition(', ')[2]}".strip()
        if plane.width < _NARROW and point.name in named and point.detail:
            label = point.detail.rpartition(", ")[2]
        named.add(point.name)
        width = _LETTER * len(label)
        start = max(2.0, min(x + 6, edge - 6 - width))
        at = _clear(y, start, start + width, taken, dots, plane.height - plane.bottom)
        mark = _mark(plane, point, x, "point best" if point.front else "point", 5.5)
        parts.append(mark + _text(start, at, escape(label), "label", "start") + "</g>")
    return parts[::-1]


def _clear(
    y: float,
    start: float,
    end: float,
    taken: list[tuple[float, float, float]],
    dots: Sequence[tuple[float, float]],
    foot: float,
) -> float:
    """A height for a label of [start, end] near `y`, clear of dots, other labels and the axis at `foot`.

    Above before below, since the front goes on downwards to the right; but beside its own dot before any
    place further away, where it would seem to belong to another.
    """
    above, below = ([y + first + step * _LINE * n for n in range(20)] for first, step in ((-10, -1), (20, 1)))
    nearest = [at for both in zip(above, below, strict=True) for at in both]
    at = above[0]
    for at in (height for height in nearest if _LINE < height < foot - 3):
        over = any(abs(at - other) < _LINE and start < right and left < end for other, left, right in taken)
        if not over and not any(start - 6 < dx < end + 6 and -6 < at - dy < 18 for dx, dy in dots):
            break
    taken.append((at, start, end))
    return at


def _untimed_points(plane: _Plane, points: Sequence[Point]) -> list[str]:
    """Points of the strip at the right, side by side where they are close, their labels pushed apart."""
    parts = []
    taken: list[float] = []
    left = plane.width - 8 - plane.strip + 16
    last, aside = -100.0, 0
    for point in sorted(points, key=lambda p: -p.quality):
        y = plane.y(point.quality)
        aside = (aside + 1) % 2 if y - last < 11 else 0
        last, x = y, left + 11 * aside
        at = _free(y + 4, taken)
        parts.append(_mark(plane, point, x, "point untimed", 4.5))
        parts.append(f'<path class="lead" d="M{x + 6:.1f},{y:.1f} L{left + 26:.1f},{at - 4:.1f}"/>')
        parts.append(_text(left + 30, at, escape(_untimed_label(point)), "label", "start") + "</g>")
    return parts


def _untimed_label(point: Point) -> str:
    return f"{point.name} {point.quality:.1f}"


def _mark(plane: _Plane, point: Point, x: float, kind: str, radius: float) -> str:
    """An open group: interval and dot, and what they say for whoever points at them."""
    high, middle, low = (plane.y(value) for value in (point.high, point.quality, point.low))
    return (
        f'<g class="{kind}"><title>{escape(_spoken(point))}</title>'
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{high:.1f}" y2="{low:.1f}"/>'
        f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="{radius}"/>'
    )


def _free(wanted: float, taken: list[float], gap: float = _LINE) -> float:
    """A height for a label, moved down past those above it."""
    at = wanted
    while any(abs(at - other) < gap for other in taken):
        at += 1
    taken.append(at)
    return at


def _text(x: float, y: float, text: str, kind: str, anchor: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'


def _spoken(point: Point) -> str:
    speed = f", {point.speed:,.0f} source tokens per second" if point.speed else ", not timed"
    how = f" ({point.detail})" if point.detail else ""
    return f"{point.name}{how}: {point.quality:.1f} [{point.low:.1f}, {point.high:.1f}]{speed}"


_STYLE = """
svg{--paper:#fffdf9;--ink:#1d1f24;--faint:#667;--rule:#e4e1d9;--accent:#a3341f;
font:12.5px system-ui,sans-serif;background:var(--paper)}
@media (prefers-color-scheme:dark){svg{--paper:#16181c;--ink:#e8e5de;--faint:#9a9da6;--rule:#33363d;
--accent:#ff9273}}
"""

CHART_STYLE = """
.scatter text{fill:var(--ink);font-family:system-ui,sans-serif;font-size:12.5px}
.scatter .label{paint-order:stroke;stroke:var(--paper,#fffdf9);stroke-width:4px;stroke-linejoin:round}
.scatter .axis{fill:var(--faint);font-size:11.5px;font-variant-numeric:tabular-nums}
.scatter .grid{stroke:var(--rule)}.scatter .tick{stroke:var(--faint)}
.scatter .wall{stroke:var(--rule);stroke-dasharray:2 4;stroke-width:1.5}
.scatter .front{fill:none;stroke:var(--accent);stroke-width:1.5;stroke-dasharray:5 4;opacity:.75}
.scatter .point line{stroke:var(--faint);stroke-width:1.4;opacity:.7}
.scatter .point circle{fill:var(--faint)}
.scatter .best circle{fill:var(--accent)}.scatter .best line{stroke:var(--accent)}
.scatter .untimed circle{fill:none;stroke:var(--faint);stroke-width:1.6}
.scatter .lead{fill:none;stroke:var(--faint);opacity:.5}
"""


def standalone(svg: str) -> str:
    """The chart as a document of its own, with its style."""
    return svg.replace(">", f"><style>{_STYLE}{CHART_STYLE}</style>", 1)
