"""A compact field for one number, with a fixed sign in front such as ``d ≤``."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QLocale
    from PySide6.QtGui import QKeyEvent, QPaintEvent

_OUTLINE_MS = 1600
_SIGN_LEFT_PX = 8
_SIGN_GAP_PX = 5


class NumberField(QLineEdit):
    """Shows a number it is told and reports one that is typed.

    What ``accepts`` refuses, and what is no number, is put back: the field is outlined in red
    for a moment and ``remedy`` says what would be understood.
    """

    entered = Signal(float)
    """A valid number was typed and confirmed with Enter or by leaving the field."""

    def __init__(
        self,
        sign: str,
        accepts: Callable[[float], bool],
        remedy: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sign = sign
        self._accepts = accepts
        self._remedy = remedy
        self._shown = ""
        self.setProperty("compact", True)
        self.setTextMargins(self._sign_width_px() + _SIGN_GAP_PX, 0, 0, 0)
        self._outline_timer = QTimer(self, singleShot=True, interval=_OUTLINE_MS)
        self._outline_timer.timeout.connect(self._remove_outline)
        self.textEdited.connect(self._remove_outline)
        self.editingFinished.connect(self._on_editing_finished)

    def show_number(self, text: str) -> None:
        """Show ``text``, unless something is being typed at this moment."""
        self._shown = text
        if not self.isModified():
            self.setText(text)
            self.setCursorPosition(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape put back what was typed over."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._put_back()
            self._remove_outline()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sign in front of the number."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        place = QRect(_SIGN_LEFT_PX, 0, self._sign_width_px(), self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._sign)
        painter.end()

    def _sign_width_px(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._sign)

    def _on_editing_finished(self) -> None:
        if not self.isModified():
            return
        number = parse_number(self.text(), self.locale())
        self._put_back()
        if number is not None and self._accepts(number):
            self.entered.emit(number)
        else:
            self._refuse()

    def _put_back(self) -> None:
        self.setModified(False)
        self.show_number(self._shown)
        if self.hasFocus():
            self.selectAll()

    def _refuse(self) -> None:
        self._set_invalid(invalid=True)
        self._outline_timer.start()
        below = self.mapToGlobal(self.rect().bottomLeft())
        QToolTip.showText(below, self._remedy, self, self.rect(), 4000)

    def _remove_outline(self) -> None:
        self._outline_timer.stop()
        self._set_invalid(invalid=False)

    def _set_invalid(self, *, invalid: bool) -> None:
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)


def parse_number(text: str, locale: QLocale) -> float | None:
    """Return the finite number in ``text``, written as in ``locale`` or with a decimal point.

    Signs such as ``≤`` or ``d`` in front are skipped, so that a copied value can be pasted.
    """
    bare = text.strip().lstrip("sd<>=≤≥ ").strip()
    number, understood = locale.toDouble(bare)
    if not understood:
        try:
            number = float(bare.replace(",", "."))
        except ValueError:
            return None
    return number if math.isfinite(number) else None
