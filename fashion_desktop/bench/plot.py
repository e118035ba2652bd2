"""A result as a picture: ours beside the baselines, beside the targets, and growth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fashion_desktop.bench.figure import Better, Figure
from fashion_desktop.bench.plot_growth import draw_growth
from fashion_desktop.bench.plot_style import (
    ACCENT,
    BAD,
    LINE,
    MARGIN,
    NEUTRAL,
    SECONDARY,
    TEXT,
    WIDTH,
    heading,
)
from fashion_desktop.bench.report import number_text, target_text, value_text
from fashion_desktop.bench.result import Result
from fashion_desktop.bench.scale import LogScale, short_number
from fashion_desktop.bench.svg import Drawing, shortened, text_width

_LABEL_WIDTH = 430
_BARS_X = MARGIN + _LABEL_WIDTH + 24
_BARS_END = 920
_VALUES_X = 1010
_NUMBER_WIDTH = 60
_ROW = 40
_BAR = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: how many times better than what it is compared with.

    Attributes:
        target: the same of the value to reach, or None.
        is_met: None where there is no target.
    """

    label: str
    size: str
    below_label: str
    times_better: float
    target: float | None
    is_met: bool | None
    value: str
    below_value: str


def write_plot(result: Result, path: Path) -> None:
    """Draw a result into a .png or .svg file.

    Raises:
        FashionDesktopError: the file cannot be written.
    """
    drawing = Drawing(WIDTH)
    y = _draw_head(drawing, result)
    figures = _largest_sizes([found.figure for found in result.figures])
    y = _draw_bars(
        drawing,
        y,
        "Times better than the baseline of the same run",
        [bar for figure in figures if (bar := _beside_baseline(figure))],
    )
    y = _draw_bars(
        drawing,
        y,
        "Times better than the fixed target",
        [bar for figure in figures if (bar := _beside_target(figure))],
    )
    y = draw_growth(drawing, y, [found.figure for found in result.figures])
    drawing.height = y + MARGIN / 2
    drawing.write(path)


def _draw_head(drawing: Drawing, result: Result) -> float:
    machine = result.machine
    drawing.text(MARGIN, 58, "How fast Fashion Desktop is", size=26, bold=True)
    judged = [f.figure.met for f in result.figures if f.figure.met is not None]
    where = [
        str(machine.get("processor") or "unknown processor"),
        f"{machine.get('usable_threads')} threads",
        *machine.get("vector_instructions", [])[:2],
        f"{machine.get('memory_gib')} GiB memory",
        str(machine.get("os") or "").split("-")[0],
    ]
    how = [
        result.date[:10],
        f"version {result.version}",
        f"{result.mode} mode",
        f"{sum(judged)} of {len(judged)} targets met",
    ]
    drawing.text(MARGIN, 84, " · ".join(filter(None, where)), fill=SECONDARY)
    drawing.text(MARGIN, 104, " · ".join(filter(None, how)), fill=SECONDARY)
    return 120


def _largest_sizes(figures: list[Figure]) -> list[Figure]:
    """Return one figure of each name: growth shows the others."""
    largest: dict[str, Figure] = {}
    for figure in figures:
        before = largest.get(figure.name)
        if before is None or (figure.size or 0) > (before.size or 0):
            largest[figure.name] = figure
    return list(largest.values())


def _beside_baseline(figure: Figure) -> Bar | None:
    if figure.baseline is None:
        return None
    target = None
    if figure.target is not None:
        bound = figure.target.bound
        target = bound * figure.baseline if figure.target.of_ratio else bound
    return _bar(figure, figure.baseline, target, f"instead of {number_text(figure.baseline)}")


def _beside_target(figure: Figure) -> Bar | None:
    if figure.baseline is not None or figure.target is None or figure.target.of_ratio:
        return None
    return _bar(figure, figure.target.bound, figure.target.bound, "")


def _bar(figure: Figure, reference: float, target: float | None, beside: str) -> Bar | None:
    def times_better(value: float) -> float:
        return value / reference if figure.better is Better.HIGHER else reference / value

    if min(figure.ours, reference, 1 if target is None else target) <= 0:
        return None
    verdict = {True: "reached", False: "not reached", None: ""}[figure.met]
    goal = target_text(figure)
    if target is not None and figure.target is not None and figure.target.of_ratio:
        goal = f"{number_text(times_better(target))}×"
    return Bar(
        label=figure.what,
        size=f", {short_number(figure.size)} products" if figure.size else "",
        below_label=figure.baseline_what if figure.baseline is not None else figure.note,
        times_better=times_better(figure.ours),
        target=None if target is None else times_better(target),
        is_met=figure.met,
        value=f"{value_text(figure.ours, figure.unit)} {beside}".strip(),
        below_value=f"target {goal}, {verdict}" if verdict else "no target",
    )


def _draw_bars(drawing: Drawing, y: float, title: str, bars: list[Bar]) -> float:
    """Draw a section of rows; return where the next one begins."""
    if not bars:
        return y
    has_target = any(bar.target is not None for bar in bars)
    note = "logarithmic axis" + ("; the black mark is the target" if has_target else "")
    y = heading(drawing, y, title, note)
    shown = [value for bar in bars for value in (bar.times_better, bar.target) if value]
    lowest, highest = min(1.0, *shown), max(2.0, *shown)
    left = _BARS_X + (_NUMBER_WIDTH if lowest < 1 else 0)
    scale = LogScale(lowest / 1.05, highest * 1.15, left, _BARS_END)
    top, bottom = y + 24, y + 24 + _ROW * len(bars)
    ticks = [tick for tick in scale.ticks() if tick != 1]
    for tick in [*ticks, 1.0]:
        x = scale(tick)
        drawing.line((x, top), (x, bottom), SECONDARY if tick == 1 else LINE)
        drawing.text(x, top - 8, f"{short_number(tick)}×", size=11, fill=SECONDARY, anchor="middle")
    for number, bar in enumerate(bars):
        _draw_bar(drawing, scale, top + _ROW * number, bar)
    return bottom + 28


def _draw_bar(drawing: Drawing, scale: LogScale, top: float, bar: Bar) -> None:
    middle = top + _ROW / 2
    label_y = middle - 2 if bar.below_label else middle + 5
    label = shortened(bar.label, _LABEL_WIDTH - text_width(bar.size, 13), 13)
    drawing.text(MARGIN, label_y, label + bar.size)
    below = shortened(bar.below_label, _LABEL_WIDTH, 11)
    drawing.text(MARGIN, middle + 13, below, size=11, fill=SECONDARY)
    colour = {True: ACCENT, False: BAD, None: NEUTRAL}[bar.is_met]
    start, end = sorted((scale(1), scale(bar.times_better)))
    drawing.rect(start, middle - _BAR / 2, max(end - start, 1.5), _BAR, colour)
    if bar.target is not None:
        x = scale(bar.target)
        drawing.line((x, middle - _BAR / 2 - 5), (x, middle + _BAR / 2 + 5), TEXT, 2)
    _draw_times(drawing, scale, middle, bar)
    width = WIDTH - MARGIN - _VALUES_X
    drawing.text(_VALUES_X, middle - 2, shortened(bar.value, width, 13))
    fill = BAD if bar.is_met is False else SECONDARY
    drawing.text(_VALUES_X, middle + 13, bar.below_value, size=11, fill=fill)


def _draw_times(drawing: Drawing, scale: LogScale, middle: float, bar: Bar) -> None:
    """Write the number beside the bar's end, clear of the target's mark."""
    text = f"{number_text(bar.times_better)}×"
    width = text_width(text, 12)
    grows_right = bar.times_better >= 1
    x = scale(bar.times_better) + (6 if grows_right else -6)
    target = None if bar.target is None else scale(bar.target)
    if target is not None:
        left, right = (x, x + width) if grows_right else (x - width, x)
        if left - 4 <= target <= right + 4:
            x = target + (6 if grows_right else -6)
    anchor = "start" if grows_right else "end"
    drawing.text(x, middle + 4, text, size=12, bold=True, anchor=anchor)
