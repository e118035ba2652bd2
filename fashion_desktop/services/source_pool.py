"""The sources of a library, opened when first needed."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from fashion_desktop.catalogue.factory import open_source
from fashion_desktop.catalogue.source import ProductSource
from fashion_desktop.domain.errors import SourceError
from fashion_desktop.domain.sources import SourceRecord
from fashion_desktop.storage.library import Library


class SourcePool:
    """Opened sources of one event loop. Close it in that loop."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._opened: dict[int, ProductSource] = {}
        self._lock = threading.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    def get(self, source_id: int) -> ProductSource:
        """Return the source with this id, opening it the first time. Thread-safe; may block.

        Raises:
            SourceError: it is not connected (any more).
        """
        with self._lock:
            if source_id not in self._opened:
                record = self._record(source_id)
                token = self._library.tokens.get(source_id, record.config)
                self._opened[source_id] = open_source(record.config, token or None)
            return self._opened[source_id]

    def opened(self, source_id: int) -> ProductSource | None:
        """Return the source with this id if it is open already. Never blocks."""
        return self._opened.get(source_id)

    async def aclose(self) -> None:
        """Close every opened source."""
        opened = list(self._opened.values())
        self._opened.clear()
        for source in opened:
            await source.aclose()

    def _record(self, source_id: int) -> SourceRecord:
        for record in self._library.sources.all():
            if record.id == source_id:
                return record
        raise SourceError("The source of this product is not connected any more. Connect it again.")
