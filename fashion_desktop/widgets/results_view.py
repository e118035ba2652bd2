"""Result cards with their keys and their menu."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QListView, QMenu

from fashion_desktop.domain.products import ProductCard
from fashion_desktop.viewmodels.roles import ProductRole
from fashion_desktop.widgets.card_grid import CardGrid
from fashion_desktop.widgets.match_delegate import MatchDelegate
from fashion_desktop.widgets.theme import Theme, icon

RESULT_CARD_PX = 104
_CARD = int(ProductRole.CARD)


class ResultsView(CardGrid):
    """Look-alikes; double click or Enter asks for a new query, Space for a large preview."""

    query_requested = Signal(str)
    """The source's own id of a product."""
    show_in_grid_requested = Signal(int)
    """The library's number of a product."""
    shown_changed = Signal(list)
    """``list[int]``: the library's numbers of the products on screen."""

    def __init__(self, theme: Theme, model: QAbstractItemModel) -> None:
        super().__init__(theme)
        self._theme = theme
        self.setAccessibleName("Look-alikes")
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.set_card_size(RESULT_CARD_PX)
        self.set_card_delegate(MatchDelegate(theme, self))
        self.setModel(model)
        self.look_alikes_requested.connect(self._on_look_alikes_requested)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self.visible_rows_changed.connect(self._report_shown)
        for changed in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._report_shown)

    def menu_for(self, index: QModelIndex) -> QMenu | None:
        """Return the context menu of a result; None beside the results."""
        card = self._card(index)
        if card is None:
            return None
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        use = self._action(menu, "Use as query", "search", "Return")
        use.triggered.connect(lambda: self.query_requested.emit(card.id))
        preview = self._action(menu, "Large preview", "photo", "Space")
        preview.triggered.connect(lambda: self.preview_requested.emit(card.row_id))
        show = self._action(menu, "Show in grid", "grid-small")
        show.triggered.connect(lambda: self.show_in_grid_requested.emit(card.row_id))
        menu.addSeparator()
        copy = self._action(menu, f"Copy id {card.id}", "copy")
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(card.id))
        return menu

    def shown_row_ids(self) -> list[int]:
        """Return the library's numbers of the products on screen."""
        first, last = self.visible_rows
        cards = (self._card(self.model().index(y, 0)) for y in range(max(first, 0), last + 1))
        return [card.row_id for card in cards if card is not None]

    def _action(self, menu: QMenu, text: str, icon_name: str, keys: str = "") -> QAction:
        action = menu.addAction(icon(icon_name, self._theme), text.replace("&", "&&"))
        if keys:
            action.setShortcut(QKeySequence(keys))
        return action

    def _card(self, index: QModelIndex) -> ProductCard | None:
        card = index.data(_CARD) if index.isValid() else None
        return card if isinstance(card, ProductCard) else None

    def _on_look_alikes_requested(self, _row_id: int) -> None:
        card = self._card(self.currentIndex())
        if card is not None:
            self.query_requested.emit(card.id)

    def _on_menu_requested(self, place: QPoint) -> None:
        menu = self.menu_for(self.indexAt(place))
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(place))

    def _report_shown(self) -> None:
        self.shown_changed.emit(self.shown_row_ids())
