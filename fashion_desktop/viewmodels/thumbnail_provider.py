"""Thumbnails for whatever is on screen, loaded in the background."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future
from functools import partial
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from fashion_desktop.jobs.lane import Lane, LaneStoppedError
from fashion_desktop.jobs.relay import to_window
from fashion_desktop.jobs.throttle import Throttle
from fashion_desktop.viewmodels.pixmap_cache import PixmapCache
from fashion_desktop.viewmodels.thumbnail_decoding import decode_thumbnail
from fashion_desktop.viewmodels.thumbnail_queue import ThumbnailQueue, ThumbnailRequest

logger = logging.getLogger(__name__)

DEFAULT_CAPACITY_BYTES = 192 * 1024 * 1024
DEFAULT_CONCURRENCY = 4
READY_INTERVAL_MS = 16
PIXMAP_BUDGET_MS = 4
"""Longest time a turn of the event loop may spend on making pixmaps."""
RETRY_AFTER_S = 60.0
_MOST_WAITING = 500
_MOST_REMEMBERED_FAILURES = 20_000

Arrival = Callable[[ThumbnailRequest, int, QImage | None], None]


class ThumbnailsLike(Protocol):
    """What is needed of :class:`fashion_desktop.services.thumbnail_service.ThumbnailService`."""

    async def thumbnail(self, row_id: int) -> bytes | None:
        """Return the encoded thumbnail, or None when it cannot be had."""


class ThumbnailProvider(QObject):
    """Answers at once with what it has and loads the rest, the newest wishes first.

    Lives in the window's thread. Loading and decoding happen in the lane and its workers.

    Args:
        thumbnails: where encoded thumbnails come from; used in the lane only.
        lane: the thumbnails' own lane.
        capacity_bytes: most memory for pixmaps.
        concurrency: how many thumbnails are loaded at a time.
    """

    ready = Signal(list)
    """Row ids whose thumbnails can be painted now, or have turned out not to be had."""

    def __init__(
        self,
        thumbnails: ThumbnailsLike,
        lane: Lane,
        *,
        capacity_bytes: int = DEFAULT_CAPACITY_BYTES,
        concurrency: int = DEFAULT_CONCURRENCY,
        retry_after_s: float = RETRY_AFTER_S,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._lane = lane
        self._concurrency = concurrency
        self._retry_after_s = retry_after_s
        self._device_pixel_ratio = 1.0
        self._cache = PixmapCache(capacity_bytes)
        self._queue = ThumbnailQueue(_MOST_WAITING)
        self._visible: dict[str, frozenset[int]] = {}
        self._loading: dict[ThumbnailRequest, tuple[int, Future[None]]] = {}
        self._tickets = itertools.count()
        self._running = 0
        self._failed_at_s: OrderedDict[tuple[int, str], float] = OrderedDict()
        self._arrived: deque[tuple[ThumbnailRequest, int, QImage | None]] = deque()
        self._arrivals = Throttle(READY_INTERVAL_MS, self)
        self._arrivals.due.connect(self._take_arrivals)
        # Loading starts when a paint is through, so that its first card comes first.
        self._start = QTimer(self)
        self._start.setSingleShot(True)
        self._start.setInterval(0)
        self._start.timeout.connect(self._load_next)
        self._tell_arrived = to_window(self._on_arrived)
        self._tell_freed = to_window(self._on_freed)

    @property
    def used_bytes(self) -> int:
        """Memory taken by pixmaps."""
        return self._cache.used_bytes

    @property
    def waiting(self) -> int:
        """Thumbnails wanted but not being loaded yet."""
        return len(self._queue)

    @property
    def is_loading(self) -> bool:
        """Whether there are thumbnails on their way, or about to be."""
        return bool(self._loading or self._queue or self._arrived)

    def set_device_pixel_ratio(self, ratio: float) -> None:
        """Make pixmaps for a screen with so many device pixels a logical one."""
        if max(1.0, ratio) == self._device_pixel_ratio:
            return
        self._device_pixel_ratio = max(1.0, ratio)
        self._cache.clear()
        self._queue.clear()
        self._stop_loading(self._loading)

    def pixmap(self, row_id: int, image_hash: str, size_px: int) -> QPixmap | None:
        """Return a product's thumbnail fitted into a square of ``size_px`` logical pixels.

        While it is loaded the answer is an older one of the product (another photo, another
        size) or None; ``ready`` tells when to ask again.
        """
        request = ThumbnailRequest(row_id, image_hash, round(size_px * self._device_pixel_ratio))
        entry = self._cache.get(row_id, request.edge_px)
        if entry is not None and entry[0] == image_hash:
            return entry[1]
        worth_it = request.edge_px > 0 and not self.has_failed(row_id, image_hash)
        if worth_it and request not in self._loading:
            self._queue.add(request)
            self._start.start()
        return entry[1] if entry is not None else self._cache.latest(row_id)

    def has_failed(self, row_id: int, image_hash: str) -> bool:
        """Whether the thumbnail could not be had lately; it is not tried again for a while."""
        failed_at_s = self._failed_at_s.get((row_id, image_hash))
        return failed_at_s is not None and time.monotonic() - failed_at_s < self._retry_after_s

    def set_visible(self, row_ids: Collection[int], view: str = "") -> None:
        """Say which products a view shows; what no view shows any more is not loaded.

        Args:
            view: name of the view, when several share the provider.
        """
        self._visible[view] = frozenset(row_ids)
        visible = frozenset[int]().union(*self._visible.values())
        self._queue.keep(visible)
        self._stop_loading(request for request in self._loading if request.row_id not in visible)

    def forget(self, row_ids: Collection[int]) -> None:
        """Forget that the thumbnails of these products could not be had."""
        wanted = set(row_ids)
        for key in [key for key in self._failed_at_s if key[0] in wanted]:
            del self._failed_at_s[key]

    def invalidate(self, row_ids: Collection[int]) -> None:
        """Forget everything about these products' thumbnails: their photos changed."""
        wanted = set(row_ids)
        self.forget(wanted)
        self._cache.remove(wanted)
        self._queue.drop(wanted)
        self._stop_loading(request for request in self._loading if request.row_id in wanted)

    def clear(self) -> None:
        """Forget everything, for example when another library is opened."""
        self._cache.clear()
        self._queue.clear()
        self._failed_at_s.clear()
        self._visible.clear()
        self._stop_loading(self._loading)

    # In the window's thread --------------------------------------------------------------

    def _stop_loading(self, requests: Iterable[ThumbnailRequest]) -> None:
        for request in list(requests):
            self._loading.pop(request)[1].cancel()

    def _load_next(self) -> None:
        while self._running < self._concurrency:
            request = self._queue.take()
            if request is None:
                return
            ticket = next(self._tickets)
            try:
                future = self._lane.submit(
                    partial(_load, self._thumbnails, request, ticket, self._tell_arrived)
                )
            except LaneStoppedError:
                self._queue.clear()
                return
            self._running += 1
            self._loading[request] = (ticket, future)
            future.add_done_callback(self._tell_freed)

    def _on_freed(self, _future: Future[None]) -> None:
        self._running -= 1
        self._load_next()

    def _on_arrived(self, request: ThumbnailRequest, ticket: int, image: QImage | None) -> None:
        self._arrived.append((request, ticket, image))
        self._arrivals.poke()

    def _take_arrivals(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        row_ids: dict[int, None] = {}
        while self._arrived:
            request, ticket, image = self._arrived.popleft()
            # Another ticket, or none: it was invalidated while it was loaded.
            if self._loading.get(request, (None, None))[0] != ticket:
                continue
            del self._loading[request]
            row_ids[request.row_id] = None
            if image is None:
                self._remember_failure(request)
            else:
                self._keep(request, image)
            if clock.elapsed() >= PIXMAP_BUDGET_MS:
                break
        if self._arrived:
            self._arrivals.poke()
        if row_ids:
            self.ready.emit(list(row_ids))

    def _keep(self, request: ThumbnailRequest, image: QImage) -> None:
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self._device_pixel_ratio)
        self._cache.put(request.row_id, request.edge_px, request.image_hash, pixmap)

    def _remember_failure(self, request: ThumbnailRequest) -> None:
        self._failed_at_s[request.row_id, request.image_hash] = time.monotonic()
        self._failed_at_s.move_to_end((request.row_id, request.image_hash))
        if len(self._failed_at_s) > _MOST_REMEMBERED_FAILURES:
            self._failed_at_s.popitem(last=False)


async def _load(
    thumbnails: ThumbnailsLike, request: ThumbnailRequest, ticket: int, tell: Arrival
) -> None:
    """Load and decode a thumbnail; runs in the lane and its workers."""
    image = None
    try:
        data = await thumbnails.thumbnail(request.row_id)
        if data is not None:
            image = await asyncio.to_thread(decode_thumbnail, data, request.edge_px)
    except Exception:
        logger.exception("The thumbnail of row %d could not be loaded", request.row_id)
    tell(request, ticket, image)
