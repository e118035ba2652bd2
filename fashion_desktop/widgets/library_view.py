"""Filters, grid and look-alikes side by side: where the work is done."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from fashion_desktop.widgets.empty_state import EmptyContent, EmptyState
from fashion_desktop.widgets.filter_panel import FilterPanel
from fashion_desktop.widgets.grid_header import GridHeader
from fashion_desktop.widgets.parts import column
from fashion_desktop.widgets.product_grid import ProductGrid
from fashion_desktop.widgets.similar_panel import SimilarPanel
from fashion_desktop.widgets.theme import Theme

_FILTERS_PX = 200
_SIMILAR_PX = 376


class LibraryView(QWidget):
    """The light table.

    Attributes:
        filters, header, grid, similar: its parts.
        empty: what is shown instead of the grid when there is nothing in it.
    """

    def __init__(self, theme: Theme, similar: SimilarPanel) -> None:
        super().__init__()
        self.filters = FilterPanel(theme)
        self.header = GridHeader(theme)
        self.grid = ProductGrid(theme)
        self.empty = EmptyState(theme)
        self.similar = similar
        self._pages = QStackedWidget()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self.empty)
        middle = QWidget()
        layout = column(self.header, self._pages, spacing=0)
        layout.setStretchFactor(self._pages, 1)
        middle.setLayout(layout)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        for part in (self.filters, middle, similar):
            self._splitter.addWidget(part)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setStretchFactor(2, 0)
        self._splitter.setSizes([_FILTERS_PX, 10 * _SIMILAR_PX, _SIMILAR_PX])
        self.setLayout(column(self._splitter, spacing=0))

    def show_grid(self) -> None:
        """Show the products."""
        self._pages.setCurrentWidget(self.grid)

    def show_empty(self, content: EmptyContent) -> None:
        """Say why there are no products to show, and what to do."""
        self.empty.set_content(content)
        self._pages.setCurrentWidget(self.empty)

    @property
    def shows_grid(self) -> bool:
        """Whether products are on show."""
        return self._pages.currentWidget() is self.grid

    def save_layout(self) -> QByteArray:
        """Return the widths of the panels."""
        return self._splitter.saveState()

    def restore_layout(self, state: QByteArray) -> None:
        """Bring back the widths of the panels; nonsense is ignored."""
        self._splitter.restoreState(state)
