"""Keeps the same products selected while the rows of a list are replaced."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Signal

from fashion_desktop.viewmodels.product_list_model import ProductListModel
from fashion_desktop.viewmodels.row_index import ranges_of


class SelectionKeeper(QObject):
    """Remembers selected and current products before a refresh and finds them again after.

    Products that are not listed any more lose their selection.

    Signals:
        emptied: nothing is selected any more. Qt does not say so when a model's reset has
            taken all of it.
    """

    emptied = Signal()

    def __init__(
        self,
        model: ProductListModel,
        selection: QItemSelectionModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._selection = selection
        self._selected: list[int] | None = None
        self._current: int | None = None
        model.about_to_refresh.connect(self._remember)
        model.refreshed.connect(self._restore)

    def selected_row_ids(self) -> list[int]:
        """Return the row ids of the selected products, from top to bottom."""
        row_ids: list[int] = []
        selection = self._selection.selection()
        picked = (selection.at(place) for place in range(selection.count()))
        ranges = sorted((block.top(), block.bottom()) for block in picked)
        for first_row, last_row in ranges:
            row_ids += self._model.row_ids_between(first_row, last_row)
        return row_ids

    def _remember(self) -> None:
        current = self._selection.currentIndex()
        self._selected = self.selected_row_ids()
        self._current = self._model.row_id_at(current.row()) if current.isValid() else None

    def _restore(self) -> None:
        if self._selected is None:
            return
        selected, self._selected = self._selected, None
        picked = QItemSelection()
        for first_row, last_row in ranges_of(self._model.rows_of(selected)):
            picked.select(self._model.index(first_row), self._model.index(last_row))
        current_row = None if self._current is None else self._model.row_of(self._current)
        if current_row is not None:
            self._selection.setCurrentIndex(
                self._model.index(current_row), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self._selection.select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if selected and picked.isEmpty():
            self.emptied.emit()
