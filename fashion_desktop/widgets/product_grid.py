"""The products of the library as cards, and what can be done with them."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from fashion_desktop.viewmodels.product_list_model import ProductListModel
from fashion_desktop.viewmodels.selection_keeper import SelectionKeeper
from fashion_desktop.widgets.card_grid import CardGrid
from fashion_desktop.widgets.product_delegate import ProductDelegate
from fashion_desktop.widgets.theme import Theme

_DELETE_KEYS = {Qt.Key.Key_Delete}
if sys.platform == "darwin":
    # What Macs print "delete" on.
    _DELETE_KEYS.add(Qt.Key.Key_Backspace)


@dataclass(frozen=True, slots=True)
class _Place:
    """A product and how far above the top of the view its card begins, in pixels."""

    row_id: int
    above_px: int


class ProductGrid(CardGrid):
    """Keeps selection and scroll position, by product, while the model's rows are replaced.

    Signals (all with the library's row ids):
        delete_requested, generate_requested, update_requested: list of selected products.
        copy_ids_requested: list of products whose ids shall be copied.
        page_requested: the product whose page in the shop shall be opened.
        selection_changed: list of selected products.
    """

    delete_requested = Signal(list)
    generate_requested = Signal(list)
    update_requested = Signal(list)
    copy_ids_requested = Signal(list)
    page_requested = Signal(object)
    # As an object: Qt would copy a list element by element, for a million products noticeably.
    selection_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._keeper: SelectionKeeper | None = None
        self._place: _Place | None = None
        self.setAccessibleName("Products")
        self.set_card_delegate(ProductDelegate(theme, self))

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show the rows of a model."""
        super().setModel(model)
        _discard(self._keeper)
        self._keeper = None
        if model is None:
            return
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        if isinstance(model, ProductListModel):
            self._keeper = SelectionKeeper(model, self.selectionModel(), self)
            self._keeper.emptied.connect(self._on_selection_changed)
            model.about_to_refresh.connect(self._remember_place)
            model.refreshed.connect(self._return_to_place)

    def selected_row_ids(self) -> list[int]:
        """Return the row ids of the selected products, from top to bottom."""
        return self._keeper.selected_row_ids() if self._keeper is not None else []

    def show_product(self, row_id: int) -> bool:
        """Select a product and bring it into view; False when it is not listed."""
        model = self.model()
        row = model.row_of(row_id) if isinstance(model, ProductListModel) else None
        if row is None:
            return False
        self.setCurrentIndex(self.index_of(row))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer Delete and Copy."""
        row_ids = self.selected_row_ids()
        if event.key() in _DELETE_KEYS and not event.modifiers() and row_ids:
            self.delete_requested.emit(row_ids)
        elif event.matches(QKeySequence.StandardKey.Copy) and row_ids:
            self.copy_ids_requested.emit(row_ids)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu for the card at the pointer, or for the current one."""
        by_keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        row_id = self.row_id_of(index)
        if row_id is None:
            return
        here = self.visualRect(index).center() if by_keyboard else event.pos()
        self.context_menu(row_id).popup(self.viewport().mapToGlobal(QPoint(here)))

    def context_menu(self, row_id: int) -> QMenu:
        """Return the menu for the selected products, or for ``row_id`` when that is not one."""
        selected = self.selected_row_ids()
        row_ids = selected if row_id in selected else [row_id]
        several = len(row_ids) > 1
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look_alikes = _add(menu, "Find look-alikes", Qt.Key.Key_Return)
        preview = _add(menu, "Show large", Qt.Key.Key_Space)
        menu.addSeparator()
        noun = "embeddings" if several else "embedding"
        generate = _add(menu, f"Generate {noun}")
        update = _add(menu, f"Update {noun}")
        delete = _add(menu, f"Delete {noun}", Qt.Key.Key_Delete)
        menu.addSeparator()
        copy = _add(menu, "Copy ids" if several else "Copy id", QKeySequence.StandardKey.Copy)
        page = _add(menu, "Open product page")
        look_alikes.triggered.connect(lambda: self.look_alikes_requested.emit(row_id))
        preview.triggered.connect(lambda: self.preview_requested.emit(row_id))
        generate.triggered.connect(lambda: self.generate_requested.emit(row_ids))
        update.triggered.connect(lambda: self.update_requested.emit(row_ids))
        delete.triggered.connect(lambda: self.delete_requested.emit(row_ids))
        copy.triggered.connect(lambda: self.copy_ids_requested.emit(row_ids))
        page.triggered.connect(lambda: self.page_requested.emit(row_id))
        return menu

    def _on_selection_changed(self) -> None:
        self.selection_changed.emit(self.selected_row_ids())

    def _remember_place(self) -> None:
        self._place = None
        offset = self.verticalOffset()
        # At the very top people want to see what comes first, not what was first.
        if offset > 0 and self.visible_rows[0] >= 0:
            index = self.index_of(self.visible_rows[0])
            row_id = self.row_id_of(index)
            if row_id is not None:
                self._place = _Place(row_id, -self.visualRect(index).top())

    def _return_to_place(self) -> None:
        place, self._place = self._place, None
        model = self.model()
        if place is None or not isinstance(model, ProductListModel):
            return
        self.updateGeometries()
        row = model.row_of(place.row_id)
        top = self._layout.cell_rect(row).top() + place.above_px if row is not None else 0
        self.verticalScrollBar().setValue(top)


def _add(
    menu: QMenu, text: str, shortcut: Qt.Key | QKeySequence.StandardKey | None = None
) -> QAction:
    action = menu.addAction(text)
    if shortcut is not None:
        action.setShortcut(QKeySequence(shortcut))
        # The grid itself answers the key; the menu only shows it.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    return action


def _discard(thing: QObject | None) -> None:
    if thing is not None:
        thing.deleteLater()
