"""The composition root: one open library, its window, its lanes, and an orderly end."""

from __future__ import annotations

import asyncio
import linecache
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fashion_desktop.app.browse_controller import BrowseController, Overview
from fashion_desktop.app.catalogue_controller import CatalogueController
from fashion_desktop.app.comparison_controller import ComparisonController
from fashion_desktop.app.context import WindowContext
from fashion_desktop.app.jobs_controller import JobsController
from fashion_desktop.app.opening_controller import OpeningController
from fashion_desktop.app.preview_controller import PreviewController
from fashion_desktop.app.search_controller import SearchController
from fashion_desktop.app.settings_controller import SettingsController
from fashion_desktop.app.tasks import Tasks
from fashion_desktop.app.update_notice import UpdateNotice
from fashion_desktop.app.weights_notice import WeightsNotice
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.products import ProductCard, ProductQuery
from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.jobs.lane import Lane
from fashion_desktop.jobs.runner import JobRunner
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.storage.settings_store import SettingsStore
from fashion_desktop.viewmodels.match_list_model import MatchListModel
from fashion_desktop.viewmodels.product_list_model import PAGE_ROWS, ProductListModel
from fashion_desktop.viewmodels.thumbnail_provider import ThumbnailProvider
from fashion_desktop.widgets.main_window import MainWindow
from fashion_desktop.widgets.message_bar import MessageLevel
from fashion_desktop.widgets.theme import Theme

logger = logging.getLogger(__name__)

Tour = Callable[["Desktop"], Coroutine[Any, Any, None]]


class Desktop:
    """Builds the window on an open library. ``run`` shows it and returns when it is closed.

    Attributes:
        window, products, matches, runner: what is shown, and what runs.
        browse, preview, search, opening, jobs, catalogue, settings, comparison, notice,
            updates: what decides.
        settled: whether all that a start brings has been done, the index and network loaded.
    """

    def __init__(
        self, session: LibrarySession, settings_store: SettingsStore, theme: Theme
    ) -> None:
        self._session = session
        self._closing = asyncio.Event()
        self.settled = False
        pictures = session.thumbnails()
        self._data_lane = Lane("data")
        self._data_lane.start()
        # Read while the window is being built.
        self._first = self._data_lane.submit(lambda: asyncio.to_thread(self._read_first))
        self._picture_lane = Lane("pictures", background=True, on_stop=pictures.aclose)
        thumbnails = ThumbnailProvider(pictures, self._picture_lane)
        self.matches = MatchListModel(thumbnails)
        self.window = MainWindow(theme, self.matches)
        thumbnails.setParent(self.window)
        self.matches.setParent(self.window)
        self.products = ProductListModel(
            session.products, self._data_lane, thumbnails, parent=self.window
        )
        self._job_lane = Lane("jobs", background=True)
        self.runner = JobRunner(session.jobs, self._job_lane, self.window)
        self._tasks = Tasks(self._show_error)
        context = WindowContext(
            session=session,
            settings_store=settings_store,
            theme=theme,
            window=self.window,
            tasks=self._tasks,
            data_lane=self._data_lane,
            picture_lane=self._picture_lane,
            job_lane=self._job_lane,
            pictures=pictures,
            thumbnails=thumbnails,
            runner=self.runner,
        )
        self.context = context
        self.browse = BrowseController(context, self.products)
        self.preview = PreviewController(context, self.products)
        self.search = SearchController(context, self.products)
        self.opening = OpeningController(context, self.search)
        self.jobs = JobsController(context, self.browse)
        self.catalogue = CatalogueController(context)
        self.settings = SettingsController(context)
        self.comparison = ComparisonController(context, self.search.recent_product_ids)
        self.notice = WeightsNotice(context)
        self.updates = UpdateNotice(context)
        self._connect_controllers()

    async def run(
        self, tour: Tour | None = None, on_closing: Callable[[], object] | None = None
    ) -> None:
        """Show the window and serve it until the user closes it.

        Args:
            tour: uses the window beside the user.
            on_closing: called when the end begins.
        """
        self._start()
        if tour is not None:
            self._tasks.start(tour(self))
        await self._closing.wait()
        if on_closing is not None:
            on_closing()
        await self._shut_down()

    def _start(self) -> None:
        for lane in (self._picture_lane, self._job_lane):
            lane.start()
        self.settings.apply_all()
        self.updates.begin()
        self._tasks.start(self._load())

    def request_close(self) -> None:
        """Begin the orderly end."""
        self._closing.set()

    async def _shut_down(self) -> None:
        """Stop jobs but leave them to go on later, stop the lanes, save, close."""
        self.settings.save_layout()
        self.comparison.close()
        self.window.hide()
        await self._tasks.cancel_all()
        self.runner.shutdown()
        for lane in (self._data_lane, self._picture_lane):
            lane.stop()
        self._session.close()
        self.window.close_for_good()
        self.window.deleteLater()

    def _connect_controllers(self) -> None:
        self.window.close_requested.connect(self.request_close)
        self.window.pixel_ratio_changed.connect(self.context.thumbnails.set_device_pixel_ratio)
        self.browse.overview_changed.connect(self._on_overview_changed)
        self.browse.sync_requested.connect(self.jobs.sync)
        self.browse.connect_requested.connect(self.catalogue.show_page)
        self.search.generate_requested.connect(self.jobs.generate)
        self.search.generate_missing_requested.connect(self.jobs.generate_missing)
        self.search.update_stale_requested.connect(self.jobs.update_stale)
        self.search.show_in_grid_requested.connect(self.browse.show_row)
        self.search.preview_requested.connect(self.preview.show)
        self.jobs.library_changed.connect(self.browse.refresh)
        self.jobs.library_changed.connect(self.search.renew)
        self.catalogue.connected.connect(self.jobs.sync)
        self.catalogue.connected.connect(lambda _source_id: self.browse.refresh())
        self.catalogue.disconnected.connect(self.browse.refresh)
        self.catalogue.disconnected.connect(self.search.renew)
        self.settings.weights_changed.connect(self.browse.refresh)
        self.settings.weights_changed.connect(self.search.renew)
        self.settings.answers_changed.connect(self.search.renew)
        self.settings.weights_changed.connect(self.notice.forget_dismissal)
        self.settings.weights_changed.connect(self.comparison.renew_offer)
        self.settings.updates_changed.connect(self.updates.begin)
        self.settings.dialog_opened.connect(self.updates.serve)
        self.settings.comparison_requested.connect(self.comparison.compare)
        self.notice.update_requested.connect(self.jobs.update_stale)
        self.notice.compare_requested.connect(self.comparison.compare_in_use)
        self.window.toolbar.compare_requested.connect(self.comparison.compare_in_use)
        self.comparison.update_requested.connect(self.jobs.update_stale)

    def _on_overview_changed(self, overview: Overview) -> None:
        self.catalogue.set_sources(overview.sources)
        self.notice.set_counts(overview.counts)
        self.comparison.renew_offer()

    def _show_error(self, text: str) -> None:
        self.window.messages.show_message(MessageLevel.ERROR, text)

    async def _load(self) -> None:
        connected = False
        first: list[ProductCard] = []
        try:
            connected, first = await asyncio.wrap_future(self._first)
        finally:
            # Only now: a page that is changed under the user's hands loses what they type.
            self._show(first, connected=connected)
            self.opening.begin()
        # The import machinery keeps the source text of every module that came after Qt.
        linecache.clearcache()
        await self.jobs.offer_unfinished()
        await self.settings.show_engine()
        if connected:
            await self._warm_up()
        self.settled = True

    def _read_first(self) -> tuple[bool, list[ProductCard]]:
        """Return whether a catalogue is connected, and the first products of it.

        No more than the window shows first: counting comes later.
        """
        products = self._session.products
        first = products.cards(products.row_ids(ProductQuery(), limit=PAGE_ROWS))
        return bool(first) or bool(self._session.catalogue.sources()), first

    def _show(self, first: list[ProductCard], *, connected: bool) -> None:
        self.browse.begin(first)
        if connected:
            self.window.show_library()
        else:
            self.window.show_connect_page(can_cancel=False)
        self.window.show()

    async def _warm_up(self) -> None:
        """Load index and network while the user looks around, without being in the way."""
        try:
            await in_lane(self._job_lane, self._session.search.warm_up)
        except FashionDesktopError as error:
            # The first search says it again, where it can be acted on.
            logger.info("Not warmed up: %s", error)
