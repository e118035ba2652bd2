"""A dismissible strip for what would otherwise be a message box."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from fashion_desktop.widgets.actions import Action, action_buttons, show_actions
from fashion_desktop.widgets.parts import ICON_SIZE, icon_button, label, row, selectable
from fashion_desktop.widgets.theme import Theme, icon

_STRIPE_PX = 3


class MessageLevel(StrEnum):
    """How much a message matters; also the name of its icon."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_COLOUR_ROLES = {
    MessageLevel.INFO: "accent",
    MessageLevel.WARNING: "warning",
    MessageLevel.ERROR: "error",
}


class MessageBar(QWidget):
    """Shows one message at a time, with buttons for its remedies; hidden without a message.

    Args:
        stays: keep the message when one of its buttons is clicked.

    Signals:
        action_requested: the key of the action whose button was clicked.
        dismissed: the user has closed the message.
    """

    action_requested = Signal(str)
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, stays: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._level = MessageLevel.INFO
        self._picture = QLabel()
        self._picture.setFixedSize(ICON_SIZE)
        self._text = selectable(label(wrap=True))
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._buttons = row(spacing=8)
        self._close = icon_button("close", theme, "Dismiss message")
        self._close.clicked.connect(self._on_close)
        layout = row(self._picture, self._text, self._buttons, self._close, spacing=12)
        layout.setContentsMargins(16, 6, 8, 6)
        self.setLayout(layout)
        if not stays:
            self.action_requested.connect(self.clear)
        theme.changed.connect(self._refresh)
        self.hide()

    @property
    def text(self) -> str:
        """The message on show; empty without one."""
        return self._text.text()

    @property
    def level(self) -> MessageLevel:
        """How much the message on show matters."""
        return self._level

    def show_message(
        self,
        level: MessageLevel,
        text: str,
        actions: Sequence[Action] = (),
        *,
        can_dismiss: bool = True,
    ) -> None:
        """Show a message in place of any earlier one.

        Args:
            can_dismiss: False while something goes on that is ended with one of the actions.
        """
        self._level = level
        self._close.setVisible(can_dismiss)
        self._text.setText(text)
        self.setAccessibleName(text)
        show_actions(self._buttons, actions, self.action_requested)
        self._refresh()
        self.show()

    def clear(self) -> None:
        """Show no message."""
        self._text.clear()
        self.hide()

    def action_buttons(self) -> list[QPushButton]:
        """Return the buttons on offer, from left to right."""
        return action_buttons(self._buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Dismiss on Escape."""
        if event.key() == Qt.Key.Key_Escape and not self._close.isHidden():
            self._on_close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and a stripe in the colour of the level."""
        colours = self._theme.colours
        painter = QPainter(self)
        is_error = self._level is MessageLevel.ERROR
        painter.fillRect(self.rect(), QColor(colours.error_tint if is_error else colours.surface))
        stripe = QColor(getattr(colours, _COLOUR_ROLES[self._level]))
        painter.fillRect(0, 0, _STRIPE_PX, self.height(), stripe)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(colours.line))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon anew where the screen's scale differs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._refresh()

    def _on_close(self) -> None:
        self.clear()
        self.dismissed.emit()

    def _refresh(self) -> None:
        picture = icon(self._level.value, self._theme, tint=_COLOUR_ROLES[self._level])
        size = QSize(ICON_SIZE)
        self._picture.setPixmap(picture.pixmap(size, self.devicePixelRatioF()))
        self.update()
