"""Garbage with windows in it is collected in the window's thread."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from fashion_desktop.jobs.garbage import GarbageCollector
from fashion_desktop.jobs.lane import Lane

GARBAGE = 20_000


class _Cycle(QObject):
    destroyed_in: set[int] = set()

    def __init__(self) -> None:
        super().__init__()
        self.me = self

    def __del__(self) -> None:
        self.destroyed_in.add(threading.get_ident())


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    _ = qtbot
    collector = GarbageCollector(interval_ms=10)
    yield collector
    collector.stop()
    assert gc.isenabled()
    gc.disable()


def test_a_lane_that_makes_garbage_destroys_no_objects_of_the_window(
    qtbot: QtBot, make_lane: Callable[..., Lane], collector: GarbageCollector
) -> None:
    assert not gc.isenabled()
    assert collector is not None
    _Cycle.destroyed_in.clear()
    _Cycle()

    async def make_garbage() -> None:
        for _ in range(GARBAGE):
            cycle: list[object] = []
            cycle.append(cycle)

    make_lane().submit(make_garbage).result(5.0)
    assert _Cycle.destroyed_in == set()
    qtbot.waitUntil(lambda: bool(_Cycle.destroyed_in), timeout=3_000)
    assert _Cycle.destroyed_in == {threading.get_ident()}


def test_old_garbage_is_collected_too(
    qtbot: QtBot, collector: GarbageCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected: list[int] = []
    collect = gc.collect

    def note(generation: int = 2) -> int:
        collected.append(generation)
        return collect(generation)

    monkeypatch.setattr(gc, "collect", note)
    deadline_s = time.monotonic() + 20
    while 2 not in collected and time.monotonic() < deadline_s:
        kept = [[] for _ in range(GARBAGE)]
        collector.collect()
    assert kept
    assert {0, 1, 2} <= set(collected)
    qtbot.wait(1)
