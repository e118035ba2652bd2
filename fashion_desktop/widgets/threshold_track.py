"""The painted part of the threshold slider: histogram, scale and handle.

It turns gestures into wishes (``moved``, ``stepped``, ...) and shows what it is told; what a
wish means is decided by the slider around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from fashion_desktop.domain.threshold_scale import Candidates, ThresholdScale, rounded
from fashion_desktop.widgets.axis_labels import place_labels
from fashion_desktop.widgets.histogram import bin_count, histogram_picture
from fashion_desktop.widgets.theme.fonts import SECONDARY_PX, interface_font

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QFocusEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from fashion_desktop.widgets.theme import Theme

_SIDE_PX = 11  # room for half the handle and its focus ring
_BARS_TOP_PX = 4
_BARS_HEIGHT_PX = 52
_AXIS_Y_PX = _BARS_TOP_PX + _BARS_HEIGHT_PX + 2
_LABELS_TOP_PX = _AXIS_Y_PX + 13
_LABELS_HEIGHT_PX = 14
_HANDLE_RADIUS_PX = 7.0
_GRAB_RADIUS_PX = 10
_LEAST_WIDTH_PX = 200
_WHEEL_STEP = 0.012  # of the scale's length, for one notch
_POINTER_DIGITS = 3  # a pixel is about a hundredth of the score: more digits would be noise
_PAGE = 10

_STEPS = {
    Qt.Key.Key_Left: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}


class ThresholdTrack(QWidget):
    """Histogram of the candidates on a logarithmic axis, with a handle at the threshold."""

    moved = Signal(float)
    """The pointer or the wheel asks for this score as threshold."""
    stepped = Signal(int)
    """The keyboard asks for so many candidates more (or, negative, fewer)."""
    end_requested = Signal(bool)
    """The keyboard asks for all candidates (True) or the nearest one only (False)."""
    reset_requested = Signal()
    wheel_turned = Signal()
    released = Signal()
    """A drag, or a key held down, has ended."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._candidates = Candidates()
        self._scale = ThresholdScale.fit(self._candidates, 1.0)
        self._recommended = 1.0
        self._threshold = 1.0
        self._bars: dict[tuple[str, float], QPixmap] = {}
        self._labels: list[tuple[QRectF, str]] | None = None
        self._label_font = interface_font(SECONDARY_PX - 1)
        self._grab_offset_px: float | None = None
        self._key_held = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # repaints as the pointer comes and goes
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._forget_shapes)

    def show_candidates(
        self, candidates: Candidates, scale: ThresholdScale, recommended: float
    ) -> None:
        """Draw these candidates on this scale, with a mark at the recommended threshold."""
        self._candidates, self._scale, self._recommended = candidates, scale, recommended
        self._forget_shapes()

    def show_threshold(self, threshold: float) -> None:
        """Move the handle."""
        self._threshold = threshold
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size that shows the histogram comfortably."""
        return QSize(320, _LABELS_TOP_PX + _LABELS_HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size that can still be aimed at."""
        return QSize(_LEAST_WIDTH_PX, _LABELS_TOP_PX + _LABELS_HEIGHT_PX)

    # Geometry

    def _x_of(self, score: float) -> float:
        return _SIDE_PX + self._scale.position(score) * self._axis_width_px()

    def _score_at(self, x_px: float) -> float:
        position = (x_px - _SIDE_PX) / self._axis_width_px()
        return rounded(self._scale.score(position), _POINTER_DIGITS)

    def _axis_width_px(self) -> float:
        return max(self.width() - 2.0 * _SIDE_PX, 1.0)

    def _forget_shapes(self) -> None:
        self._bars.clear()
        self._labels = None
        self.update()

    def _bars_in(self, colour: QColor) -> QPixmap:
        """Return the histogram in one colour: filling its shape is too slow for each frame."""
        scale = self.devicePixelRatioF()
        key = (colour.name(), scale)
        if key not in self._bars:
            width_px = self._axis_width_px()
            bins = self._candidates.bins(self._scale, bin_count(width_px))
            area = QRectF(_SIDE_PX, _BARS_TOP_PX, width_px, _BARS_HEIGHT_PX)
            size = QSizeF(self.width(), _AXIS_Y_PX)
            self._bars[key] = histogram_picture(bins, area, size, scale, colour)
        return self._bars[key]

    def _placed_labels(self) -> list[tuple[QRectF, str]]:
        if self._labels is None:
            row = QRectF(0, _LABELS_TOP_PX, self.width(), _LABELS_HEIGHT_PX)
            ticks = self._scale.ticks()
            self._labels = place_labels(ticks, self._x_of, row, self._label_font, self.locale())
        return self._labels

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw bars, axis, labels and handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        self._paint_axis(painter)
        self._paint_labels(painter)
        self._paint_handle(painter)
        painter.end()

    def _kept_colour(self) -> QColor:
        colours = self._theme.colours
        return QColor(colours.accent if self.isEnabled() else colours.muted)

    def _paint_bars(self, painter: QPainter) -> None:
        handle_x = self._x_of(self._threshold)
        loose = QRectF(0, 0, handle_x, _AXIS_Y_PX)
        tight = QRectF(handle_x, 0, self.width() - handle_x, _AXIS_Y_PX)
        for area, colour in (
            (loose, QColor(self._theme.colours.muted)),
            (tight, self._kept_colour()),
        ):
            painter.save()
            painter.setClipRect(area)
            painter.drawPixmap(0, 0, self._bars_in(colour))
            painter.restore()

    def _paint_axis(self, painter: QPainter) -> None:
        colours = self._theme.colours
        left_px, right_px = float(_SIDE_PX), self.width() - float(_SIDE_PX)
        handle_x = self._x_of(self._threshold)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.control_line))
        painter.drawRoundedRect(QRectF(left_px, _AXIS_Y_PX - 1.5, right_px - left_px, 3), 1.5, 1.5)
        painter.setBrush(self._kept_colour())
        painter.drawRoundedRect(
            QRectF(handle_x, _AXIS_Y_PX - 1.5, right_px - handle_x, 3), 1.5, 1.5
        )
        if self._scale.crowd_share < 1.0:
            self._paint_break(painter, left_px + self._scale.crowd_share * self._axis_width_px())
        painter.setPen(QPen(QColor(colours.secondary), 1.5))
        mark_x = self._x_of(self._recommended)
        painter.drawLine(QPointF(mark_x, _AXIS_Y_PX + 6), QPointF(mark_x, _AXIS_Y_PX + 10))

    def _paint_break(self, painter: QPainter, x_px: float) -> None:
        """Interrupt the axis where the scale is compressed."""
        ground = self.palette().color(QPalette.ColorRole.Window)
        painter.setPen(QPen(ground, 4))
        painter.drawLine(QPointF(x_px - 2, _AXIS_Y_PX + 4), QPointF(x_px + 2, _AXIS_Y_PX - 4))
        painter.setPen(QPen(QColor(self._theme.colours.secondary), 1))
        for shift_px in (-2.0, 2.0):
            painter.drawLine(
                QPointF(x_px + shift_px - 1.5, _AXIS_Y_PX + 4),
                QPointF(x_px + shift_px + 1.5, _AXIS_Y_PX - 4),
            )

    def _paint_labels(self, painter: QPainter) -> None:
        painter.setFont(self._label_font)
        painter.setPen(QColor(self._theme.colours.secondary))
        for place, text in self._placed_labels():
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_handle(self, painter: QPainter) -> None:
        colours = self._theme.colours
        colour = self._kept_colour()
        centre = QPointF(self._x_of(self._threshold), _AXIS_Y_PX)
        if len(self._candidates):
            painter.setPen(QPen(colour, 1))
            painter.drawLine(QPointF(centre.x(), _BARS_TOP_PX), centre)
        if self.hasFocus():
            painter.setPen(QPen(colour, 2))
            painter.setBrush(QColor(colours.selection))
            painter.drawEllipse(centre, _HANDLE_RADIUS_PX + 3, _HANDLE_RADIUS_PX + 3)
        active = self.underMouse() or self._grab_offset_px is not None
        painter.setPen(QPen(QColor(colours.surface), 1.5))
        painter.setBrush(QColor(colours.accent_hover) if active and self.isEnabled() else colour)
        painter.drawEllipse(centre, _HANDLE_RADIUS_PX, _HANDLE_RADIUS_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out bars and labels anew."""
        super().resizeEvent(event)
        self._forget_shapes()

    # Gestures

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grab the handle, or make it jump to the pointer."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        offset_px = event.position().x() - self._x_of(self._threshold)
        if abs(offset_px) <= _GRAB_RADIUS_PX:
            self._grab_offset_px = offset_px
        else:
            self._grab_offset_px = 0.0
            self.moved.emit(self._score_at(event.position().x()))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle."""
        if self._grab_offset_px is not None:
            self.moved.emit(self._score_at(event.position().x() - self._grab_offset_px))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if event.button() == Qt.MouseButton.LeftButton and self._grab_offset_px is not None:
            self._grab_offset_px = None
            self.update()
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the recommended threshold."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_requested.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move a little; up is tighter."""
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120.0
        position = self._scale.position(self._threshold) + notches * _WHEEL_STEP
        if notches:
            self.moved.emit(rounded(self._scale.score(position), _POINTER_DIGITS))
            self.wheel_turned.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step through the candidates."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.end_requested.emit(key == Qt.Key.Key_Home)
        else:
            super().keyPressEvent(event)
            return
        self._key_held = True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End a run of steps once the key is let go."""
        if self._key_held and not event.isAutoRepeat():
            self._key_held = False
            self.released.emit()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a run of steps that loses the keyboard."""
        if self._key_held:
            self._key_held = False
            self.released.emit()
        super().focusOutEvent(event)
