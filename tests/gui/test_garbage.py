"""Garbage with windows in it is collected in the window's thread."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from fashion_desktop.jobs.garbage import GarbageCollector
from fashion_desktop.jobs.lane import Lane

GARBAGE = 20_000


class _Cycle(QObject):
    destroyed_in: ClassVar[set[int]] = set()

    def __init__(self) -> None:
        super().__init__()
        self.me = self

    def __del__(self) -> None:
        self.destroyed_in.add(threading.get_ident())


@pytest.fixture
def collector() -> Iterator[GarbageCollector]:
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


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((700, 10, 10), []),
        ((701, 0, 0), [0]),
        ((0, 11, 0), [1]),
        ((5_000, 11, 11), [2]),
    ],
)
def test_every_generation_is_collected_when_python_would(
    collector: GarbageCollector,
    monkeypatch: pytest.MonkeyPatch,
    counts: tuple[int, int, int],
    expected: list[int],
) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(gc, "get_count", lambda: counts)
    monkeypatch.setattr(gc, "collect", collected.append)
    collector.collect()
    assert collected == expected


def test_what_outlives_a_long_collection_is_left_out_of_later_ones(
    collector: GarbageCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen: list[str] = []
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 1_000))
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append("frozen"))
    monkeypatch.setattr(gc, "collect", lambda _generation: None)
    collector.collect()
    assert frozen == []
    monkeypatch.setattr(gc, "collect", lambda _generation: time.sleep(0.03))
    collector.collect()
    assert frozen == ["frozen"]
