"""Where the labels of a score axis stand, so that none covers another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import QLocale

_GAP_PX = 10.0  # between two labels


def place_labels(
    ticks: Iterable[float],
    x_of: Callable[[float], float],
    row: QRectF,
    font: QFont,
    locale: QLocale,
) -> list[tuple[QRectF, str]]:
    """Return the labels that fit into ``row`` with their places, the roundest numbers first.

    Args:
        ticks: scores that may be labelled.
        x_of: horizontal place of a score, in pixels.
        row: the strip for the labels; those near its ends are moved inside.
        font: what the labels are written in.
        locale: how numbers are written.
    """
    metrics = QFontMetricsF(font)
    placed: list[tuple[QRectF, str]] = []
    for tick in sorted(ticks, key=_roundness):
        text = locale.toString(tick, "g", 3)
        width_px = metrics.horizontalAdvance(text) + _GAP_PX
        left_px = max(x_of(tick) - width_px / 2, row.left() - _GAP_PX / 2)
        left_px = min(left_px, row.right() - width_px + _GAP_PX / 2)
        place = QRectF(left_px, row.top(), width_px, row.height())
        if not any(place.intersects(other) for other, _ in placed):
            placed.append((place, text))
    return placed


def _roundness(tick: float) -> tuple[int, float]:
    """Order ticks by how welcome their label is: powers of ten, then fives, then the rest."""
    first_digit = f"{tick:e}"[0]
    return {"1": 0, "5": 1}.get(first_digit, 2), -tick
