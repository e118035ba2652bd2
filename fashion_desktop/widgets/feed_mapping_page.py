"""The columns of a product feed, shown for mapping before anything is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from fashion_desktop.domain.sources import SourceConfig, SourceKind
from fashion_desktop.widgets.mapping_header import MappingHeader
from fashion_desktop.widgets.parts import (
    button,
    column,
    count_text,
    counted,
    label,
    plain_tooltip,
    row,
    set_role,
)
from fashion_desktop.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from fashion_desktop.catalogue.feed import FeedPreview
    from fashion_desktop.widgets.theme import Theme

FIELDS = (
    ("", "Attribute"),
    ("id", "Id"),
    ("name", "Name"),
    ("image", "Photo"),
    ("price", "Price"),
    ("currency", "Currency"),
    ("page_url", "Product page"),
)
_REQUIRED = {"id": "the id", "image": "the photo"}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_ROW_HEIGHT_PX = 32
_COLUMN_WIDTH_PX = 168
_MAX_ROWS = 20


class FeedMappingPage(QWidget):
    """Sample rows under a choice for each column; imports once id and photo are known."""

    import_requested = Signal(object, str, str)
    """``SourceConfig``, name and an empty token."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._location = ""
        self._preview: FeedPreview | None = None
        self._header: MappingHeader | None = None
        self._facts = label("", "hint", wrap=True)
        self._problem = label(wrap=True)
        self.table = QTableWidget()
        self.name = QLineEdit()
        self.name.setPlaceholderText("Name, for example: Spring range")
        self.name.setAccessibleName("Name")
        self.name.setFixedWidth(280)
        self.import_button = button("Import", "primary")
        self.status = StatusLine(theme)
        self._set_up_table()
        self.setLayout(
            column(
                label("Which column is which?", "heading"),
                self._facts,
                8,
                self.table,
                self._problem,
                self.status,
                row(self.name, 0, self.import_button),
            )
        )
        self.import_button.clicked.connect(self._import)
        theme.changed.connect(self._shade)

    def show_preview(self, location: str, preview: FeedPreview, name: str = "") -> None:
        """Show the columns and first rows of the feed at ``location``."""
        self._location = location
        self._preview = preview
        self.name.setText(name)
        self.status.clear()
        self._facts.setText(_facts(preview))
        self._fill_table(preview)
        self._refresh()

    def mapping(self) -> dict[str, str]:
        """Return feed column → field, without the columns that become attributes."""
        if self._preview is None or self._header is None:
            return {}
        chosen = ((name, self._header.field(i)) for i, name in enumerate(self._preview.columns))
        return {name: field for name, field in chosen if field}

    def header(self) -> MappingHeader | None:
        """Return the header with the choices; None before there is a preview."""
        return self._header

    def problem(self) -> str:
        """Return what is still missing, in a sentence; empty when the import can start."""
        missing = [words for field, words in _REQUIRED.items() if field not in self._fields()]
        if missing:
            return f"Choose which column holds {' and which holds '.join(missing)}."
        if self._preview is not None and self._preview.row_count == 0:
            return "This feed has no products yet. Choose another file."
        return ""

    def set_busy(self, busy: bool) -> None:
        """Lock the page while the feed is being connected."""
        for part in (self.table, self.name):
            part.setEnabled(not busy)
        self.import_button.setEnabled(not busy and not self.problem())

    def _fields(self) -> set[str]:
        return set(self.mapping().values())

    def _set_up_table(self) -> None:
        table = self.table
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT_PX)
        table.setAccessibleName("First rows of the feed")
        table.setMinimumHeight(240)

    def _fill_table(self, preview: FeedPreview) -> None:
        rows = preview.sample_rows[:_MAX_ROWS]
        table = self.table
        table.clear()
        table.setColumnCount(len(preview.columns))
        table.setRowCount(len(rows))
        for y, values in enumerate(rows):
            for x, value in enumerate(values):
                item = QTableWidgetItem(value.replace("\n", " "))
                if len(value) > 20:
                    item.setToolTip(plain_tooltip(value))
                table.setItem(y, x, item)
        self._header = MappingHeader(self._theme, preview.columns, FIELDS)
        table.setHorizontalHeader(self._header)
        self._header.setDefaultSectionSize(_COLUMN_WIDTH_PX)
        for x, name in enumerate(preview.columns):
            self._header.set_field(x, preview.suggested_mapping.get(name, ""))
        self._header.field_changed.connect(self._on_field_changed)
        table.horizontalScrollBar().valueChanged.connect(self._header.place_choices)
        self._header.show()
        self._header.place_choices()

    def _on_field_changed(self, changed: int, field: str) -> None:
        if self._preview is None or self._header is None:
            return
        for x in range(len(self._preview.columns)):
            if field and x != changed and self._header.field(x) == field:
                self._header.set_field(x, "")
        self._refresh()

    def _refresh(self) -> None:
        problem = self.problem()
        self._problem.setText(problem or "The other columns become attributes of the products.")
        set_role(self._problem, "warning" if problem else "hint")
        self.import_button.setEnabled(not problem)
        self._shade()

    def _shade(self) -> None:
        """Columns that are only attributes step back."""
        if self._header is None:
            return
        colours = self._theme.colours
        for x in range(self.table.columnCount()):
            colour = QColor(colours.text if self._header.field(x) else colours.secondary)
            for y in range(self.table.rowCount()):
                item = self.table.item(y, x)
                if item is not None:
                    item.setForeground(colour)

    def _import(self) -> None:
        config = SourceConfig(SourceKind.FEED, self._location, column_mapping=self.mapping())
        self.import_requested.emit(config, self.name.text().strip(), "")


def _facts(preview: FeedPreview) -> str:
    separated = _DELIMITERS.get(preview.delimiter, f"“{preview.delimiter}”")
    products = counted(preview.row_count, "product")
    shown = min(len(preview.sample_rows), _MAX_ROWS)
    first = f", the first {count_text(shown)} below" if preview.row_count > shown else ""
    return f"{products}{first}. Separated by {separated}, encoding {preview.encoding.upper()}."
