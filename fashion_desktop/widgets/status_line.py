"""One line under a form that says what is going on: working, done, or what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QWidget

from fashion_desktop.widgets.busy_indicator import BusyIndicator
from fashion_desktop.widgets.parts import label, row, selectable, set_role
from fashion_desktop.widgets.theme import Theme, icon

if TYPE_CHECKING:
    from fashion_desktop.widgets.parts import LabelRole

StatusKind = Literal["none", "busy", "good", "bad"]

_MARK_PX = 16
_TWO_LINES_PX = 40


class StatusLine(QWidget):
    """Keeps room for two lines of text, so that a form does not jump when it speaks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kind: StatusKind = "none"
        self._mark = QLabel()
        self._mark.setFixedSize(_MARK_PX, _MARK_PX)
        self._marks = QStackedWidget()
        self._marks.addWidget(self._mark)
        self._marks.addWidget(BusyIndicator(theme, _MARK_PX))
        self._marks.setFixedSize(_MARK_PX, _MARK_PX)
        self._text = selectable(label(wrap=True))
        self._text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = row(self._marks, self._text)
        line.setAlignment(self._marks, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self.setMinimumHeight(_TWO_LINES_PX)
        self._marks.hide()
        theme.changed.connect(self._draw_mark)

    @property
    def kind(self) -> StatusKind:
        """What the line tells now."""
        return self._kind

    @property
    def text(self) -> str:
        """The words on the line."""
        return self._text.text()

    def clear(self) -> None:
        """Say nothing."""
        self._show("none", "", "")

    def show_busy(self, text: str) -> None:
        """Say that something is under way."""
        self._show("busy", text, "")

    def show_good(self, text: str) -> None:
        """Say that something succeeded."""
        self._show("good", text, "")

    def show_bad(self, text: str) -> None:
        """Say what went wrong."""
        self._show("bad", text, "error")

    def _show(self, kind: StatusKind, text: str, role: LabelRole) -> None:
        self._kind = kind
        self._text.setText(text)
        set_role(self._text, role)
        self._marks.setVisible(kind != "none")
        self._marks.setCurrentIndex(1 if kind == "busy" else 0)
        self._draw_mark()
        self.setAccessibleName(text)

    def _draw_mark(self) -> None:
        if self._kind == "good":
            mark = icon("check", self._theme, tint="success")
        elif self._kind == "bad":
            mark = icon("error", self._theme, tint="error")
        else:
            self._mark.clear()
            return
        self._mark.setPixmap(mark.pixmap(self._mark.size(), self.devicePixelRatioF()))
