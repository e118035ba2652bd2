"""The grid: which products are listed, and the numbers around it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from fashion_desktop.app.context import WindowContext
from fashion_desktop.domain.jobs import JobKind, JobOutcome, JobState
from fashion_desktop.domain.products import (
    EmbeddingState,
    FacetValue,
    LibraryCounts,
    ProductCard,
    ProductDetails,
    ProductQuery,
    SortKey,
)
from fashion_desktop.domain.sources import SourceRecord
from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.jobs.handle import JobHandle
from fashion_desktop.viewmodels.product_list_model import ProductListModel
from fashion_desktop.widgets.empty_state import (
    NOT_SYNCED,
    SYNCING,
    EmptyContent,
    catalogue_unread,
    no_match,
)

REFRESH_INTERVAL_MS = 500


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers around the grid, read together."""

    counts: LibraryCounts
    facets: dict[str, list[FacetValue]]
    price_range: tuple[float, float] | None
    sources: list[SourceRecord]


class BrowseController(QObject):
    """Lists products and keeps every number in the window true."""

    overview_changed = Signal(object)
    """An :class:`Overview` that was just read."""
    sync_requested = Signal()
    connect_requested = Signal()

    def __init__(self, context: WindowContext, products: ProductListModel) -> None:
        super().__init__(context.window)
        self._context = context
        self._products = products
        self._query = ProductQuery()
        self._facets_stale = True
        self.overview: Overview | None = None
        self._reading: asyncio.Task[None] | None = None
        self._refresh_timer = QTimer(self, singleShot=True, interval=REFRESH_INTERVAL_MS)
        self._refresh_timer.timeout.connect(self._read_overview)
        self._wanted_row: int | None = None
        self._sync_problem = ""
        view = context.window.library
        view.grid.setModel(products)
        view.header.sort_changed.connect(self._on_sort_changed)
        view.header.state_filter_changed.connect(self._on_states_changed)
        view.header.card_size_changed.connect(view.grid.set_card_size)
        view.grid.card_size_changed.connect(view.header.set_card_size)
        view.filters.filters_changed.connect(self._on_filters_changed)
        view.empty.action_requested.connect(self._on_empty_action)
        view.grid.visible_rows_changed.connect(self._on_visible_rows_changed)
        view.grid.selection_changed.connect(
            lambda row_ids: context.window.toolbar.set_selected_count(len(row_ids))
        )
        view.grid.copy_ids_requested.connect(self._on_copy_ids)
        view.grid.page_requested.connect(self._on_page_requested)
        view.grid.text_typed.connect(self._on_text_typed)
        context.window.toolbar.search_changed.connect(self._on_search_changed)
        context.window.status.failed_requested.connect(
            lambda: self.show_only(frozenset({EmbeddingState.FAILED}))
        )
        products.refreshed.connect(self._on_refreshed)
        products.failed.connect(context.tasks.show_error)
        context.runner.committed.connect(self._on_committed)
        context.runner.started.connect(self._on_job_started)
        context.runner.settled.connect(self._on_job_settled)

    def begin(self, cards: Sequence[ProductCard]) -> None:
        """Show the first products at once, then list all of them and count."""
        if cards:
            self._products.show_first(cards)
            self._context.window.library.show_grid()
        self._products.set_query(self._query)
        self._read_overview()

    def refresh(self) -> None:
        """Read everything again."""
        self._facets_stale = True
        self._products.refresh()
        self._read_overview()

    def show_only(self, states: frozenset[EmbeddingState]) -> None:
        """List only products in these states."""
        self._on_states_changed(states)

    def show_products(self, product_ids: Sequence[str]) -> None:
        """Select these products in the grid, as far as they are listed."""
        self._context.tasks.start(self._show_products(list(product_ids)))

    def show_row(self, row_id: int) -> None:
        """Bring a product into view, dropping filters that hide it."""
        if not self._context.window.library.grid.show_product(row_id):
            self._wanted_row = row_id
            self._clear_filters()
            self._products.refresh()

    # What the user asks for --------------------------------------------------------------

    def _on_search_changed(self, text: str) -> None:
        self._set_query(replace(self._query, text=text.strip()))

    def _on_text_typed(self, text: str) -> None:
        search = self._context.window.toolbar.search
        search.setFocus()
        search.setText(search.text() + text)

    def _on_sort_changed(self, key: SortKey) -> None:
        self._set_query(replace(self._query, sort=key))

    def _on_states_changed(self, states: frozenset[EmbeddingState]) -> None:
        view = self._context.window.library
        view.filters.set_states(states)
        view.header.set_states(states)
        self._set_query(replace(self._query, states=states))

    def _on_filters_changed(
        self,
        facets: dict[str, frozenset[str]],
        price_range: tuple[float | None, float | None],
        states: frozenset[EmbeddingState],
    ) -> None:
        self._context.window.library.header.set_states(states)
        self._set_query(replace(self._query, facets=facets, price_range=price_range, states=states))

    def _set_query(self, query: ProductQuery) -> None:
        self._query = query
        self._products.set_query(query)

    def _on_empty_action(self, key: str) -> None:
        if key == "sync":
            self.sync_requested.emit()
        elif key == "connect":
            self.connect_requested.emit()
        elif key == "clear_search":
            self._context.window.toolbar.search.clear()
        else:
            self._clear_filters()

    def _clear_filters(self) -> None:
        self._context.window.toolbar.search.clear()
        self._context.window.library.filters.clear_filters()
        self._on_states_changed(frozenset())

    def _on_copy_ids(self, row_ids: list[int]) -> None:
        self._context.tasks.start(self._copy_ids(row_ids))

    async def _copy_ids(self, row_ids: list[int]) -> None:
        cards = await self.cards(row_ids)
        QGuiApplication.clipboard().setText("\n".join(card.id for card in cards))

    def _on_page_requested(self, row_id: int) -> None:
        self._context.tasks.start(self._open_page(row_id))

    async def _open_page(self, row_id: int) -> None:
        details = await self._details(row_id)
        if details is None:
            return
        address = details.page_url or details.card.image_url
        url = QUrl.fromUserInput(address)
        if url.scheme() in {"http", "https", "file"}:
            QDesktopServices.openUrl(url)

    async def cards(self, row_ids: Sequence[int]) -> list[ProductCard]:
        """Read the cards of these rows."""
        products = self._context.session.products
        return await in_lane(
            self._context.data_lane, lambda: asyncio.to_thread(products.cards, list(row_ids))
        )

    async def _details(self, row_id: int) -> ProductDetails | None:
        products = self._context.session.products
        return await in_lane(
            self._context.data_lane, lambda: asyncio.to_thread(products.details, row_id)
        )

    async def _show_products(self, product_ids: list[str]) -> None:
        products = self._context.session.products
        found = await in_lane(
            self._context.data_lane, lambda: asyncio.to_thread(products.row_ids_of, product_ids)
        )
        for product_id in product_ids:
            if product_id in found:
                self.show_row(found[product_id])
                return

    # Numbers -----------------------------------------------------------------------------

    def _on_committed(self, row_ids: Sequence[int]) -> None:
        self._products.refresh_rows(row_ids)
        if not self._refresh_timer.isActive():
            self._refresh_timer.start()

    def _read_overview(self) -> None:
        if self._reading is None or self._reading.done():
            self._reading = self._context.tasks.start(self._overview())
        else:
            self._refresh_timer.start()

    async def _overview(self) -> None:
        session, lane = self._context.session, self._context.data_lane
        with_facets, self._facets_stale = self._facets_stale, False
        counts, sources = await in_lane(
            lane,
            lambda: asyncio.to_thread(
                lambda: (session.products.counts(), session.catalogue.sources())
            ),
        )
        self._show_counts(counts, sources)
        kept = self.overview
        if with_facets or kept is None:
            # In a very large library these come noticeably later.
            facets, price_range = await in_lane(
                lane,
                lambda: asyncio.to_thread(
                    lambda: (session.products.facets(), session.products.price_range())
                ),
            )
            filters = self._context.window.library.filters
            filters.set_facets(facets)
            filters.set_price_range(price_range)
        else:
            facets, price_range = kept.facets, kept.price_range
        self.overview = Overview(counts, facets, price_range, sources)
        self._show_count()
        if self._products.is_listing:
            self._refresh_timer.start()
        elif counts.products != self._products.rowCount() and self._query == ProductQuery():
            # A job has added or removed products behind the list.
            self._facets_stale = True
            self._products.refresh()
        self.overview_changed.emit(self.overview)

    def _show_counts(self, counts: LibraryCounts, sources: Sequence[SourceRecord]) -> None:
        window = self._context.window
        window.toolbar.set_counts(counts)
        window.toolbar.set_sources(sources)
        window.status.set_counts(counts)
        window.library.header.set_counts(counts)
        window.library.filters.set_counts(counts)
        window.library.similar.set_stale_count(counts.stale, counts.other_weights)

    def _on_refreshed(self, total: int) -> None:
        wanted, self._wanted_row = self._wanted_row, None
        if wanted is not None:
            self._context.window.library.grid.show_product(wanted)
        self._show_count()
        self._show_page(total)

    def _show_page(self, listed: int) -> None:
        """Show the grid, or why there is nothing in it."""
        view = self._context.window.library
        if listed:
            view.show_grid()
        elif self.overview is not None and self.overview.counts.products:
            view.show_empty(no_match(self._query.text, filtered=view.filters.is_filtering))
        else:
            view.show_empty(self._why_empty())

    def _why_empty(self) -> EmptyContent:
        runner = self._context.runner
        jobs = (*runner.queued, *((runner.active,) if runner.active is not None else ()))
        if any(job.spec.kind is JobKind.SYNC for job in jobs):
            return SYNCING
        if self._sync_problem:
            return catalogue_unread(self._sync_problem)
        return NOT_SYNCED

    def _on_job_started(self, handle: JobHandle) -> None:
        if handle.spec.kind is JobKind.SYNC:
            self._sync_problem = ""
            if not self._products.rowCount():
                self._show_page(0)

    def _on_job_settled(self, _handle: JobHandle, outcome: JobOutcome) -> None:
        if outcome.kind is JobKind.SYNC and outcome.state is JobState.FAILED:
            self._sync_problem = outcome.error

    def _show_count(self) -> None:
        total = self.overview.counts.products if self.overview else self._products.rowCount()
        self._context.window.library.header.set_shown(self._products.rowCount(), total)

    def _on_visible_rows_changed(self, first: int, last: int) -> None:
        row_ids = self._products.row_ids_between(first, last) if first >= 0 else []
        self._context.thumbnails.set_visible(row_ids, "grid")
