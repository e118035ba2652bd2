"""The status bar's numbers: products, embeddings, failures, and what computes them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from fashion_desktop.domain.products import LibraryCounts
from fashion_desktop.widgets.parts import button, count_text, counted, label, row
from fashion_desktop.widgets.theme.fonts import SECONDARY_PX

_SMALL = f"font-size: {SECONDARY_PX}px; padding: 3px 5px; min-height: 0;"


class StatusCounts(QWidget):
    """One line of counts on the left, device and weights on the right.

    Signals:
        failed_requested: the user asks to see the products that failed.
    """

    failed_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = label(role="secondary")
        self._failed = button("", "quiet", tooltip="Show the products that failed")
        self._failed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._failed.clicked.connect(self.failed_requested)
        self._failed.setStyleSheet(_SMALL)
        self._failed.hide()
        self._engine = label(role="secondary")
        self._engine.setToolTip("What computes embeddings, and with which weights")
        layout = row(self._counts, self._failed, 0, self._engine, spacing=0)
        layout.setContentsMargins(16, 4, 16, 4)
        self.setLayout(layout)
        self.set_counts(LibraryCounts(0, 0, 0, 0, 0))

    @property
    def text(self) -> str:
        """The counts as one line, for screen readers too."""
        parts = [self._counts.text()]
        if not self._failed.isHidden():
            parts.append(self._failed.text())
        return " · ".join(parts)

    def set_counts(self, counts: LibraryCounts) -> None:
        """Show the numbers of the library."""
        if counts.products == 0:
            parts = ["No products yet"]
        else:
            parts = [counted(counts.products, "product"), f"{count_text(counts.embedded)} embedded"]
            if counts.stale:
                parts.append(f"{count_text(counts.stale)} stale")
        self._counts.setText(" · ".join(parts))
        self._failed.setText(f"{count_text(counts.failed)} failed")
        self._failed.setVisible(counts.failed > 0)
        self.setAccessibleName(self.text)

    def set_engine_text(self, text: str) -> None:
        """Show what computes embeddings, such as ``"CPU · Fashion weights"``."""
        self._engine.setText(text)
