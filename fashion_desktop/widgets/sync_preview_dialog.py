"""What a sync found, shown before it removes anything."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QListWidget, QWidget

from fashion_desktop.domain.jobs import SyncPreview
from fashion_desktop.widgets.confirm_dialog import ConfirmDialog
from fashion_desktop.widgets.parts import count_text, counted, holder, label

LISTED = 500
_LIST_HEIGHT_PX = 168
_LINE_HEIGHT_PX = 28


class SyncPreviewDialog(ConfirmDialog):
    """Counts, the products that are gone, and whether to remove them; show with ``open()``."""

    removal_requested = Signal(list)
    """Ids of the products to remove, ``list[str]``."""

    def __init__(
        self, preview: SyncPreview, names: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        """Show ``preview``; ``names`` are the gone products' names by id, as far as known."""
        gone = len(preview.gone_ids)
        that = "this product" if gone == 1 else "these products"
        super().__init__(
            f"{counted(gone, 'product')} no longer in the catalogue",
            f"Remove {that} from the library too? Their embeddings are kept: when a product "
            "comes back to the catalogue, so does its embedding.",
            f"Remove {counted(gone, 'product')}",
            parent,
            keep="Keep it" if gone == 1 else "Keep them",
            details=(_counts(preview), _gone_list(preview, names)),
        )
        self._gone_ids = list(preview.gone_ids)
        self.confirmed.connect(lambda: self.removal_requested.emit(self._gone_ids))


def _counts(preview: SyncPreview) -> QWidget:
    facts = (
        ("New", preview.new),
        ("Changed", preview.changed),
        ("Changed photos", preview.changed_photos),
        ("Unchanged", preview.unchanged),
        ("Gone", len(preview.gone_ids)),
    )
    grid = QGridLayout()
    grid.setContentsMargins(0, 8, 0, 8)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(2)
    for x, (name, number) in enumerate(facts):
        grid.addWidget(label(count_text(number), "title"), 0, x)
        grid.addWidget(label(name, "secondary"), 1, x)
        grid.setColumnStretch(x, 1)
    return holder(grid)


def _gone_list(preview: SyncPreview, names: Mapping[str, str]) -> QListWidget:
    view = QListWidget()
    view.setAccessibleName("Products no longer in the catalogue")
    view.setUniformItemSizes(True)
    view.setSelectionMode(QListWidget.SelectionMode.NoSelection)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setMaximumHeight(_LIST_HEIGHT_PX)
    for product_id in preview.gone_ids[:LISTED]:
        name = names.get(product_id, "")
        view.addItem(f"{name}  ·  {product_id}" if name else product_id)
    for place in range(view.count()):
        view.item(place).setSizeHint(QSize(0, _LINE_HEIGHT_PX))
    rest = len(preview.gone_ids) - LISTED
    if rest > 0:
        view.addItem(f"and {count_text(rest)} more")
    return view
