"""The sources of a library, opened when first needed."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from fashion_desktop.catalogue.factory import open_source
from fashion_desktop.catalogue.source import ProductSource
from fashion_desktop.domain.errors import SourceError, SourceRefusedError, UsageError
from fashion_desktop.domain.sources import SourceRecord
from fashion_desktop.storage.library import Library


@dataclass(frozen=True, slots=True)
class _Opened:
    source: ProductSource
    token_revision: int


class SourcePool:
    """Opened sources of one event loop. Close it in that loop."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._opened: dict[int, _Opened] = {}
        self._outdated: list[ProductSource] = []
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
        """Return the source with this id. Thread-safe; may block.

        It is opened the first time, and anew once it has another token.

        Raises:
            SourceError: it is not connected (any more), or its token cannot be sent.
        """
        with self._lock:
            source = self.opened(source_id)
            if source is None:
                # Read first: a token that changes meanwhile is then noticed next time.
                revision = self._library.tokens.revision(source_id)
                source = self._open(self._record(source_id))
                outdated = self._opened.get(source_id)
                if outdated is not None:
                    # Photos may still be on their way from it, so it is closed with the rest.
                    self._outdated.append(outdated.source)
                self._opened[source_id] = _Opened(source, revision)
            return source

    def opened(self, source_id: int) -> ProductSource | None:
        """Return the source with this id if it is open already, with its token. Never blocks."""
        opened = self._opened.get(source_id)
        if opened is None or opened.token_revision != self._library.tokens.revision(source_id):
            return None
        return opened.source

    async def aclose(self) -> None:
        """Close every opened source."""
        sources = [*self._outdated, *(opened.source for opened in self._opened.values())]
        self._outdated.clear()
        self._opened.clear()
        for source in sources:
            await source.aclose()

    def _open(self, record: SourceRecord) -> ProductSource:
        token = self._library.tokens.get(record.id, record.config)
        try:
            return open_source(record.config, token or None)
        except UsageError as error:
            raise SourceRefusedError(f"“{record.name}” cannot be asked. {error}") from None

    def _record(self, source_id: int) -> SourceRecord:
        for record in self._library.sources.all():
            if record.id == source_id:
                return record
        raise SourceError("The source of this product is not connected any more. Connect it again.")
