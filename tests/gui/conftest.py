"""Every test of the window's parts leaves nothing running and nothing on screen."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from fashion_desktop.jobs.lane import Lane

_PATIENCE_S = 2.0


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if _is_alive(thread)}


def _is_alive(thread: threading.Thread) -> bool:
    # Python never takes threads that Qt started off its list, even after they have ended.
    tasks = Path("/proc/self/task")
    return not tasks.exists() or (tasks / str(thread.native_id)).exists()


def _settles(condition: Callable[[], bool]) -> bool:
    deadline_s = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > deadline_s:
            return False
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        time.sleep(0.01)
    return True


@pytest.fixture(autouse=True)
def _nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    def windows() -> set[QWidget]:
        return set(qapp.topLevelWidgets())

    threads_before, windows_before = _threads(), windows()
    # As in the running program: a lane that collects would destroy widgets in its thread.
    gc.disable()
    try:
        yield
        gc.collect()
    finally:
        gc.enable()
    assert _settles(lambda: _threads() <= threads_before), (
        f"threads left: {_threads() - threads_before}"
    )
    assert _settles(lambda: windows() <= windows_before), (
        f"windows left: {windows() - windows_before}"
    )
    pending = [task for task in asyncio.tasks._all_tasks if not task.done()]
    assert not pending, f"tasks left: {pending}"


@pytest.fixture
def make_lane() -> Iterator[Callable[..., Lane]]:
    """Return a function that starts a lane; all of them are stopped after the test."""
    lanes: list[Lane] = []

    def make(name: str = "test", **options: object) -> Lane:
        lane = Lane(name, **options)
        lanes.append(lane)
        lane.start()
        return lane

    yield make
    for lane in lanes:
        assert lane.stop(5.0)


@pytest.fixture
def lane(make_lane: Callable[..., Lane]) -> Lane:
    """A running lane."""
    return make_lane()
