"""Growth with the size of the library: one panel for each figure, both axes logarithmic."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fashion_desktop.bench.figure import Figure
from fashion_desktop.bench.growth import Growth, growths
from fashion_desktop.bench.plot_style import (
    ACCENT,
    BASELINE,
    LINE,
    MARGIN,
    SECONDARY,
    WIDTH,
    heading,
)
from fashion_desktop.bench.scale import LogScale, short_number
from fashion_desktop.bench.svg import Drawing, shortened

_COLUMNS = 3
_GAP = 32
_PANEL_WIDTH = (WIDTH - 2 * MARGIN - (_COLUMNS - 1) * _GAP) / _COLUMNS
_PANEL_HEIGHT = 270
_AXIS_WIDTH = 52
_HEAD_HEIGHT = 62
_FOOT_HEIGHT = 30
_PADDING_DECADES = 0.12


@dataclass(frozen=True, slots=True)
class _Series:
    name: str
    colour: str
    sizes: list[int]
    values: list[float]
    exponent: float | None

    @property
    def legend(self) -> str:
        return self.name if self.exponent is None else f"{self.name}: exponent {self.exponent:+.2f}"


def draw_growth(drawing: Drawing, y: float, figures: list[Figure]) -> float:
    """Draw a panel for each figure measured at several sizes; return where they end."""
    found = [growth for growth in growths(figures) if min(growth.ours) > 0]
    if not found:
        return y
    y = heading(drawing, y, "Growth with the number of products", "logarithmic axes") + 8
    for number, growth in enumerate(found):
        row, column = divmod(number, _COLUMNS)
        left = MARGIN + column * (_PANEL_WIDTH + _GAP)
        _draw_panel(drawing, left, y + row * (_PANEL_HEIGHT + _GAP), growth)
    return y + math.ceil(len(found) / _COLUMNS) * (_PANEL_HEIGHT + _GAP)


def _draw_panel(drawing: Drawing, left: float, top: float, growth: Growth) -> None:
    series = [_Series("ours", ACCENT, growth.sizes, growth.ours, growth.exponent)]
    if growth.baseline and min(growth.baseline) > 0:
        series.append(
            _Series("baseline", BASELINE, growth.sizes, growth.baseline, growth.baseline_exponent)
        )
    title = shortened(f"{growth.what}, {growth.unit}", _PANEL_WIDTH, 13)
    drawing.text(left, top + 14, title, bold=True)
    legend_x = left
    for one in series:
        drawing.dot(legend_x + 4, top + 32, 4, one.colour)
        drawing.text(legend_x + 13, top + 36, one.legend, size=11, fill=SECONDARY)
        legend_x += 150

    x_scale, y_scale = _scales(left, top, growth.sizes, [v for s in series for v in s.values])
    for tick in y_scale.ticks():
        y = y_scale(tick)
        drawing.line((x_scale.start, y), (x_scale.end, y), LINE)
        label = short_number(tick)
        drawing.text(x_scale.start - 6, y + 4, label, size=11, fill=SECONDARY, anchor="end")
    for size in growth.sizes:
        x = x_scale(size)
        drawing.line((x, y_scale.start), (x, y_scale.end), LINE)
        label = short_number(size)
        drawing.text(x, y_scale.start + 18, label, size=11, fill=SECONDARY, anchor="middle")
    for one in reversed(series):
        points = [(x_scale(s), y_scale(v)) for s, v in zip(one.sizes, one.values, strict=True)]
        drawing.path(points, one.colour, dashed=one.name == "baseline")
        for x, y in points:
            drawing.dot(x, y, 3.5, one.colour)


def _scales(
    left: float, top: float, sizes: list[int], values: list[float]
) -> tuple[LogScale, LogScale]:
    """Return both axes. The upright one spans no fewer decades: what is flat looks flat."""
    x_low, x_high = math.log10(min(sizes)), math.log10(max(sizes))
    y_low, y_high = math.log10(min(values)), math.log10(max(values))
    lacking = max(0.0, (x_high - x_low) - (y_high - y_low))
    y_low, y_high = y_low - lacking / 2 - _PADDING_DECADES, y_high + lacking / 2 + _PADDING_DECADES
    x_low, x_high = x_low - _PADDING_DECADES / 2, x_high + _PADDING_DECADES / 2
    bottom = top + _PANEL_HEIGHT - _FOOT_HEIGHT
    return (
        LogScale(10**x_low, 10**x_high, left + _AXIS_WIDTH, left + _PANEL_WIDTH),
        LogScale(10**y_low, 10**y_high, bottom, top + _HEAD_HEIGHT),
    )
