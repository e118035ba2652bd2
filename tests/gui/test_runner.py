"""Jobs from the window: queueing, steering, failing, and quitting in the middle."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot
from support.fake_job_service import FakeJobService, Work, until_stopped

from fashion_desktop.domain.errors import EmptyLibraryError
from fashion_desktop.domain.jobs import (
    ItemFailure,
    JobContext,
    JobKind,
    JobOutcome,
    JobProgress,
    JobScope,
    JobSpec,
    JobState,
)
from fashion_desktop.jobs.handle import JobHandle
from fashion_desktop.jobs.job_work import DEFECT_TEXT
from fashion_desktop.jobs.lane import Lane, LaneStoppedError
from fashion_desktop.jobs.runner import JobRunner

GENERATE = JobSpec(JobKind.GENERATE)


@dataclass(eq=False)
class Desk(QObject):
    """A runner over a fake service, and everything the runner said."""

    service: FakeJobService
    runner: JobRunner
    started: list[JobHandle] = field(default_factory=list)
    settled: list[tuple[JobHandle, JobOutcome]] = field(default_factory=list)
    committed: list[tuple[int, ...]] = field(default_factory=list)
    threads: set[object] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self.runner.started.connect(self.started.append)
        self.runner.settled.connect(self.on_settled)
        self.runner.committed.connect(self.on_committed)

    def on_settled(self, handle: JobHandle, outcome: JobOutcome) -> None:
        self.settled.append((handle, outcome))
        self.threads.add(QThread.currentThread())

    def on_committed(self, row_ids: tuple[int, ...]) -> None:
        self.committed.append(row_ids)
        self.threads.add(QThread.currentThread())


MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk() -> Iterator[MakeDesk]:
    desks: list[Desk] = []

    def make(work: Work | None = None) -> Desk:
        lane = Lane("jobs")
        lane.start()
        service = FakeJobService(work) if work else FakeJobService()
        desks.append(Desk(service, JobRunner(service, lane)))
        return desks[-1]

    yield make
    for desk in desks:
        assert desk.runner.shutdown(5.0)


def wait_for_state(qtbot: QtBot, handle: JobHandle, state: JobState) -> None:
    qtbot.waitUntil(lambda: handle.state is state, timeout=3_000)


def test_a_job_runs_and_settles_in_the_windows_thread(qtbot: QtBot, make_desk: MakeDesk) -> None:
    desk = make_desk()
    states: list[JobState] = []
    handle = desk.runner.start(GENERATE)
    handle.state_changed.connect(states.append)
    assert handle.state is JobState.QUEUED
    assert desk.started == [handle]
    with qtbot.waitSignal(handle.settled, timeout=3_000) as settled:
        pass
    assert settled.args == [handle.outcome]
    assert handle.job_id == "job-1"
    assert states == [JobState.RUNNING, JobState.DONE]
    assert desk.settled == [(handle, handle.outcome)]
    assert desk.threads == {QThread.currentThread()}
    assert desk.runner.active is None


def test_progress_is_at_most_twenty_signals_a_second_and_ends_with_the_last(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    async def report_often(context: JobContext) -> JobState:
        for done in range(1, 10_001):
            context.report(done, 10_000)
            if done % 100 == 0:
                await asyncio.sleep(0.005)
        return JobState.DONE

    desk = make_desk(report_often)
    handle = desk.runner.start(GENERATE)
    heard: list[JobProgress] = []
    handle.progressed.connect(heard.append)
    began_s = time.monotonic()
    with qtbot.waitSignal(handle.settled, timeout=10_000):
        pass
    took_s = time.monotonic() - began_s
    assert 2 <= len(heard) <= took_s * 20 + 3
    assert heard[-1].done == 10_000
    assert [p.done for p in heard] == sorted(p.done for p in heard)
    assert handle.progress == heard[-1]


def test_ten_thousand_failed_items_all_arrive(qtbot: QtBot, make_desk: MakeDesk) -> None:
    async def fail_all(context: JobContext) -> JobState:
        for number in range(10_000):
            context.item_failed(str(number), "There is no photo.")
        return JobState.DONE

    desk = make_desk(fail_all)
    handle = desk.runner.start(GENERATE)
    heard: list[ItemFailure] = []
    handle.item_failed.connect(heard.append)
    with qtbot.waitSignal(handle.settled, timeout=10_000):
        pass
    assert [failure.product_id for failure in heard] == [str(n) for n in range(10_000)]
    assert handle.failures == heard


def test_jobs_run_one_at_a_time_in_the_order_they_were_started(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    running: list[str] = []

    async def alone(context: JobContext) -> JobState:
        running.append(context.job_id)
        assert len(running) == 1
        await asyncio.sleep(0.02)
        running.remove(context.job_id)
        return JobState.DONE

    desk = make_desk(alone)
    handles = [desk.runner.start(JobSpec(kind)) for kind in JobKind]
    assert desk.runner.queued == tuple(handles)
    qtbot.waitUntil(lambda: len(desk.settled) == 4, timeout=5_000)
    assert [handle for handle, _ in desk.settled] == handles
    assert [outcome.state for _, outcome in desk.settled] == [JobState.DONE] * 4
    assert [desk.service.specs[job_id].kind for job_id in desk.service.ran] == list(JobKind)


def test_pausing_holds_the_job_and_resuming_lets_it_go_on(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    desk = make_desk(until_stopped)
    handle = desk.runner.start(GENERATE)
    qtbot.waitUntil(lambda: handle.progress.done > 3, timeout=3_000)
    handle.pause()
    assert handle.state is JobState.PAUSED
    qtbot.wait(120)
    held_at = handle.progress.done
    qtbot.wait(120)
    assert handle.progress.done == held_at
    handle.resume()
    assert handle.state is JobState.RUNNING
    qtbot.waitUntil(lambda: handle.progress.done > held_at, timeout=1_000)


@pytest.mark.parametrize("paused", [False, True])
def test_cancelling_settles_within_a_second(
    qtbot: QtBot, make_desk: MakeDesk, paused: bool
) -> None:
    desk = make_desk(until_stopped)
    handle = desk.runner.start(GENERATE)
    qtbot.waitUntil(lambda: handle.progress.done > 3, timeout=3_000)
    if paused:
        handle.pause()
    with qtbot.waitSignal(handle.settled, timeout=1_000):
        handle.cancel()
        assert handle.stopping
    assert handle.state is JobState.CANCELLED
    assert not handle.stopping
    assert desk.service.states[handle.job_id] is JobState.CANCELLED


def test_a_cancellation_that_escapes_the_service_is_stored_all_the_same(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    async def let_it_escape(context: JobContext) -> JobState:
        while True:
            context.report(7, 9)
            await context.checkpoint()
            await asyncio.sleep(0.002)

    desk = make_desk(let_it_escape)
    handle = desk.runner.start(GENERATE)
    qtbot.waitUntil(lambda: handle.progress.done == 7, timeout=3_000)
    with qtbot.waitSignal(handle.settled, timeout=1_000):
        handle.cancel()
    assert handle.outcome is not None
    assert (handle.outcome.state, handle.outcome.done) == (JobState.CANCELLED, 7)
    assert desk.service.states[handle.job_id] is JobState.CANCELLED


def test_a_queued_job_can_be_cancelled_and_never_runs(qtbot: QtBot, make_desk: MakeDesk) -> None:
    desk = make_desk(until_stopped)
    first, second, third = (desk.runner.start(GENERATE) for _ in range(3))
    qtbot.waitUntil(lambda: bool(third.job_id), timeout=3_000)
    wait_for_state(qtbot, first, JobState.RUNNING)
    with qtbot.waitSignal(second.settled, timeout=1_000):
        second.cancel()
    assert second.state is JobState.CANCELLED
    assert desk.runner.queued == (third,)
    first.cancel()
    wait_for_state(qtbot, third, JobState.RUNNING)
    qtbot.waitUntil(lambda: third.progress.done > 0, timeout=3_000)
    assert desk.service.ran == [first.job_id, third.job_id]
    assert desk.service.states[second.job_id] is JobState.CANCELLED


def test_a_job_cancelled_before_it_is_stored_is_withdrawn_once_it_is(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    desk = make_desk(until_stopped)
    desk.service.may_store.clear()
    handle = desk.runner.start(GENERATE)
    handle.cancel()
    assert handle.stopping
    with qtbot.waitSignal(handle.settled, timeout=3_000):
        desk.service.may_store.set()
    assert handle.state is JobState.CANCELLED
    assert desk.service.ran == []
    qtbot.waitUntil(lambda: desk.service.states[handle.job_id] is JobState.CANCELLED, timeout=1_000)


def test_what_the_service_refuses_fails_with_its_sentence_and_the_queue_goes_on(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    desk = make_desk()
    desk.service.refusal = EmptyLibraryError("The library is empty. Sync a catalogue first.")
    refused = desk.runner.start(GENERATE)
    with qtbot.waitSignal(refused.settled, timeout=3_000):
        pass
    assert refused.state is JobState.FAILED
    assert refused.outcome is not None
    assert refused.outcome.error == "The library is empty. Sync a catalogue first."
    desk.service.refusal = None
    following = desk.runner.start(GENERATE)
    wait_for_state(qtbot, following, JobState.DONE)


def test_a_defect_fails_the_job_in_plain_words_and_logs_where_it_was(
    qtbot: QtBot, make_desk: MakeDesk, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_down(context: JobContext) -> JobState:
        context.report(5, 9)
        context.item_failed("20", "The photo is damaged.")
        raise ZeroDivisionError("deep inside")

    desk = make_desk(break_down)
    with caplog.at_level(logging.ERROR):
        handle = desk.runner.start(GENERATE)
        with qtbot.waitSignal(handle.settled, timeout=3_000):
            pass
    assert handle.outcome is not None
    assert (handle.outcome.state, handle.outcome.error) == (JobState.FAILED, DEFECT_TEXT)
    assert handle.outcome.done == 5
    assert handle.outcome.failures == (ItemFailure("20", "The photo is damaged."),)
    assert "ZeroDivisionError: deep inside" in caplog.text
    following = desk.runner.start(GENERATE)
    wait_for_state(qtbot, following, JobState.FAILED)


def test_retrying_takes_the_failed_products_only(qtbot: QtBot, make_desk: MakeDesk) -> None:
    async def fail_two(context: JobContext) -> JobState:
        context.item_failed("20", "There is no photo.")
        context.item_failed("29", "There is no photo.")
        return JobState.DONE

    desk = make_desk(fail_two)
    spec = JobSpec(JobKind.UPDATE, JobScope.ALL, start_page=3, batch_size=8)
    handle = desk.runner.start(spec)
    wait_for_state(qtbot, handle, JobState.DONE)
    again = desk.runner.retry(handle)
    wait_for_state(qtbot, again, JobState.DONE)
    assert again.spec == JobSpec(JobKind.UPDATE, JobScope.SELECTED, ("20", "29"), batch_size=8)


def test_retrying_a_job_that_was_cancelled_does_the_same_again(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    desk = make_desk(until_stopped)
    handle = desk.runner.start(GENERATE)
    wait_for_state(qtbot, handle, JobState.RUNNING)
    handle.cancel()
    wait_for_state(qtbot, handle, JobState.CANCELLED)
    assert desk.runner.retry(handle).spec == GENERATE


def test_an_unfinished_job_is_taken_up_under_its_own_id(qtbot: QtBot, make_desk: MakeDesk) -> None:
    desk = make_desk()
    stored = desk.service.create(GENERATE)
    handle = desk.runner.resume(desk.service.record(stored.id, done=8_200))
    assert (handle.job_id, handle.progress.done) == (stored.id, 8_200)
    wait_for_state(qtbot, handle, JobState.DONE)
    assert desk.service.ran == [stored.id]


def test_commits_are_told_at_most_ten_times_a_second_and_none_is_lost(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    desk = make_desk()
    began_s = time.monotonic()

    def commit() -> None:
        for first in range(0, 3_000, 3):
            desk.service.commit([first, first + 1, first + 2])
            time.sleep(0.0005)

    thread = threading.Thread(target=commit)
    thread.start()
    qtbot.waitUntil(lambda: sum(map(len, desk.committed)) == 3_000, timeout=10_000)
    took_s = time.monotonic() - began_s
    thread.join(5.0)
    assert sorted(row_id for row_ids in desk.committed for row_id in row_ids) == list(range(3_000))
    assert len(desk.committed) <= took_s * 10 + 2
    assert desk.threads == {QThread.currentThread()}


def test_quitting_leaves_the_running_job_and_the_queue_unfinished(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    desk = make_desk(until_stopped)
    first, second = desk.runner.start(GENERATE), desk.runner.start(GENERATE)
    qtbot.waitUntil(lambda: first.progress.done > 3 and bool(second.job_id), timeout=3_000)
    began_s = time.monotonic()
    assert desk.runner.shutdown(5.0)
    assert time.monotonic() - began_s < 1.0
    qtbot.wait(20)
    assert desk.settled == []
    assert desk.service.states == {"job-1": JobState.RUNNING, "job-2": JobState.QUEUED}
    assert desk.service.on_committed == []
    with pytest.raises(LaneStoppedError):
        desk.runner.start(GENERATE)
    assert len(desk.started) == 2


def test_quitting_ends_a_job_that_does_not_listen(qtbot: QtBot, make_desk: MakeDesk) -> None:
    async def never_look(context: JobContext) -> JobState:
        context.report(1, None)
        await asyncio.sleep(60)
        return JobState.DONE

    desk = make_desk(never_look)
    handle = desk.runner.start(GENERATE)
    qtbot.waitUntil(lambda: handle.progress.done == 1, timeout=3_000)
    began_s = time.monotonic()
    assert desk.runner.shutdown(1.0)
    assert time.monotonic() - began_s < 1.0
    assert desk.service.states[handle.job_id] is JobState.RUNNING


def test_the_window_stays_responsive_while_a_job_works_in_python(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    async def keep_busy(context: JobContext) -> JobState:
        for done in range(200):
            await asyncio.to_thread(sum, range(200_000))
            context.report(done, 200)
        return JobState.DONE

    desk = make_desk(keep_busy)
    handle = desk.runner.start(GENERATE)
    qtbot.waitUntil(lambda: handle.progress.done > 0, timeout=3_000)
    turns = 0
    deadline_s = time.monotonic() + 20
    while not handle.state.is_final and time.monotonic() < deadline_s:
        qtbot.wait(1)
        turns += 1
    assert handle.state is JobState.DONE
    assert turns > 20
