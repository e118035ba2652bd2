"""Jobs in words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from fashion_desktop.domain.jobs import (
    JobKind,
    JobOutcome,
    JobProgress,
    JobScope,
    JobSpec,
    JobState,
    SyncPreview,
)
from fashion_desktop.domain.wording import attribute_label
from fashion_desktop.widgets.job_wording import queued_text, running_text, summary_text


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (
            JobProgress(8200, 44072, 61.2, 588.0),
            "Generating 8,200 of 44,072 · 61/s · 10 min left",
        ),
        (JobProgress(0, None, note="Loading the weights"), "Generating · Loading the weights"),
        (JobProgress(10, 10, 2.5, 0.0), "Generating 10 of 10 · 2.5/s"),
        (JobProgress(0, 0), "Generating 0 of 0"),
    ],
)
def test_a_running_job(progress: JobProgress, text: str) -> None:
    assert running_text(JobKind.GENERATE, progress) == text


def test_a_queued_job_names_what_it_is_about() -> None:
    spec = JobSpec(JobKind.UPDATE, JobScope.SELECTED, ("1", "2"))
    assert queued_text(spec) == "Update of 2 products waits for its turn"


@pytest.mark.parametrize(
    ("preview", "text"),
    [
        (SyncPreview(), "Synced, nothing has changed in 3.0 s"),
        (
            SyncPreview(new=1200, changed=3, removed=4),
            "Synced 5,000 products: 1,200 new, 3 changed, 4 removed in 3.0 s",
        ),
        (
            SyncPreview(gone_ids=("a", "b")),
            "Synced 5,000 products: 2 no longer in the catalogue in 3.0 s",
        ),
    ],
)
def test_a_finished_sync(preview: SyncPreview, text: str) -> None:
    outcome = JobOutcome("j", JobKind.SYNC, JobState.DONE, 5000, (), 3.0, preview=preview)
    assert summary_text(outcome) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [("baseColour", "Base colour"), ("article_type", "Article type"), ("SKU", "SKU"), ("", "")],
)
def test_attribute_names_become_words(name: str, text: str) -> None:
    assert attribute_label(name) == text
