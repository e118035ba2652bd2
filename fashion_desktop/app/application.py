"""The application object: takes the photos that macOS hands to a running program."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

TOGETHER_MS = 100
"""Photos that are opened together come one by one, at once."""


class Application(QApplication):
    """Collects photos that were opened with the program until somebody takes them."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self._opened: list[str] = []
        self._opener: Callable[[list[str]], object] | None = None

    def set_opener(self, opener: Callable[[list[str]], object]) -> None:
        """Have photos opened by this function, those that wait already first."""
        self._opener = opener
        self._hand_on()

    def event(self, event: QEvent) -> bool:
        """Take photos that were opened with the program or dropped on its icon."""
        if isinstance(event, QFileOpenEvent):
            # Addresses of other kinds have no file.
            if event.file():
                self._opened.append(event.file())
                QTimer.singleShot(TOGETHER_MS, self, self._hand_on)
            return True
        return super().event(event)

    def _hand_on(self) -> None:
        if self._opener is not None and self._opened:
            opened, self._opened = self._opened, []
            self._opener(opened)
