"""The list of jobs follows what the runner says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from support.fake_job_service import FakeJobService

from fashion_desktop.domain.jobs import JobContext, JobKind, JobSpec, JobState
from fashion_desktop.jobs.lane import Lane
from fashion_desktop.jobs.runner import JobRunner
from fashion_desktop.viewmodels.job_list_model import JobListModel
from fashion_desktop.viewmodels.roles import JobRole


async def _half_way_with_one_failure(context: JobContext) -> JobState:
    context.report(5, 10)
    context.item_failed("20", "There is no photo.")
    context.item_failed("29", "There is no photo.")
    return JobState.DONE


@pytest.fixture
def runner() -> Iterator[JobRunner]:
    lane = Lane("jobs")
    lane.start()
    runner = JobRunner(FakeJobService(_half_way_with_one_failure), lane)
    yield runner
    assert runner.shutdown(5.0)


def test_a_job_is_a_row_with_its_text_share_and_failures(qtbot: QtBot, runner: JobRunner) -> None:
    model = JobListModel(runner)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, fatal)
    handle = runner.start(JobSpec(JobKind.GENERATE))
    index = model.index(0)
    assert model.rowCount() == 1
    assert index.data() == "Generate: waiting for its turn"
    assert index.data(JobRole.FRACTION) is None
    with qtbot.waitSignal(model.dataChanged, timeout=3_000):
        pass
    qtbot.waitUntil(lambda: handle.state is JobState.DONE, timeout=3_000)
    assert index.data(JobRole.HANDLE) is handle
    assert model.handle_at(0) is handle
    assert index.data(JobRole.STATE) == JobState.DONE
    assert index.data(JobRole.FRACTION) == 0.5
    assert index.data(JobRole.FAILED_COUNT) == 2
    assert index.data() == "Generated 1 product in 1 s"
    second = runner.start(JobSpec(JobKind.DELETE))
    assert model.rowCount() == 2
    model.remove_settled()
    assert model.rowCount() == 1
    assert model.handle_at(0) is second
    assert tester.model() is model
