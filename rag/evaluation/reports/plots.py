"""Small plots as inline SVG: the same bytes for the same figures, coloured by the page's CSS."""

from collections.abc import Sequence

from rag.evaluation.selective import Bin, RiskPoint
from rag.evaluation.statistics import Interval

WIDTH, HEIGHT = 420, 260
LEFT, BOTTOM, TOP, RIGHT = 58, 40, 12, 20
BAR = 150
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def risk_plot(points: Sequence[RiskPoint], chosen: tuple[float, float] | None) -> str:
    """Risk over coverage; `chosen` is where the system stands (coverage, risk)."""
    steps = [(point.coverage, point.risk) for point in points]
    top = _nice(max([risk for _, risk in steps] + [0.12]))
    marks = [
        f'<line class="guide" x1="{_x(0)}" x2="{_x(1)}" y1="{_y(level, top)}" '
        f'y2="{_y(level, top)}"/><text class="note" x="{_x(1)}" '
        f'y="{_y(level, top, shift)}" text-anchor="end">{level:.0%} risk</text>'
        for level, shift in ((0.05, 11), (0.1, -4))
    ]
    curve = [f'<polyline class="curve" points="{_path(steps, top)}"/>'] if steps else []
    dot = [_dot(*chosen, top)] if chosen else []
    return _frame("Coverage", "Risk", top, [*marks, *curve, *dot])


def reliability_plot(bins: Sequence[Bin]) -> str:
    """Share of right answers over confidence, a dot a bin of equal mass."""
    diagonal = f'<line class="guide" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    steps = [(item.confidence, item.accuracy) for item in bins]
    gaps = [
        f'<line class="gap" x1="{_x(x)}" x2="{_x(x)}" y1="{_y(x)}" y2="{_y(y)}"/>' for x, y in steps
    ]
    curve = f'<polyline class="curve" points="{_path(steps, 1.0)}"/>'
    dots = [
        f'<circle class="dot" cx="{_x(item.confidence)}" cy="{_y(item.accuracy)}" r="4">'
        f"<title>{item.size} answers, confidence {item.confidence:.2f}, "
        f"right {item.accuracy:.2f}</title></circle>"
        for item in bins
    ]
    return _frame("Confidence", "Right answers", 1.0, [diagonal, *gaps, curve, *dots])


def interval_bar(value: float, interval: Interval | None, low: float = 0.0) -> str:
    """A value with its interval on a line from `low` to 1."""
    whisker = ""
    if interval:
        first, last = _along(interval.low, low), _along(interval.high, low)
        whisker = f'<line class="whisker" x1="{first}" x2="{last}" y1="7" y2="7"/>'
    return (
        f'<svg class="bar" viewBox="0 0 {BAR} 14" width="{BAR}" height="14" aria-hidden="true">'
        f'<line class="rail" x1="4" x2="{BAR - 4}" y1="7" y2="7"/>{whisker}'
        f'<circle class="dot" cx="{_along(value, low)}" cy="7" r="3.5"/></svg>'
    )


def _along(value: float, low: float) -> float:
    return round(4 + (min(max(value, low), 1.0) - low) / (1 - low) * (BAR - 8), 1)


def _frame(across: str, up: str, top: float, marks: Sequence[str]) -> str:
    grid = [
        f'<line class="grid" x1="{_x(0)}" x2="{_x(1)}" y1="{_y(t * top, top)}" '
        f'y2="{_y(t * top, top)}"/><text x="{LEFT - 8}" y="{_y(t * top, top, 4)}" '
        f'text-anchor="end">{t * top:.0%}</text>'
        f'<text x="{_x(t)}" y="{HEIGHT - BOTTOM + 17}" text-anchor="middle">{t:.0%}</text>'
        for t in TICKS
    ]
    titles = (
        f'<text class="title" x="{_x(0.5)}" y="{HEIGHT - 6}" text-anchor="middle">{across}</text>'
        f'<text class="title" transform="translate(11 {HEIGHT / 2 - 10}) rotate(-90)" '
        f'text-anchor="middle">{up}</text>'
    )
    body = "".join([*grid, titles, *marks])
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{up} over {across.lower()}"'
    return f'<svg class="plot" {box}>{body}</svg>'


def _dot(coverage: float, risk: float, top: float) -> str:
    """Where the system stands, labelled on the side that has room."""
    side, anchor = (10, "start") if coverage < 0.5 else (-10, "end")
    return (
        f'<circle class="chosen" cx="{_x(coverage)}" cy="{_y(risk, top)}" r="5"/>'
        f'<text class="note strong" x="{_x(coverage) + side}" y="{_y(risk, top, 4)}" '
        f'text-anchor="{anchor}">as shipped</text>'
    )


def _path(steps: Sequence[tuple[float, float]], top: float) -> str:
    return " ".join(f"{_x(x)},{_y(y, top)}" for x, y in steps)


def _x(share: float) -> float:
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(value: float, top: float = 1.0, shift: float = 0.0) -> float:
    return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM) + shift, 1)


def _nice(greatest: float) -> float:
    """The next of a few round numbers, so that two reports share their scale where they can."""
    return next(top for top in (0.2, 0.4, 0.6, 0.8, 1.0) if greatest <= top)
