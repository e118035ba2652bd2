import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.bench import Context
from support.library_fixtures import add_source, open_library, product

from fashion_desktop.domain.errors import LibraryError
from fashion_desktop.domain.jobs import ItemFailure, JobKind, JobSpec
from fashion_desktop.services import job_recorder
from fashion_desktop.services.job_recorder import JobRecorder
from fashion_desktop.services.tasks import (
    CANCEL_POLL_S,
    JobStopped,
    finish_in_thread,
    first_error,
)
from fashion_desktop.storage.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = open_library(tmp_path / "library")
    library.catalogue.store_page(add_source(library), [product(n) for n in range(1, 4)], 0)
    yield library
    library.close()


@pytest.fixture
def context(library: Library) -> Context:
    return Context(library.jobs.create(JobSpec(JobKind.GENERATE)).id)


async def test_failures_reach_the_watcher_the_job_and_the_product(
    library: Library, context: Context
) -> None:
    recorder = JobRecorder(library, context)
    recorder.total = 3
    recorder.done = 1
    (record,) = library.catalogue.photos(list(library.products.row_ids_of(["2"]).values()))
    await recorder.photo_failed(record, "The file is empty.")
    await recorder.photo_failed(record, "The file is still empty.")
    assert context.failed[-1] == ("2", "The file is still empty.")
    assert context.reports[-1] == (2, 3, "")
    stored = [ItemFailure("2", "The file is still empty.", 2)]
    assert library.jobs.failures(context.job_id) == stored
    card = library.products.find("2")
    assert card is not None
    assert (card.state, card.failure) == ("failed", "The file is still empty.")
    assert JobRecorder(library, context).failures == {"2": stored[0]}


async def test_starting_over_forgets_what_failed(library: Library, context: Context) -> None:
    JobRecorder(library, context).item_failed("line 7", "It has no id.")
    recorder = JobRecorder(library, context)
    assert recorder.processed == 1
    recorder.start_over()
    assert recorder.processed == 0
    assert library.jobs.failures(context.job_id) == []


async def test_the_watcher_stores_progress_and_stops_when_told(
    library: Library, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_recorder, "PROGRESS_EVERY_S", 0.0)
    recorder = JobRecorder(library, context)
    recorder.done, recorder.total = 5, 9
    watching = asyncio.create_task(recorder.watch())
    await asyncio.sleep(3 * CANCEL_POLL_S)
    record = library.jobs.get(context.job_id)
    assert (record.done, record.total) == (5, 9)
    context.cancelled = True
    with pytest.raises(JobStopped):
        await watching
    with pytest.raises(JobStopped):
        await recorder.checkpoint()


async def test_what_writes_ends_before_its_cancelled_task_does() -> None:
    loop = asyncio.get_running_loop()
    started, go_on = asyncio.Event(), asyncio.Event()
    written: list[str] = []

    def write() -> None:
        loop.call_soon_threadsafe(started.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(timeout=10.0)
        written.append("all of it")

    task = asyncio.create_task(finish_in_thread(write))
    await started.wait()
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert written == ["all of it"]


def test_that_a_job_was_stopped_counts_before_any_error() -> None:
    stopped, full, defect = JobStopped(), LibraryError("full"), ValueError()
    nested = BaseExceptionGroup("", [defect, BaseExceptionGroup("", [full, stopped])])
    assert first_error(nested) is stopped
    assert first_error(BaseExceptionGroup("", [defect, full])) is full
    assert first_error(BaseExceptionGroup("", [defect])) is defect
