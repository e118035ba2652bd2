"""Which products may be look-alikes: all, or those that the grid lists now."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from fashion_desktop.viewmodels.product_list_model import ProductListModel
from fashion_desktop.viewmodels.row_index import Int64s
from fashion_desktop.widgets.only_listed_box import OnlyListedBox


class ListScope(QObject):
    """Follows the grid's list and the box that restricts searches to it."""

    changed = Signal()
    """Other products may be look-alikes now."""

    def __init__(self, products: ProductListModel, box: OnlyListedBox) -> None:
        super().__init__(box)
        self._products = products
        self._box = box
        self._listed: Int64s | None = None
        products.refreshed.connect(self._on_refreshed)
        box.toggled.connect(lambda _checked: self._listed is not None and self.changed.emit())

    @property
    def row_ids(self) -> Int64s | None:
        """Row ids to look among; None for the whole library. The same array until ``changed``."""
        return self._listed if self._box.isChecked() else None

    def _on_refreshed(self, _listed: int) -> None:
        products, before = self._products, self.row_ids
        if products.is_listing:
            # These rows answer an earlier query; those of the present one follow.
            return
        self._listed = products.listed_row_ids if products.query.is_filtering else None
        self._box.set_filtered(filtered=self._listed is not None)
        if self.row_ids is not before:
            self.changed.emit()
