"""Comparing old and new weights: the work in the background, and the window that shows it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPixmap

from fashion_desktop.app.context import WindowContext
from fashion_desktop.app.tasks import UNEXPECTED
from fashion_desktop.domain.errors import FashionDesktopError, WeightsError
from fashion_desktop.domain.products import ProductCard
from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.jobs.context import QtJobContext
from fashion_desktop.jobs.handle import PROGRESS_INTERVAL_MS
from fashion_desktop.jobs.throttle import Throttle
from fashion_desktop.services.shadow_comparison import ComparisonRequest, ShadowComparison
from fashion_desktop.services.tasks import JobStopped
from fashion_desktop.storage.settings_store import Settings
from fashion_desktop.widgets.comparison_window import ComparisonWindow

MOST_CHOSEN = 50
"""So many selected and so many recent products are looked at first."""
_VIEW = "comparison"


class ComparisonController(QObject):
    """One comparison at a time, in the lane of the jobs; it is no job, as nothing is stored."""

    update_requested = Signal()

    def __init__(self, context: WindowContext, recent: Callable[[], Sequence[str]]) -> None:
        super().__init__(context.window)
        self._context = context
        self._recent = recent
        self.window: ComparisonWindow | None = None
        self._settings: Settings | None = None
        self._result: ShadowComparison | None = None
        self._running: QtJobContext | None = None
        self._task: asyncio.Task[None] | None = None
        self._news = Throttle(PROGRESS_INTERVAL_MS, self)
        self._news.due.connect(self._on_news)
        context.thumbnails.ready.connect(self._on_thumbnails_ready)

    def compare_in_use(self) -> None:
        """Compare the weights in use with those that products were embedded with earlier."""
        self.compare(self._context.session.settings)

    def compare(self, settings: Settings) -> None:
        """Compare the weights that these settings name with those of the library."""
        self._cancel()
        self._settings, self._result = settings, None
        if self.window is None:
            self.window = self._made_window()
        running = self._running = QtJobContext(self._news.poke)
        sample = ComparisonRequest(settings.weights).sample
        self.window.show_working(sample)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self._task = self._context.tasks.start(self._compare(settings, running))

    def renew_offer(self) -> None:
        """Weights or numbers have changed: bring what the window offers up to date."""
        if self.window is not None and self._result is not None:
            self._context.tasks.start(self._renew_offer())

    def close(self) -> None:
        """Close the window, and with it what is under way."""
        if self.window is not None:
            self.window.close()

    # Inside ------------------------------------------------------------------------------

    def _made_window(self) -> ComparisonWindow:
        window = ComparisonWindow(self._context.theme, self._photo_of)
        window.finished.connect(self._on_closed)
        window.cancel_requested.connect(self._on_cancel)
        window.retry_requested.connect(self._on_retry)
        window.update_requested.connect(self.update_requested)
        window.shown_changed.connect(
            lambda row_ids: self._context.thumbnails.set_visible(row_ids, _VIEW)
        )
        return window

    async def _compare(self, settings: Settings, running: QtJobContext) -> None:
        session = self._context.session
        result: ShadowComparison | None = None
        problem = UNEXPECTED
        try:
            request = ComparisonRequest(
                settings.weights, settings.weights_file, queries=await self._chosen()
            )
            result = await in_lane(
                self._context.job_lane, lambda: session.comparison.compare(request, running)
            )
        except JobStopped:
            return
        except FashionDesktopError as error:
            problem = str(error)
        finally:
            if running is self._running and self.window is not None:
                self._running = None
                self._result = result
                if result is None:
                    self.window.show_problem("These weights cannot be compared", problem)
                else:
                    self.window.show_result(result)
        await self._renew_offer()

    async def _chosen(self) -> tuple[str, ...]:
        """Return the products that are selected, and those looked up lately."""
        products = self._context.session.products
        selected = self._context.window.library.grid.selected_row_ids()[:MOST_CHOSEN]
        recent = list(self._recent())[:MOST_CHOSEN]

        def read() -> tuple[str, ...]:
            ids = [card.id for card in products.cards(selected)] + recent
            known = products.row_ids_of(ids)
            return tuple(i for i in dict.fromkeys(ids) if i in known)

        return await in_lane(self._context.data_lane, lambda: asyncio.to_thread(read))

    async def _renew_offer(self) -> None:
        session = self._context.session

        def read() -> tuple[str, int]:
            try:
                fingerprint = session.weights().fingerprint
            except WeightsError:
                fingerprint = ""
            return fingerprint, session.products.counts().stale

        in_use, stale = await in_lane(self._context.data_lane, lambda: asyncio.to_thread(read))
        if self.window is not None and self._result is not None:
            self.window.set_offer(stale if in_use == self._result.fingerprint else None)

    def _photo_of(self, card: ProductCard, size_px: int) -> QPixmap | None:
        return self._context.thumbnails.pixmap(card.row_id, card.image_hash, size_px)

    def _cancel(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.cancel()

    # Signals -----------------------------------------------------------------------------

    def _on_news(self) -> None:
        if self._running is not None and self.window is not None and self._result is None:
            progress, _failures = self._running.take()
            if progress is not None:
                self.window.show_progress(progress)

    def _on_thumbnails_ready(self, row_ids: list[int]) -> None:
        if self.window is not None:
            self.window.photos_arrived(row_ids)

    def _on_cancel(self) -> None:
        self._cancel()
        if self.window is not None:
            self.window.show_problem("Cancelled", "Nothing was changed.", is_error=False)

    def _on_retry(self) -> None:
        if self._settings is not None:
            self.compare(self._settings)

    def _on_closed(self) -> None:
        self._cancel()
        self.window = self._result = None
        self._context.thumbnails.set_visible((), _VIEW)
