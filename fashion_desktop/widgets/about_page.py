"""What the program is, what it is made of, and under which licences."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from fashion_desktop import DISPLAY_NAME
from fashion_desktop.storage.licences import licence_texts, licensed_parts
from fashion_desktop.widgets.licence_texts_dialog import LicenceTextsDialog
from fashion_desktop.widgets.parts import button, column, label, plain_tooltip, row, selectable
from fashion_desktop.widgets.theme import app_icon

_HEADERS = ("Part", "Version", "Licence")
_LICENCE_COLUMN = 2
_LOGO_PX = 48
_ROW_PX = 28
_LIST_PX = 320
_UNSTATED = "See its home page"


class AboutPage(QWidget):
    """The list is read when the page is first looked at."""

    def __init__(self, version: str) -> None:
        super().__init__()
        logo = QLabel()
        logo.setPixmap(app_icon().pixmap(QSize(_LOGO_PX, _LOGO_PX), logo.devicePixelRatioF()))
        name = column(
            label(DISPLAY_NAME, "heading"),
            selectable(label(f"Version {version}", "hint")),
            spacing=2,
        )
        intro = label(
            "Finds look-alikes in a fashion catalogue.\n"
            "Your photos and their embeddings stay on this computer.",
            "hint",
        )
        self._texts = licence_texts()
        self.table = _built_table()
        self.texts_button = button(
            "Show licence texts", tooltip="The full texts, beginning with the chosen part"
        )
        self.texts_button.setAutoDefault(False)
        self.texts_button.clicked.connect(self._show_texts)
        self.table.activated.connect(self._show_texts)
        self.texts_button.setVisible(self._texts is not None)
        installed = label("The texts are installed with each of these packages.", "hint")
        installed.setVisible(self._texts is None)
        self.setLayout(
            column(
                16,
                row(logo, 8, name, 0),
                4,
                intro,
                8,
                label("Licences", "title"),
                self.table,
                installed,
                row(self.texts_button, 0),
            )
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Fill the list."""
        super().showEvent(event)
        if self.table.rowCount() == 0:
            self._fill()

    def _fill(self) -> None:
        parts = licensed_parts()
        self.table.setRowCount(len(parts))
        for y, part in enumerate(parts):
            for x, text in enumerate((part.name, part.version, part.licence or _UNSTATED)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tooltip(text if x else part.home_page or text))
                self.table.setItem(y, x, item)
        self.table.resizeColumnToContents(0)
        self.table.resizeColumnToContents(1)

    def _show_texts(self) -> None:
        if self._texts is None:
            return
        cells = (self.table.item(self._chosen(), x) for x in (0, 1))
        part = " ".join(cell.text() for cell in cells if cell is not None).strip()
        LicenceTextsDialog(self._texts, self.window(), part=part).open()

    def _chosen(self) -> int:
        # The list has a current row as soon as it has the focus; that is nobody's choice.
        rows = self.table.selectionModel().selectedRows()
        return rows[0].row() if rows else -1


def _built_table() -> QTableWidget:
    table = QTableWidget(0, len(_HEADERS))
    table.setHorizontalHeaderLabels(_HEADERS)
    table.setFixedHeight(_LIST_PX)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setAccessibleName("Parts of the program and their licences")
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_ROW_PX)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(_LICENCE_COLUMN, QHeaderView.ResizeMode.Stretch)
    return table
