"""The histogram that stands behind the threshold slider, as a shape to fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

if TYPE_CHECKING:
    from collections.abc import Sequence

BAR_PITCH_PX = 4
_BAR_WIDTH_PX = 3
_LEAST_HEIGHT_PX = 3.0
_CORNER_PX = 1.5
_LEAST_FULL = 4  # so that a handful of candidates does not look like a wall


def histogram_path(bins: Sequence[int], area: QRectF) -> QPainterPath:
    """Return the bars of ``bins`` standing on the bottom edge of ``area``.

    The fullest bin is as high as the area, unless all hold only a few; a bin with a single
    member stays visible.
    """
    path = QPainterPath()
    fullest = max([_LEAST_FULL, *bins])
    for index, count in enumerate(bins):
        if count == 0:
            continue
        height_px = max(area.height() * count / fullest, _LEAST_HEIGHT_PX)
        left_px = area.left() + index * BAR_PITCH_PX
        bar = QRectF(left_px, area.bottom() - height_px, _BAR_WIDTH_PX, height_px)
        path.addRoundedRect(bar, _CORNER_PX, _CORNER_PX)
    return path


def histogram_picture(
    bins: Sequence[int], area: QRectF, size: QSizeF, scale: float, colour: QColor
) -> QPixmap:
    """Return a transparent picture of ``size`` with the bars in ``area`` filled with ``colour``.

    Args:
        bins: members of each bin, from left to right.
        area: where the bars stand, in the coordinates of ``size``.
        size: in device-independent pixels.
        scale: device pixels for each of them.
        colour: of the bars.
    """
    picture = QPixmap((size * scale).toSize())
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(histogram_path(bins, area), colour)
    painter.end()
    return picture


def bin_count(width_px: float) -> int:
    """Return how many bars fit into ``width_px``, at least one."""
    return max(int(width_px) // BAR_PITCH_PX, 1)
