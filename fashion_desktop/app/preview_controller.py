"""The large preview: one product over the window, stepped through in the grid's order."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from fashion_desktop.app.context import WindowContext
from fashion_desktop.domain.errors import ImageError
from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.viewmodels.photo_image import photo_image
from fashion_desktop.viewmodels.product_list_model import ProductListModel

_THUMBNAIL_PX = 320


class PreviewController(QObject):
    """Fills the preview; the newest product asked for wins."""

    def __init__(self, context: WindowContext, products: ProductListModel) -> None:
        super().__init__(context.window)
        self._context = context
        self._products = products
        self._preview = context.window.preview
        self._task: asyncio.Task[None] | None = None
        grid = context.window.library.grid
        grid.preview_requested.connect(self.show)
        self._preview.step_requested.connect(self._on_step)
        self._preview.closed.connect(grid.setFocus)

    def show(self, row_id: int) -> None:
        """Show a product large."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._context.tasks.start(self._show(row_id))

    async def _show(self, row_id: int) -> None:
        products = self._context.session.products
        details = await in_lane(
            self._context.data_lane, lambda: asyncio.to_thread(products.details, row_id)
        )
        if details is None:
            return
        card = details.card
        row = self._products.row_of(row_id)
        self._preview.show_product(
            card,
            details.attributes,
            position=0 if row is None else row + 1,
            total=self._products.rowCount(),
            thumbnail=self._context.thumbnails.pixmap(row_id, card.image_hash, _THUMBNAIL_PX),
        )
        image = await in_lane(self._context.picture_lane, lambda: self._photo(row_id))
        if self._preview.row_id == row_id:
            self._preview.set_image(image)

    async def _photo(self, row_id: int) -> QImage | None:
        data = await self._context.pictures.photo(row_id)
        if data is None:
            return None
        try:
            return await asyncio.to_thread(photo_image, data)
        except ImageError:
            # The preview then says the product's own failure.
            return None

    def _on_step(self, step: int) -> None:
        row_id = self._preview.row_id
        row = self._products.row_of(row_id) if row_id is not None else None
        wanted = self._products.row_id_at(row + step) if row is not None else None
        if wanted is not None:
            self._context.window.library.grid.show_product(wanted)
            self.show(wanted)
