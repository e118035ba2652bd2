"""Generate embeddings for the whole catalogue, from a page on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QSpinBox, QWidget

from fashion_desktop.domain.jobs import PAGE_SIZE, JobKind, JobScope, JobSpec
from fashion_desktop.storage.settings_store import LARGEST_BATCH
from fashion_desktop.widgets.confirm_dialog import DIALOG_WIDTH_PX
from fashion_desktop.widgets.form_grid import FormGrid
from fashion_desktop.widgets.parts import button, column, count_text, counted, label, row

_FIELD_WIDTH_PX = 112


class GenerateDialog(QDialog):
    """Asks for start page and batch size; show it with ``open()``."""

    job_requested = Signal(object)
    """``JobSpec``."""

    def __init__(self, products: int, batch_size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._products = products
        pages = max(1, -(-products // PAGE_SIZE))
        self.setWindowTitle("Generate all embeddings")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(DIALOG_WIDTH_PX)
        self.start_page = _spin(1, pages, 1, "Start page")
        self.start_page.setSuffix(f" of {count_text(pages)}")
        self.batch_size = _spin(1, LARGEST_BATCH, batch_size, "Batch size")
        self._summary = label("", "hint", wrap=True)
        self.generate_button = button("Generate", "primary")
        self.generate_button.setDefault(True)
        self.cancel_button = button("Cancel")

        form = FormGrid()
        form.setContentsMargins(0, 8, 0, 8)
        form.add(
            "&Start page",
            self.start_page,
            f"A page is {PAGE_SIZE} products in catalogue order. Start at a later page to go on "
            "where an earlier run ended.",
        )
        form.add(
            "&Batch size",
            self.batch_size,
            "Photos worked on and saved together. Larger is faster and takes more memory.",
        )
        self.setLayout(
            column(
                label("Generate all embeddings", "title"),
                label(
                    "Makes an embedding for every product, also for those that have one.",
                    wrap=True,
                ),
                form,
                self._summary,
                8,
                row(0, self.cancel_button, self.generate_button),
                margin=24,
            )
        )
        self.start_page.valueChanged.connect(self._refresh)
        self.cancel_button.clicked.connect(self.reject)
        self.generate_button.clicked.connect(self._generate)
        self._refresh()

    def spec(self) -> JobSpec:
        """Return the job as the fields describe it."""
        return JobSpec(
            JobKind.GENERATE,
            JobScope.ALL,
            start_page=self.start_page.value(),
            batch_size=self.batch_size.value(),
        )

    def _refresh(self) -> None:
        first = (self.start_page.value() - 1) * PAGE_SIZE + 1
        left = max(self._products - first + 1, 0)
        self._summary.setText(
            f"Products {count_text(first)} to {count_text(self._products)}: "
            f"{counted(left, 'photo')} to work on."
            if left
            else "There are no products yet. Sync a catalogue first."
        )
        self.generate_button.setEnabled(left > 0)

    def _generate(self) -> None:
        self.job_requested.emit(self.spec())
        self.accept()


def _spin(least: int, most: int, value: int, name: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(least, most)
    spin.setValue(value)
    spin.setGroupSeparatorShown(True)
    spin.setAccessibleName(name)
    spin.setFixedWidth(_FIELD_WIDTH_PX)
    return spin
