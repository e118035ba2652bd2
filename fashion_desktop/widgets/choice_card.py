"""A large button that explains a choice: icon, title and a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fashion_desktop.widgets.parts import column, label
from fashion_desktop.widgets.theme import Theme, icon

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPaintEvent

_KEY_REASONS = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
_ICON_PX = 32
_PADDING_PX = 24
_CORNER_PX = 10


class ChoiceCard(QAbstractButton):
    """One of a few large choices; works like any button, by mouse, Space and Enter."""

    def __init__(self, icon_name: str, title: str, explanation: str, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon_name = icon_name
        self._reached_by_keys = False
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        parts = (label(title, "title"), label(explanation, "hint", wrap=True))
        for part in parts:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(column(_ICON_PX + 8, *parts, 0, margin=_PADDING_PX))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return a size that fits three cards beside each other at 1280 px."""
        return QSize(272, 184)

    def minimumSizeHint(self) -> QSize:
        """Return the least size at which the words still fit."""
        return QSize(208, 168)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Calm down."""
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring to those who came by keyboard."""
        super().focusInEvent(event)
        self._reached_by_keys = event.reason() in _KEY_REASONS
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as well as Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card's ground, ring and icon; the labels draw themselves."""
        colours = self._theme.colours
        marked = self.underMouse() or (self.hasFocus() and self._reached_by_keys)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width_px = 2 if marked else 1
        inset = width_px / 2
        ground = colours.pressed if self.isDown() else colours.surface
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(colours.accent if marked else colours.line), width_px))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), _CORNER_PX, _CORNER_PX
        )
        icon(self._icon_name, self._theme, tint="accent").paint(
            painter, _PADDING_PX, _PADDING_PX, _ICON_PX, _ICON_PX
        )
        painter.end()
