"""A job's context: pausing, cancelling and reporting from one thread to another."""

from __future__ import annotations

import asyncio
import time

import pytest

from fashion_desktop.domain.jobs import ItemFailure
from fashion_desktop.jobs.context import QtJobContext
from fashion_desktop.jobs.lane import Lane

TIMEOUT_S = 5.0


@pytest.fixture
def context() -> QtJobContext:
    return QtJobContext(wake=lambda: None)


def test_a_checkpoint_passes_while_nothing_is_asked(context: QtJobContext, lane: Lane) -> None:
    assert lane.submit(context.checkpoint).result(TIMEOUT_S) is None


def test_a_paused_job_waits_and_goes_on_promptly(context: QtJobContext, lane: Lane) -> None:
    context.pause()
    waiting = [lane.submit(context.checkpoint) for _ in range(3)]
    with pytest.raises(TimeoutError):
        waiting[0].result(0.05)
    began_s = time.monotonic()
    context.resume()
    for future in waiting:
        future.result(TIMEOUT_S)
    assert time.monotonic() - began_s < 0.5


def test_cancelling_wakes_a_paused_job(context: QtJobContext, lane: Lane) -> None:
    context.pause()

    async def wait() -> str:
        try:
            await context.checkpoint()
        except asyncio.CancelledError:
            return "cancelled"
        return "passed"

    waiting = lane.submit(wait)
    with pytest.raises(TimeoutError):
        waiting.result(0.05)
    context.cancel()
    assert waiting.result(TIMEOUT_S) == "cancelled"
    assert context.cancelled
    assert not context.suspending


def test_pausing_again_straight_after_resuming_still_holds(
    context: QtJobContext, lane: Lane
) -> None:
    context.pause()
    waiting = lane.submit(context.checkpoint)
    with pytest.raises(TimeoutError):
        waiting.result(0.05)

    async def resume_and_pause() -> None:
        # Both before the waiting task gets its turn.
        context.resume()
        context.pause()

    lane.submit(resume_and_pause).result(TIMEOUT_S)
    with pytest.raises(TimeoutError):
        waiting.result(0.05)
    context.resume()
    waiting.result(TIMEOUT_S)


def test_suspending_stops_the_job_without_cancelling_it_for_good(context: QtJobContext) -> None:
    context.suspend()
    assert context.cancelled
    assert context.suspending


def test_a_job_cancelled_before_the_program_quits_stays_cancelled(context: QtJobContext) -> None:
    context.cancel()
    context.suspend()
    assert not context.suspending


def test_the_latest_progress_and_all_failures_are_taken_once() -> None:
    woken: list[int] = []
    context = QtJobContext(wake=lambda: woken.append(1))
    context.report(1, 10, "Fetching")
    context.item_failed("20", "The photo is damaged.")
    context.report(2, 10, "Fetching")
    context.item_failed("29", "There is no photo.")
    progress, failures = context.take()
    assert progress is not None
    assert (progress.done, progress.total, progress.note) == (2, 10, "Fetching")
    assert failures == [
        ItemFailure("20", "The photo is damaged."),
        ItemFailure("29", "There is no photo."),
    ]
    assert context.take() == (None, [])
    assert len(woken) == 4
