"""How many bytes of photos may be on their way at once."""

from __future__ import annotations

import asyncio
from collections import deque

BUDGET_BYTES = 256 * 1024**2
LARGEST_BYTES = 64 * 1024**2
REMEMBERED = 64


class PhotoBudget:
    """Holds back further photos while those on their way would fill the memory.

    How large a photo is shows only when it is there. Until then it counts as large as the
    largest of the last ones, the very first ones as the largest allowed, so that few are asked
    for together where photos are large and as many as wanted where they are small. Sizes that
    leap by more than tenfold can exceed the budget once. Used in one event loop.
    """

    def __init__(self, limit_bytes: int = BUDGET_BYTES) -> None:
        self._limit_bytes = limit_bytes
        self._used_bytes = 0
        self._sizes: deque[int] = deque(maxlen=REMEMBERED)
        self._freed = asyncio.Event()

    @property
    def used_bytes(self) -> int:
        """Bytes on their way, expected ones included."""
        return self._used_bytes

    async def reserve(self) -> int:
        """Wait until there is room for a photo of unknown size; return the bytes set aside."""
        while self._used_bytes and self._used_bytes + self._expected() > self._limit_bytes:
            self._freed.clear()
            await self._freed.wait()
        expected = self._expected()
        self._used_bytes += expected
        return expected

    def settle(self, reserved_bytes: int, actual_bytes: int) -> None:
        """The photo is there: what it takes is known now."""
        self._sizes.append(actual_bytes)
        self._used_bytes += actual_bytes - reserved_bytes
        self._freed.set()

    def release(self, held_bytes: int) -> None:
        """The photo is done with, or did not come."""
        self._used_bytes -= held_bytes
        self._freed.set()

    def _expected(self) -> int:
        return max(self._sizes) if self._sizes else LARGEST_BYTES
