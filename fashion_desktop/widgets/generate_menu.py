"""The menu behind "Generate": what is missing, what is selected, or everything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from fashion_desktop.domain.jobs import DEFAULT_BATCH_SIZE, JobKind, JobScope, JobSpec
from fashion_desktop.widgets.generate_dialog import GenerateDialog
from fashion_desktop.widgets.parts import count_text

GENERATE_MISSING_KEYS = QKeySequence("Ctrl+G")


class GenerateMenu(QMenu):
    """Emits a ``JobSpec`` for what was chosen."""

    job_requested = Signal(object)
    """``JobSpec``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Generate", parent)
        self._missing = 0
        self._total = 0
        self._selected: tuple[str, ...] = ()
        self._batch_size = DEFAULT_BATCH_SIZE
        self.setToolTipsVisible(True)
        self.missing_action = self._action("Make the embeddings that are missing")
        self.missing_action.setShortcut(GENERATE_MISSING_KEYS)
        self.selected_action = self._action("Make embeddings for the selected products")
        self.addSeparator()
        self.all_action = self._action("Make every embedding again, from a page of your choice")
        self.all_action.setText("All…")
        self.missing_action.triggered.connect(self._generate_missing)
        self.selected_action.triggered.connect(self._generate_selected)
        self.all_action.triggered.connect(self.ask_for_all)
        self._refresh()

    def set_counts(self, missing: int, total: int) -> None:
        """Say how many products have no embedding, and how many there are."""
        self._missing, self._total = missing, total
        self._refresh()

    def set_selected_ids(self, product_ids: Sequence[str]) -> None:
        """Say which products are selected, by the source's own ids."""
        self._selected = tuple(product_ids)
        self._refresh()

    def set_batch_size(self, batch_size: int) -> None:
        """Use the batch size of the settings."""
        self._batch_size = batch_size

    def ask_for_all(self) -> None:
        """Open the dialog for the whole catalogue."""
        dialog = GenerateDialog(self._total, self._batch_size, self.parentWidget())
        dialog.job_requested.connect(self.job_requested)
        dialog.open()

    def _action(self, tooltip: str) -> QAction:
        action = self.addAction("")
        action.setToolTip(tooltip)
        return action

    def _refresh(self) -> None:
        self.missing_action.setText(_with_count("Missing", self._missing))
        self.missing_action.setEnabled(self._missing > 0)
        self.selected_action.setText(_with_count("Selected", len(self._selected)))
        self.selected_action.setEnabled(bool(self._selected))
        self.all_action.setEnabled(self._total > 0)

    def _generate_missing(self) -> None:
        spec = JobSpec(JobKind.GENERATE, JobScope.MISSING, batch_size=self._batch_size)
        self.job_requested.emit(spec)

    def _generate_selected(self) -> None:
        self.job_requested.emit(
            JobSpec(
                JobKind.GENERATE,
                JobScope.SELECTED,
                product_ids=self._selected,
                batch_size=self._batch_size,
            )
        )


def _with_count(words: str, number: int) -> str:
    return f"{words} ({count_text(number)})" if number else words
