"""A page that only says what is under way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fashion_desktop.widgets.busy_indicator import BusyIndicator
from fashion_desktop.widgets.parts import column, label
from fashion_desktop.widgets.theme import Theme

_INDICATOR_PX = 32
_MARGIN_PX = 24


class BusyPage(QWidget):
    """A turning ring in the middle, and a few words below it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        middle = Qt.AlignmentFlag.AlignHCenter
        self._text = label("", "hint", wrap=True)
        self._text.setAlignment(middle)
        layout = column(margin=_MARGIN_PX)
        layout.addStretch(1)
        layout.addWidget(BusyIndicator(theme, _INDICATOR_PX), 0, middle)
        layout.addSpacing(8)
        layout.addWidget(self._text)
        layout.addStretch(1)
        self.setLayout(layout)

    def set_text(self, text: str) -> None:
        """Say what is under way."""
        self._text.setText(text)
        self.setAccessibleName(text)
