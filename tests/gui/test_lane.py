"""Lanes run coroutines in a thread of their own and end without leaving anything."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import CancelledError

import pytest

from fashion_desktop.jobs.lane import Lane, LaneStoppedError

TIMEOUT_S = 5.0


async def _name() -> str:
    return threading.current_thread().name


def test_work_runs_in_the_lanes_thread_under_its_name(lane: Lane) -> None:
    assert lane.submit(_name).result(TIMEOUT_S) == "test"
    assert threading.current_thread().name != "test"


def test_an_exception_arrives_with_the_future(lane: Lane) -> None:
    async def fail() -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        lane.submit(fail).result(TIMEOUT_S)


def test_a_factory_that_raises_is_an_exception_of_the_future(lane: Lane) -> None:
    def broken() -> None:
        raise ValueError("no coroutine")

    with pytest.raises(ValueError, match="no coroutine"):
        lane.submit(broken).result(TIMEOUT_S)


def test_work_submitted_before_the_start_runs_after_it() -> None:
    lane = Lane("late")
    future = lane.submit(_name)
    lane.start()
    assert future.result(TIMEOUT_S) == "late"
    assert lane.stop(TIMEOUT_S)


def test_cancelling_the_future_cancels_the_task(lane: Lane) -> None:
    begun, cancelled = threading.Event(), threading.Event()

    async def wait() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    future = lane.submit(wait)
    assert begun.wait(TIMEOUT_S)
    assert future.cancel()
    assert cancelled.wait(TIMEOUT_S)


def test_many_threads_can_submit(lane: Lane) -> None:
    async def echo(number: int) -> int:
        await asyncio.sleep(0)
        return number

    results: list[int] = []

    def submit_many(first: int) -> None:
        futures = [lane.submit(lambda n=n: echo(n)) for n in range(first, first + 200)]
        results.extend(future.result(TIMEOUT_S) for future in futures)

    threads = [threading.Thread(target=submit_many, args=(n * 200,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT_S)
    assert sorted(results) == list(range(800))


def test_stopping_cancels_tasks_then_closes_in_the_same_loop() -> None:
    events: list[str] = []
    loops: set[asyncio.AbstractEventLoop] = set()
    begun = threading.Event()

    async def endless() -> None:
        loops.add(asyncio.get_running_loop())
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            events.append("cancelled")

    async def close() -> None:
        loops.add(asyncio.get_running_loop())
        events.append("closed")

    lane = Lane("test", on_stop=close)
    lane.start()
    future = lane.submit(endless)
    assert begun.wait(TIMEOUT_S)
    assert lane.stop(TIMEOUT_S)
    assert events == ["cancelled", "closed"]
    assert len(loops) == 1
    assert lane.isFinished()
    with pytest.raises(CancelledError):
        future.result(0)


def test_stopping_shuts_asynchronous_generators_and_workers_down() -> None:
    closed = threading.Event()
    worked = threading.Event()
    kept: list[AsyncIterator[int]] = []

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            closed.set()

    async def begin() -> None:
        generator = numbers()
        kept.append(generator)
        await anext(generator)
        await asyncio.to_thread(worked.set)

    lane = Lane("generators")
    lane.start()
    lane.submit(begin).result(TIMEOUT_S)
    assert worked.is_set()
    assert lane.stop(TIMEOUT_S)
    assert closed.is_set()
    assert not [t for t in threading.enumerate() if t.name.startswith("generators-worker")]


def test_a_stopped_lane_refuses_work_and_stops_again_without_complaint() -> None:
    lane = Lane("test")
    lane.start()
    assert lane.stop(TIMEOUT_S)
    assert lane.stop(TIMEOUT_S)
    with pytest.raises(LaneStoppedError):
        lane.submit(_name)


def test_stopping_a_lane_that_never_started_cancels_what_waited() -> None:
    lane = Lane("test")
    future = lane.submit(_name)
    assert lane.stop(TIMEOUT_S)
    assert future.cancelled()


def test_stopping_straight_after_the_start_ends_the_thread() -> None:
    for _ in range(20):
        lane = Lane("test")
        lane.start()
        assert lane.stop(TIMEOUT_S)
        assert not lane.isRunning()


def test_an_exception_while_closing_is_logged_and_the_thread_ends(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def close() -> None:
        raise OSError("socket is gone")

    lane = Lane("test", on_stop=close)
    lane.start()
    with caplog.at_level(logging.ERROR):
        assert lane.stop(TIMEOUT_S)
    assert "Closing the lane test failed" in caplog.text


def test_work_that_does_not_end_in_time_is_reported_and_survives(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, release = threading.Event(), threading.Event()

    def block() -> None:
        begun.set()
        release.wait(TIMEOUT_S)

    lane = Lane("stubborn")
    lane.start()
    lane.submit(lambda: asyncio.to_thread(block))
    assert begun.wait(TIMEOUT_S)
    with caplog.at_level(logging.ERROR):
        assert not lane.stop(0.05)
    assert "did not stop within" in caplog.text
    release.set()
    assert lane.stop(TIMEOUT_S)


def test_waiting_for_the_end_lets_python_go_on_elsewhere() -> None:
    lane = Lane("busy")
    lane.start()
    counted: list[int] = []

    async def count() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            deadline_s = time.monotonic() + 0.05
            while time.monotonic() < deadline_s:
                counted.append(1)

    begun = lane.submit(lambda: asyncio.sleep(0))
    lane.submit(count)
    begun.result(TIMEOUT_S)
    assert lane.stop(TIMEOUT_S)
    assert counted


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")
def test_a_background_lane_and_its_workers_yield_to_the_window(
    make_lane: Callable[..., Lane],
) -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    async def both() -> tuple[int, int]:
        return niceness(), await asyncio.to_thread(niceness)

    window = niceness()
    lane_nice, worker_nice = make_lane(background=True).submit(both).result(TIMEOUT_S)
    assert (lane_nice, worker_nice) == (5, 5)
    assert niceness() == window
