"""A table header with a choice above each column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHeaderView

from fashion_desktop.widgets.theme import Theme, interface_font
from fashion_desktop.widgets.theme.fonts import SECONDARY_PX

_COMBO_HEIGHT_PX = 32
_NAME_HEIGHT_PX = 24
_MARGIN_PX = 8


class MappingHeader(QHeaderView):
    """Shows the names of a feed's columns and, above each, what the column shall be."""

    field_changed = Signal(int, str)
    """Column number and the field now chosen for it; empty for none."""

    def __init__(
        self, theme: Theme, columns: Sequence[str], fields: Sequence[tuple[str, str]]
    ) -> None:
        """Build a choice for each of ``columns`` from ``fields`` (value, words)."""
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self._columns = tuple(columns)
        self._combos = [self._combo(number, fields) for number in range(len(columns))]
        self.setSectionsClickable(False)
        self.sectionResized.connect(self.place_choices)
        theme.changed.connect(self.viewport().update)

    def field(self, column: int) -> str:
        """Return the field chosen for a column; empty for none."""
        return str(self._combos[column].currentData())

    def combo(self, column: int) -> QComboBox:
        """Return the choice above a column."""
        return self._combos[column]

    def set_field(self, column: int, field: str) -> None:
        """Choose a field for a column without announcing it."""
        combo = self._combos[column]
        combo.blockSignals(True)
        combo.setCurrentIndex(max(combo.findData(field), 0))
        combo.blockSignals(False)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Return room for the choice above the column's name."""
        height = _COMBO_HEIGHT_PX + _NAME_HEIGHT_PX + 2 * _MARGIN_PX
        return QSize(super().sizeHint().width(), height)

    def place_choices(self) -> None:
        """Put every choice above its column; the table calls it after scrolling sideways."""
        for number, combo in enumerate(self._combos):
            left = self.sectionViewportPosition(number)
            width = max(self.sectionSize(number) - 2 * _MARGIN_PX, 0)
            combo.setGeometry(left + _MARGIN_PX, _MARGIN_PX, width, _COMBO_HEIGHT_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the choices above their columns."""
        super().resizeEvent(event)
        self.place_choices()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and each column's own name below its choice."""
        painter = QPainter(self.viewport())
        area = self.viewport().rect()
        painter.fillRect(area, QColor(self._theme.colours.surface))
        line_colour = QColor(self._theme.colours.line)
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, line_colour)
        for number in range(len(self._columns)):
            self._paint_name(painter, number)
        painter.end()

    def _paint_name(self, painter: QPainter, number: int) -> None:
        colours = self._theme.colours
        used = bool(self.field(number))
        painter.setPen(QColor(colours.text if used else colours.secondary))
        painter.setFont(interface_font(SECONDARY_PX, semibold=used))
        area = QRect(
            self.sectionViewportPosition(number) + _MARGIN_PX + 4,
            _COMBO_HEIGHT_PX + _MARGIN_PX,
            self.sectionSize(number) - 3 * _MARGIN_PX,
            _NAME_HEIGHT_PX,
        )
        text = painter.fontMetrics().elidedText(
            self._columns[number], Qt.TextElideMode.ElideMiddle, area.width()
        )
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _combo(self, number: int, fields: Sequence[tuple[str, str]]) -> QComboBox:
        combo = QComboBox(self.viewport())
        for value, words in fields:
            combo.addItem(words, value)
        combo.setAccessibleName(f"Use column {self._columns[number]} as")
        combo.setToolTip(f"What the column “{self._columns[number]}” holds")
        combo.currentIndexChanged.connect(lambda _index: self._announce(number))
        return combo

    def _announce(self, number: int) -> None:
        self.viewport().update()
        self.field_changed.emit(number, self.field(number))
