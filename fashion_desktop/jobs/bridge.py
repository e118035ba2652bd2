"""From the window's loop into a lane and back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fashion_desktop.jobs.lane import Lane

T = TypeVar("T")


async def in_lane(lane: Lane, coroutine_factory: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine in a lane and await its result in the caller's loop.

    Cancelling the caller cancels the work in the lane, without waiting for its clean-up.

    Raises:
        LaneStoppedError: the lane takes no more work.
    """
    return await asyncio.wrap_future(lane.submit(coroutine_factory))
