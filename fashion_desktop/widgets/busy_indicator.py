"""A calm sign that something is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

    from fashion_desktop.widgets.theme import Theme

_STEP_MS = 40
_STEP_DEGREES = 12
_ARC_DEGREES = 90


class BusyIndicator(QWidget):
    """A thin ring with a turning arc; it only turns, and only costs time, while visible."""

    def __init__(self, theme: Theme, side_px: int = 16) -> None:
        super().__init__()
        self._theme = theme
        self._side_px = side_px
        self._angle = 90
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._turn)
        self.setFixedSize(side_px, side_px)
        self.setAccessibleName("Working")

    def sizeHint(self) -> QSize:
        """Return the fixed side length, both ways."""
        return QSize(self._side_px, self._side_px)

    def showEvent(self, event: QShowEvent) -> None:
        """Start turning."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop turning."""
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring and its arc."""
        width_px = 2 if self._side_px <= 24 else 3
        ring = QRectF(self.rect()).adjusted(width_px, width_px, -width_px, -width_px)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.colours.line), width_px))
        painter.drawEllipse(ring)
        pen = QPen(QColor(self._theme.colours.accent), width_px)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(ring, self._angle * 16, _ARC_DEGREES * 16)
        painter.end()

    def _turn(self) -> None:
        self._angle = (self._angle - _STEP_DEGREES) % 360
        self.update()
