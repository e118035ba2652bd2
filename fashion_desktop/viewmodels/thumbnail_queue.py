"""Which thumbnail to load next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThumbnailRequest:
    """A thumbnail of one photo of a product, fitted into a square of ``edge_px`` pixels."""

    row_id: int
    image_hash: str
    edge_px: int


class ThumbnailQueue:
    """Requests, the newest screenful first, each screenful in the order it was painted.

    Args:
        capacity: most requests to keep; the oldest are dropped.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._stack: OrderedDict[ThumbnailRequest, None] = OrderedDict()
        self._fresh: OrderedDict[ThumbnailRequest, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._stack) + len(self._fresh)

    def add(self, request: ThumbnailRequest) -> None:
        """Want a thumbnail; wanting it again makes it new again."""
        self._stack.pop(request, None)
        self._fresh[request] = None
        if len(self) > self._capacity:
            oldest = self._stack or self._fresh
            oldest.popitem(last=False)

    def take(self) -> ThumbnailRequest | None:
        """Return the request to serve next, or None."""
        while self._fresh:
            # Reversed, so that taking from the end gives the order of painting.
            self._stack[self._fresh.popitem(last=True)[0]] = None
        return self._stack.popitem(last=True)[0] if self._stack else None

    def keep(self, row_ids: Collection[int]) -> None:
        """Drop the requests of all other products."""
        for requests in (self._stack, self._fresh):
            for request in [r for r in requests if r.row_id not in row_ids]:
                del requests[request]

    def drop(self, row_ids: Collection[int]) -> None:
        """Drop the requests of these products."""
        for requests in (self._stack, self._fresh):
            for request in [r for r in requests if r.row_id in row_ids]:
                del requests[request]

    def clear(self) -> None:
        """Drop everything."""
        self._stack.clear()
        self._fresh.clear()
