"""Jobs in words."""

from __future__ import annotations

import pytest

from fashion_desktop.domain.job_text import (
    duration_text,
    left_text,
    outcome_text,
    progress_text,
    rate_text,
)
from fashion_desktop.domain.jobs import (
    ItemFailure,
    JobKind,
    JobOutcome,
    JobProgress,
    JobState,
    SyncPreview,
)


@pytest.mark.parametrize(
    ("kind", "state", "progress", "expected"),
    [
        (
            JobKind.GENERATE,
            JobState.RUNNING,
            JobProgress(8_200, 44_072, 61.2, 600.0),
            "Generating 8,200 of 44,072 · 61/s · 10 min left",
        ),
        (JobKind.SYNC, JobState.RUNNING, JobProgress(0, None), "Syncing…"),
        (
            JobKind.SYNC,
            JobState.RUNNING,
            JobProgress(1_300, None, None, None, "Reading the catalogue"),
            "Syncing 1,300 · Reading the catalogue",
        ),
        (JobKind.UPDATE, JobState.RUNNING, JobProgress(0, 5), "Updating 0 of 5"),
        (JobKind.DELETE, JobState.PAUSED, JobProgress(2, 5, 9.0, 3.0), "Delete paused at 2 of 5"),
        (JobKind.SYNC, JobState.PAUSED, JobProgress(0, None), "Sync paused"),
        (
            JobKind.GENERATE,
            JobState.QUEUED,
            JobProgress(0, None),
            "Generate: waiting for its turn",
        ),
    ],
)
def test_progress(kind: JobKind, state: JobState, progress: JobProgress, expected: str) -> None:
    assert progress_text(kind, state, progress) == expected


def test_a_job_that_was_asked_to_stop_says_so() -> None:
    text = progress_text(
        JobKind.GENERATE, JobState.RUNNING, JobProgress(8, 9, 1.0, 1.0), stopping=True
    )
    assert text == "Generate: stopping…"


@pytest.mark.parametrize(
    ("rate_per_s", "expected"),
    [(1_234.0, "1,234/s"), (61.4, "61/s"), (2.42, "2.4/s"), (0.5, "30/min"), (0.001, "1/min")],
)
def test_rates(rate_per_s: float, expected: str) -> None:
    assert rate_text(rate_per_s) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.2, "1 s"),
        (42.0, "42 s"),
        (59.7, "1 min"),
        (600.0, "10 min"),
        (3_599.0, "1 h"),
        (4_800.0, "1 h 20 min"),
        (7_190.0, "2 h"),
        (7_200.0, "2 h"),
        (100_020.0, "27 h 47 min"),
        (200_000.0, "2 days"),
    ],
)
def test_durations(seconds: float, expected: str) -> None:
    assert duration_text(seconds) == expected


@pytest.mark.parametrize(
    ("left_s", "expected"),
    [
        (0.0, "a few seconds left"),
        (12.0, "10 s left"),
        (58.0, "1 min left"),
        (90.0, "2 min left"),
        (600.0, "10 min left"),
    ],
)
def test_time_left(left_s: float, expected: str) -> None:
    assert left_text(left_s) == expected


def _outcome(state: JobState, done: int, **more: object) -> JobOutcome:
    settings: dict[str, object] = {"kind": JobKind.GENERATE, "failures": (), "seconds": 720.0}
    return JobOutcome(task_id="1", state=state, done=done, **(settings | more))


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (_outcome(JobState.DONE, 1, seconds=3.0), "Generated 1 product in 3 s"),
        (
            _outcome(
                JobState.DONE, 44_069, failures=tuple(ItemFailure(i, "No photo.") for i in "abc")
            ),
            "Generated 44,069 products in 12 min · 3 failed",
        ),
        (_outcome(JobState.CANCELLED, 0), "Generate cancelled"),
        (
            _outcome(JobState.CANCELLED, 8_200),
            "Generate cancelled: 8,200 products done, and kept",
        ),
        (
            _outcome(JobState.FAILED, 4, error="The disk is full. Make room and try again."),
            "Generate failed. The disk is full. Make room and try again.",
        ),
        (
            _outcome(
                JobState.DONE,
                9,
                kind=JobKind.SYNC,
                preview=SyncPreview(new=12, changed=3, gone_ids=("1", "2"), removed=1),
            ),
            "Synced: 12 new, 3 changed, 1 removed, 1 no longer in the catalogue",
        ),
        (
            _outcome(JobState.DONE, 9, kind=JobKind.SYNC, preview=SyncPreview(unchanged=9)),
            "Synced: nothing has changed",
        ),
    ],
)
def test_outcomes(outcome: JobOutcome, expected: str) -> None:
    assert outcome_text(outcome) == expected
