"""Product source: the built-in demo catalogue, served on loopback while it is in use."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from fashion_desktop.catalogue.product_api import ProductApiSource
from fashion_desktop.catalogue.source import FetchedPhoto, SourcePage
from fashion_desktop.domain.sources import ImageValidators

if TYPE_CHECKING:
    from fashion_desktop.catalogue.demo.server import DemoServer


class _SharedServer:
    """One demo server for all sources of the process; it runs while anyone uses it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._server: DemoServer | None = None

    def acquire(self) -> str:
        """Return the server's base URL, starting it for the first user."""
        from fashion_desktop.catalogue.demo.server import DemoServer

        with self._lock:
            if self._server is None:
                server = DemoServer()
                server.start()
                self._server = server
            self._users += 1
            return self._server.base_url

    def release(self) -> None:
        """Stop the server after the last user."""
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._server is not None:
                self._server.stop()
                self._server = None


_SHARED = _SharedServer()
_PHOTOS_AT_A_TIME = 3
"""One is drawn at a time: whoever asked for more would wait too long for the last on a slow
computer."""


class DemoSource:
    """The product API source in front of the demo server, which starts at the first request."""

    def __init__(self) -> None:
        self._api: ProductApiSource | None = None
        self._starting = asyncio.Lock()
        self._asking = asyncio.Semaphore(_PHOTOS_AT_A_TIME)

    async def pages(self) -> AsyncGenerator[SourcePage, None]:
        """Iterate over the demo products; see ``ProductSource.pages``."""
        api = await self._started()
        async with aclosing(api.pages()) as pages:
            async for page in pages:
                yield page

    async def fetch_photo(
        self, product_id: str, image_ref: str, validators: ImageValidators | None = None
    ) -> FetchedPhoto:
        """Return a photo; see ``ProductSource.fetch_photo``."""
        api = await self._started()
        async with self._asking:
            return await api.fetch_photo(product_id, image_ref, validators)

    def local_path(self, image_ref: str) -> None:
        """Return None: the photos are drawn when asked for."""

    def image_url(self, image_ref: str) -> str:
        """Return the photo's URL while the demo server runs, else its path on that server."""
        return image_ref if self._api is None else self._api.image_url(image_ref)

    async def aclose(self) -> None:
        """Close all connections, and stop the server if nobody else uses it."""
        async with self._starting:
            api, self._api = self._api, None
        if api is not None:
            try:
                await api.aclose()
            finally:
                await asyncio.to_thread(_SHARED.release)

    async def _started(self) -> ProductApiSource:
        async with self._starting:
            if self._api is None:
                self._api = ProductApiSource(await _acquired())
            return self._api


async def _acquired() -> str:
    """Return the shared server's base URL; who is cancelled meanwhile does not count as a user."""
    acquiring = asyncio.ensure_future(asyncio.to_thread(_SHARED.acquire))
    try:
        return await asyncio.shield(acquiring)
    except asyncio.CancelledError:
        # The thread goes on, and so would the server it starts.
        await acquiring
        await asyncio.to_thread(_SHARED.release)
        raise
