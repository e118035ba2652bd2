"""Awaiting a lane from the window's own asyncio loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from fashion_desktop.jobs.bridge import in_lane
from fashion_desktop.jobs.lane import Lane

TIMEOUT_S = 5.0


@pytest.fixture
def window_loop(qapp: QApplication) -> Iterator[asyncio.AbstractEventLoop]:
    loop = qasync.QEventLoop(qapp, already_running=False)
    yield loop
    loop.close()
    asyncio.set_event_loop(None)


def test_a_result_comes_back_into_the_windows_thread(
    window_loop: asyncio.AbstractEventLoop, lane: Lane
) -> None:
    async def where() -> int:
        return threading.get_ident()

    async def ask() -> tuple[int, int]:
        return await in_lane(lane, where), threading.get_ident()

    there, here = window_loop.run_until_complete(asyncio.wait_for(ask(), TIMEOUT_S))
    assert here == threading.get_ident()
    assert there != here


def test_an_exception_comes_back(window_loop: asyncio.AbstractEventLoop, lane: Lane) -> None:
    async def fail() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        window_loop.run_until_complete(in_lane(lane, fail))


def test_cancelling_the_caller_cancels_the_work(
    window_loop: asyncio.AbstractEventLoop, lane: Lane
) -> None:
    begun, cancelled = threading.Event(), threading.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.set()

    async def cancel_soon() -> None:
        task = asyncio.ensure_future(in_lane(lane, work))
        assert await in_lane(lane, lambda: asyncio.to_thread(begun.wait, TIMEOUT_S))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    window_loop.run_until_complete(asyncio.wait_for(cancel_soon(), TIMEOUT_S))
    assert cancelled.wait(TIMEOUT_S)
