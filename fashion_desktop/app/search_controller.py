"""Look-alikes: of a product of the grid, of photos from anywhere, of a link."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPixmap

from fashion_desktop.app.context import WindowContext
from fashion_desktop.app.list_scope import ListScope
from fashion_desktop.app.queries import (
    Entry,
    LinkEntry,
    PhotosEntry,
    ProductEntry,
    QueryPicture,
    bytes_of,
    read_picture,
)
from fashion_desktop.app.tasks import UNEXPECTED
from fashion_desktop.domain.errors import (
    AllStaleError,
    EmptyLibraryError,
    FashionDesktopError,
    ImageError,
    ImageFetchError,
    NoEmbeddingError,
    ProductNotFoundError,
)
from fashion_desktop.domain.matches import SearchAnswer
from fashion_desktop.domain.products import ProductCard
from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.viewmodels.product_list_model import ProductListModel
from fashion_desktop.viewmodels.query_history import QueryHistory
from fashion_desktop.viewmodels.row_index import Int64s
from fashion_desktop.widgets.drop_payload import PhotoPayload
from fashion_desktop.widgets.query_area import QueryView

FOLLOW_SELECTION_MS = 120
"""A selection that moves on faster than this is not looked up."""
PICTURE_PATIENCE_S = 0.3
"""How long look-alikes that are found wait for the picture of what they look like."""


class SearchController(QObject):
    """Runs queries; the newest one wins."""

    generate_requested = Signal(str)
    generate_missing_requested = Signal()
    update_stale_requested = Signal()
    show_in_grid_requested = Signal(int)
    preview_requested = Signal(int)

    def __init__(self, context: WindowContext, products: ProductListModel) -> None:
        super().__init__(context.window)
        self._context = context
        self._panel = context.window.library.similar
        self._scope = ListScope(products, self._panel.only_listed)
        self._scope.changed.connect(self._on_scope_changed)
        self._among: Int64s | None = None
        self._history: QueryHistory[Entry] = QueryHistory()
        self._task: asyncio.Task[None] | None = None
        self._answered: Entry | None = None
        self._selected: list[int] = []
        self._follow = QTimer(self, singleShot=True, interval=FOLLOW_SELECTION_MS)
        self._follow.timeout.connect(self._look_up_selected)
        grid = context.window.library.grid
        grid.look_alikes_requested.connect(self.show_row)
        grid.selection_changed.connect(self._on_selection_changed)
        grid.clicked.connect(lambda _index: self._follow.start())
        context.window.preview.look_alikes_requested.connect(self._on_preview_look_alikes)
        panel = self._panel
        panel.query_requested.connect(self.show_product)
        panel.query_chosen.connect(self._on_photo_chosen)
        panel.preview_requested.connect(self.preview_requested)
        panel.show_in_grid_requested.connect(self.show_in_grid_requested)
        panel.generate_requested.connect(self.generate_requested)
        panel.generate_all_requested.connect(self.generate_missing_requested)
        panel.update_requested.connect(self.update_stale_requested)
        panel.retry_requested.connect(self.repeat)
        panel.back_requested.connect(self._on_back)
        panel.forward_requested.connect(self._on_forward)
        panel.closed.connect(self._on_closed)
        panel.shown_changed.connect(
            lambda row_ids: context.thumbnails.set_visible(row_ids, "similar")
        )

    # What can be looked up ---------------------------------------------------------------

    def show_product(self, product_id: str) -> None:
        """Look up a product of the library."""
        self._go(ProductEntry(product_id))

    def show_row(self, row_id: int) -> None:
        """Look up the product in a row of the library."""
        self._follow.stop()
        self._answered = None
        self._run(self._look_up_row(row_id))

    def show_photos(self, photos: Sequence[PhotoPayload]) -> None:
        """Look up one or several photos from outside the library."""
        if photos:
            self._go(PhotosEntry(list(photos)))

    def show_link(self, url: str) -> None:
        """Look up the photo behind a link."""
        self._go(LinkEntry(url))

    def recent_product_ids(self) -> list[str]:
        """Return the products looked up in this session, the latest first."""
        entries = self._history.newest_first()
        ids = [entry.product_id for entry in entries if isinstance(entry, ProductEntry)]
        return list(dict.fromkeys(ids))

    def repeat(self) -> None:
        """Run the present query again."""
        entry = self._history.current
        if entry is not None:
            self._show(entry)

    def renew(self) -> None:
        """Bring the answer on show up to date, for example after a job; nothing jumps."""
        entry = self._history.current
        if entry is not None and not self._panel.isHidden():
            self._show(entry, quietly=entry == self._answered)

    # Inside ------------------------------------------------------------------------------

    def _go(self, entry: Entry) -> None:
        self._follow.stop()
        self._history.visit(entry)
        self._show(entry)

    def _show(self, entry: Entry, *, quietly: bool = False) -> None:
        self._prepare(entry, quietly=quietly)
        if isinstance(entry, ProductEntry):
            self._run(self._look_up_product(entry, quietly=quietly))
        elif isinstance(entry, LinkEntry):
            self._run(self._look_up_link(entry, quietly=quietly))
        else:
            self._run(self._look_up_photos(entry, quietly=quietly))

    def _prepare(self, entry: Entry, *, quietly: bool = False) -> None:
        self._panel.show()
        self._panel.set_can_go(self._history.can_go_back, self._history.can_go_forward)
        if not isinstance(entry, PhotosEntry):
            self._panel.set_queries(())
        if not quietly:
            self._answered = None

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._context.tasks.start(self._worded(coroutine))
        self._task.add_done_callback(lambda _task: coroutine.close())
        self._task.add_done_callback(self._on_looked_up)

    async def _worded(self, coroutine: Coroutine[Any, Any, None]) -> None:
        try:
            await coroutine
        except FashionDesktopError as error:
            self._answered = None
            self._show_problem(error)
        except Exception:
            # An answer that is on show already stays; nothing else may wait forever.
            if self._answered is None:
                self._panel.show_error("No look-alikes", UNEXPECTED, retry=True)
            raise

    def _show_problem(self, error: FashionDesktopError) -> None:
        match error:
            case AllStaleError():
                self._panel.show_error("Embeddings are out of date", str(error), retry=True)
            case EmptyLibraryError():
                self._panel.show_empty_index()
            case ImageFetchError():
                self._panel.show_error("The photo cannot be fetched", str(error), retry=True)
            case ImageError():
                self._panel.show_error("The photo cannot be used", str(error), retry=False)
            case ProductNotFoundError():
                self._panel.show_error("The product is gone", str(error), retry=False)
            case _:
                self._panel.show_error("No look-alikes", str(error), retry=True)

    async def _look_up_row(self, row_id: int) -> None:
        products = self._context.session.products
        cards = await in_lane(
            self._context.data_lane, lambda: asyncio.to_thread(products.cards, [row_id])
        )
        if cards:
            entry = ProductEntry(cards[0].id)
            self._history.visit(entry)
            self._prepare(entry)
            await self._look_up_product(entry)

    async def _look_up_product(self, entry: ProductEntry, *, quietly: bool = False) -> None:
        session, lane = self._context.session, self._context.data_lane
        product_id = entry.product_id
        among = self._among = self._scope.row_ids
        if not quietly:
            self._panel.show_busy("Looking for look-alikes…")
        card = await in_lane(lane, lambda: asyncio.to_thread(session.products.find, product_id))
        if card is None:
            raise ProductNotFoundError(product_id)
        # A picture that must be fetched first does not hold up the look-alikes.
        picture = asyncio.ensure_future(self._picture_of(card))
        try:
            try:
                answer = await in_lane(
                    lane, lambda: session.search.similar(product_id, among=among)
                )
            except NoEmbeddingError:
                answer = None
            await asyncio.wait([picture], timeout=PICTURE_PATIENCE_S)
            in_time = picture.done()
            pixmap = picture.result() if in_time else QPixmap()
            if answer is None:
                self._panel.show_no_embedding(card, pixmap)
            else:
                self._show_answer(entry, QueryView.of_product(card, pixmap), answer)
            if not in_time:
                self._panel.query_area.show_query(QueryView.of_product(card, await picture))
        finally:
            picture.cancel()

    async def _look_up_photos(self, entry: PhotosEntry, *, quietly: bool) -> None:
        search, among = self._context.session.search, self._scope.row_ids
        self._among = among
        place = entry.current
        photo = entry.photos[place]
        views = [
            entry.views.get(i, QueryView(photo.label, "", QPixmap()))
            for i, photo in enumerate(entry.photos)
        ]
        if not quietly:
            self._panel.set_queries(views, place)
            self._panel.show_busy("Looking at the photo…", views[place])

        async def find() -> tuple[QueryPicture, SearchAnswer]:
            data, picture = await read_picture(lambda: bytes_of(photo))
            return picture, await search.lookup(data, photo.label, among=among)

        picture, answer = await in_lane(self._context.data_lane, find)
        entry.views[place] = views[place] = picture.view(photo.label)
        if not quietly:
            self._panel.set_queries(views, place)
        self._show_answer(entry, views[place], answer)
        await self._complete_strip(entry)

    async def _complete_strip(self, entry: PhotosEntry) -> None:
        """Load the small pictures of the other photos, once the chosen one is answered."""
        for other, photo in enumerate(entry.photos):
            if other in entry.views:
                continue
            try:
                _, picture = await in_lane(
                    self._context.data_lane,
                    partial(read_picture, partial(bytes_of, photo)),
                )
            except FashionDesktopError:
                # Choosing this photo will say what is wrong with it.
                continue
            entry.views[other] = picture.view(photo.label)
            self._panel.query_area.renew_query(other, entry.views[other])

    async def _look_up_link(self, entry: LinkEntry, *, quietly: bool) -> None:
        if not quietly:
            self._panel.show_busy("Fetching the photo…")
        search, among = self._context.session.search, self._scope.row_ids
        self._among = among

        async def find() -> tuple[bytes, QueryPicture, SearchAnswer]:
            if entry.photo:
                data = entry.photo
                answer = await search.lookup(data, entry.url, among=among)
            else:
                data, answer = await search.lookup_url(entry.url, among=among)
            return *(await read_picture(lambda: data)), answer

        entry.photo, picture, answer = await in_lane(self._context.data_lane, find)
        self._show_answer(entry, picture.view(entry.label), answer)

    def _show_answer(self, entry: Entry, view: QueryView, answer: SearchAnswer) -> None:
        scroll_bar = self._panel.results.verticalScrollBar()
        place = scroll_bar.value() if entry == self._answered else 0
        self._answered = entry
        among = self._among
        self._panel.show_answer(view, answer, None if among is None else len(among))
        scroll_bar.setValue(place)

    async def _picture_of(self, card: ProductCard) -> QPixmap:
        data = await in_lane(
            self._context.picture_lane, lambda: self._context.pictures.thumbnail(card.row_id)
        )
        pixmap = QPixmap()
        if data is not None:
            pixmap.loadFromData(data)
        return pixmap

    # Signals -----------------------------------------------------------------------------

    def _on_scope_changed(self) -> None:
        # A query that is not answered yet looks at the list again when it is.
        if self._answered is not None:
            self.renew()

    def _on_looked_up(self, task: asyncio.Task[None]) -> None:
        is_outdated = self._scope.row_ids is not self._among
        if task is self._task and not task.cancelled() and self._answered and is_outdated:
            self.renew()

    def _on_selection_changed(self, row_ids: list[int]) -> None:
        # A list that is read anew selects the same products again: nobody chose them.
        if row_ids != self._selected:
            self._selected = row_ids
            self._follow.start()

    def _look_up_selected(self) -> None:
        selected = self._context.window.library.grid.selected_row_ids()
        if len(selected) == 1 and not self._panel.isHidden():
            self.show_row(selected[0])

    def _on_preview_look_alikes(self, row_id: int) -> None:
        self._context.window.preview.close_preview()
        self.show_row(row_id)

    def _on_photo_chosen(self, place: int) -> None:
        entry = self._history.current
        if isinstance(entry, PhotosEntry):
            entry.current = place
            self._show(entry)

    def _on_back(self) -> None:
        entry = self._history.back()
        if entry is not None:
            self._show(entry)

    def _on_forward(self) -> None:
        entry = self._history.forward()
        if entry is not None:
            self._show(entry)

    def _on_closed(self) -> None:
        self._panel.show_nothing()
        self._panel.hide()
