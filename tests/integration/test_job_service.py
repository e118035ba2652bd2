import asyncio
import errno
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.bench import (
    GENERATE,
    SYNC,
    UPDATE_STALE,
    Announced,
    Bench,
    Context,
    bench,
    drawn_products,
    image_requests,
    server,
    until,
)
from support.drawn_photos import draw_folder, draw_photo
from support.product_api_server import Fault, ProductApiServer

from fashion_desktop.domain.errors import (
    EmptyLibraryError,
    FashionDesktopError,
    ProductNotFoundError,
    UsageError,
)
from fashion_desktop.domain.jobs import ItemFailure, JobKind, JobScope, JobSpec, JobState
from fashion_desktop.domain.sources import SourceConfig, SourceKind
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.services import job_service
from fashion_desktop.storage import picture_store
from fashion_desktop.storage.atomic_file import write_atomically
from fashion_desktop.storage.database import Database
from fashion_desktop.storage.settings_store import Settings

__all__ = ["bench", "server"]


def selected(kind: JobKind, *product_ids: str) -> JobSpec:
    return JobSpec(kind, JobScope.SELECTED, product_ids=product_ids, batch_size=8)


# What is embedded


async def test_missing_embeddings_are_generated(bench: Bench, server: ProductApiServer) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    await bench.job(selected(JobKind.GENERATE, "2", "4"))
    before = bench.embeddings()
    assert sorted(before) == ["2", "4"]
    context = Context()
    outcome = await bench.job(GENERATE, context)
    assert (outcome.state, outcome.done, outcome.failures) == (JobState.DONE, 22, ())
    assert context.reports[-1][:2] == (22, 22)
    after = bench.embeddings()
    assert len(after) == 24
    assert {i: after[i] for i in before} == before
    assert outcome.task_id == bench.session.jobs.recent()[0].id


async def test_all_are_generated_again(bench: Bench, server: ProductApiServer) -> None:
    await bench.filled(server)
    before = bench.embeddings()
    outcome = await bench.job(replace(GENERATE, scope=JobScope.ALL))
    assert outcome.done == 24
    after = bench.embeddings()
    assert all(after[i][0] > before[i][0] for i in after)
    assert bench.sql("SELECT COUNT(*) FROM vectors") == [(24,)]


async def test_a_start_page_skips_a_hundred_products_each(bench: Bench) -> None:
    with ProductApiServer(drawn_products(205)) as large:
        await bench.connect(large)
        await bench.job(SYNC)
        spec = JobSpec(JobKind.GENERATE, JobScope.ALL, start_page=3, batch_size=4)
        assert (await bench.job(spec)).done == 5
        assert sorted(bench.embeddings()) == ["201", "202", "203", "204", "205"]
        beyond = await bench.job(replace(spec, start_page=9))
        assert (beyond.state, beyond.done) == (JobState.DONE, 0)


@pytest.mark.parametrize(("batch_size", "batches"), [(1, 24), (512, 1)])
async def test_batches_are_as_large_as_asked(
    bench: Bench, server: ProductApiServer, batch_size: int, batches: int
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    announced = Announced()
    bench.session.jobs.on_committed.append(announced)
    outcome = await bench.job(replace(GENERATE, batch_size=batch_size))
    assert outcome.done == 24
    assert len(announced.calls) == batches
    assert {len(call) for call in announced.calls} == {24 // batches}
    assert len({revision for revision, _ in bench.embeddings().values()}) == batches


async def test_update_asks_again_and_embeds_changed_photos(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    before = bench.vectors()
    server.set_image(3, draw_photo(903))
    server.clear_log()
    outcome = await bench.job(selected(JobKind.UPDATE, "3", "4"))
    assert outcome.done == 2
    asked = {r.path: r for r in server.requests}
    assert len(asked) == 2
    assert all("if-none-match" in request.headers for request in asked.values())
    after = bench.vectors()
    assert np.abs(after["3"] - before["3"]).max() > 0.1
    np.testing.assert_allclose(after["4"], before["4"], atol=1e-3)
    assert bench.state(3) == "embedded"
    assert (await bench.session.verifier.verify()).problems == ()


async def test_what_is_out_of_date_is_renewed_without_its_source(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    before = bench.vectors()
    bench.sql("UPDATE embeddings SET fingerprint = 'other'")
    bench.sql("UPDATE vectors SET vector = zeroblob(length(vector))")
    bench.reopen()
    server.fail_image(3, Fault(status=404), forever=True)
    assert (await bench.job(selected(JobKind.UPDATE, "3"))).done == 1
    server.stop()
    outcome = await bench.job(UPDATE_STALE)
    assert (outcome.state, outcome.done, outcome.failures) == (JobState.DONE, 23, ())
    for product_id, vector in bench.vectors().items():
        np.testing.assert_allclose(vector, before[product_id], atol=1e-3)
    # Whether an up-to-date one has another photo by now, only its source can say.
    outcome = await bench.job(selected(JobKind.UPDATE, "3"))
    assert (outcome.state, outcome.done) == (JobState.FAILED, 0)


async def test_update_all_leaves_missing_ones_missing(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    await bench.job(selected(JobKind.GENERATE, "1", "2", "3"))
    outcome = await bench.job(JobSpec(JobKind.UPDATE, JobScope.ALL))
    assert outcome.done == 3
    assert bench.session.products.counts().missing == 21
    assert (await bench.job(UPDATE_STALE)).done == 0


async def test_photos_are_kept_only_when_wanted(tmp_path: Path, server: ProductApiServer) -> None:
    made = Bench(tmp_path / "library", Settings(keep_photos=False))
    await made.filled(server)
    assert not (made.folder / "images").exists()
    assert (await made.job(selected(JobKind.UPDATE, "3"))).done == 1
    assert (await made.session.verifier.verify()).problems == ()
    made.session.close()


# Deleting


async def test_deleted_embeddings_can_be_brought_back(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    before = bench.vectors()
    outcome = await bench.job(selected(JobKind.DELETE, "3", "4"))
    assert (outcome.state, outcome.done) == (JobState.DONE, 2)
    assert (bench.state(3), bench.state(4)) == ("missing", "missing")
    announced = Announced()
    bench.session.jobs.on_committed.append(announced)
    assert bench.session.jobs.undo_delete(outcome.task_id) == 2
    assert announced.row_ids == {bench.row_id(3), bench.row_id(4)}
    after = bench.vectors()
    assert (after["3"] == before["3"]).all()
    assert bench.session.products.counts().embedded == 24
    assert bench.session.jobs.undo_delete(outcome.task_id) == 0


async def test_deleting_what_has_no_embedding_is_a_failed_item(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    await bench.job(selected(JobKind.GENERATE, "1"))
    outcome = await bench.job(selected(JobKind.DELETE, "1", "2", "no-such"))
    assert (outcome.state, outcome.done) == (JobState.DONE, 1)
    assert sorted(f.product_id for f in outcome.failures) == ["2", "no-such"]


async def test_all_embeddings_are_deleted_in_steps(
    bench: Bench, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_service, "ROWS_A_DELETION", 5)
    await bench.connect(server)
    await bench.job(SYNC)
    await bench.job(selected(JobKind.GENERATE, *map(str, range(1, 13))))
    context = Context()
    bench.session.jobs.on_committed.append(lambda _rows: setattr(context, "cancelled", True))
    stopped = await bench.job(JobSpec(JobKind.DELETE, JobScope.ALL), context)
    assert (stopped.state, stopped.done) == (JobState.CANCELLED, 5)
    bench.session.jobs.on_committed.clear()
    rest = await bench.job(JobSpec(JobKind.DELETE, JobScope.ALL))
    assert (rest.done, rest.failures) == (7, ())
    assert bench.session.jobs.undo_delete(stopped.task_id) == 5
    assert bench.session.jobs.undo_delete(rest.task_id) == 7


async def test_a_deletion_goes_on_after_a_crash(bench: Bench, server: ProductApiServer) -> None:
    await bench.filled(server)
    done = await bench.job(selected(JobKind.DELETE, "1", "2"))
    bench.sql("UPDATE jobs SET state = 'running' WHERE job_id = ?", done.task_id)
    bench.reopen()
    again = await bench.session.jobs.run(done.task_id, Context(done.task_id))
    assert (again.state, again.done, again.failures) == (JobState.DONE, 2, ())


# Items that fail


async def test_bad_photos_are_failed_items_and_the_rest_is_done(
    bench: Bench, server: ProductApiServer
) -> None:
    html = Fault(status=200, body=b"<!doctype html><html></html>", content_type="text/html")
    large = Fault(status=200, body=b"x", content_type="image/jpeg", declared_length=10**12)
    server.fail_image(2, Fault(status=404), forever=True)
    server.fail_image(3, html, forever=True)
    server.fail_image(4, large, forever=True)
    server.set_image(5, draw_photo(5)[:300])
    server.set_image(6, b"\x89PNG\r\n\x1a\n and then nothing of a PNG")
    await bench.connect(server)
    await bench.job(SYNC)
    context = Context()
    outcome = await bench.job(GENERATE, context)
    assert (outcome.state, outcome.done) == (JobState.DONE, 19)
    failures = {failure.product_id: failure for failure in outcome.failures}
    assert sorted(failures) == ["2", "3", "4", "5", "6"]
    assert {failure.attempts for failure in failures.values()} == {1}
    assert all(failure.reason.endswith(".") for failure in failures.values())
    assert "web page" in failures["3"].reason
    assert "cut off" in failures["5"].reason
    assert [bench.state(i) for i in range(2, 7)] == ["failed"] * 5
    assert sorted(context.failed) == sorted((f.product_id, f.reason) for f in outcome.failures)
    assert context.reports[-1][:2] == (24, 24)
    assert bench.session.jobs.failures(outcome.task_id) == sorted(
        outcome.failures, key=lambda f: f.product_id
    )

    again = await bench.job(GENERATE)
    assert again.done == 0
    assert {failure.attempts for failure in again.failures} == {2}


async def test_a_repaired_photo_succeeds_and_clears_the_failure(
    bench: Bench, server: ProductApiServer
) -> None:
    server.fail_image(2, Fault(status=404), forever=True)
    server.set_image(5, draw_photo(5)[:300])
    await bench.connect(server)
    await bench.job(SYNC)
    assert len((await bench.job(GENERATE)).failures) == 2
    server.fail_image(2, Fault())
    server.set_image(5, draw_photo(5))
    outcome = await bench.job(selected(JobKind.GENERATE, "2", "5"))
    assert (outcome.done, outcome.failures) == (2, ())
    card = bench.session.products.find("5")
    assert card is not None
    assert (card.state, card.failure) == ("embedded", "")
    server.fail_image(2, Fault(status=404), forever=True)
    (failure,) = (await bench.job(selected(JobKind.UPDATE, "2"))).failures
    assert failure.attempts == 1
    assert bench.state(2) == "embedded"
    assert (await bench.session.verifier.verify()).problems == ()


async def test_a_damaged_copy_in_the_library_is_fetched_again(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    before = bench.vectors()
    card = bench.session.products.find("2")
    assert card is not None
    copy = bench.folder / "images" / card.image_hash[:2] / f"{card.image_hash}.photo"
    copy.write_bytes(copy.read_bytes()[:200])
    outcome = await bench.job(selected(JobKind.GENERATE, "2"))
    assert outcome.failures == ()
    np.testing.assert_allclose(bench.vectors()["2"], before["2"], atol=1e-3)
    assert len(copy.read_bytes()) > 200


async def test_unknown_ids_are_failed_items_beside_known_ones(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    outcome = await bench.job(selected(JobKind.GENERATE, "1", "no-such", "1"))
    assert (outcome.state, outcome.done) == (JobState.DONE, 1)
    (failure,) = outcome.failures
    assert failure == ItemFailure("no-such", str(ProductNotFoundError("no-such")))
    with pytest.raises(ProductNotFoundError):
        bench.session.jobs.create(selected(JobKind.GENERATE, "no-such"))


@pytest.mark.parametrize(
    "spec",
    [
        replace(GENERATE, batch_size=0),
        replace(GENERATE, batch_size=513),
        replace(GENERATE, start_page=0),
        JobSpec(JobKind.GENERATE, JobScope.SELECTED),
        JobSpec(JobKind.UPDATE, JobScope.MISSING),
        JobSpec(JobKind.DELETE, JobScope.MISSING),
    ],
)
def test_requests_that_make_no_sense_are_refused(bench: Bench, spec: JobSpec) -> None:
    with pytest.raises(UsageError):
        bench.session.jobs.create(spec)
    assert bench.session.jobs.recent() == []


def test_an_empty_library_has_its_sentence(bench: Bench) -> None:
    with pytest.raises(EmptyLibraryError, match="no products"):
        bench.session.jobs.create(GENERATE)
    with pytest.raises(KeyError):
        asyncio.run(bench.session.jobs.run("no-such-job", Context("no-such-job")))


# Stopping and going on


class StopAfter(Announced):
    """Stops a job after some batches, from the thread that committed them."""

    def __init__(self, context: Context, batches: int, *, suspend: bool = False) -> None:
        super().__init__(self._stop)
        self._context, self._batches, self._suspend = context, batches, suspend

    def _stop(self, _row_ids: Sequence[int]) -> None:
        if len(self.calls) == self._batches:
            self._context.suspending = self._suspend
            self._context.cancelled = True


async def test_a_suspended_job_goes_on_where_it_was(bench: Bench, server: ProductApiServer) -> None:
    server.fail_image(2, Fault(status=404), forever=True)
    await bench.connect(server)
    await bench.job(SYNC)
    context = Context()
    bench.session.jobs.on_committed.append(StopAfter(context, 2, suspend=True))
    stopped = await bench.job(replace(GENERATE, batch_size=4), context)
    first = bench.embeddings()
    assert len(first) == stopped.done
    assert 8 <= len(first) < 23

    bench.reopen()
    (left,) = bench.session.jobs.unfinished()
    assert (left.id, left.done) == (stopped.task_id, len(first))
    outcome = await bench.session.jobs.run(left.id, Context(left.id))
    assert (outcome.task_id, outcome.state) == (stopped.task_id, JobState.DONE)
    assert outcome.done == 23
    assert [failure.product_id for failure in outcome.failures] == ["2"]
    after = bench.embeddings()
    assert {i: after[i] for i in first} == first
    fetched = image_requests(server)
    assert len(fetched) - fetched.count("/api/products/2/image") == 23
    assert bench.session.jobs.unfinished() == []


async def test_a_killed_program_goes_on_where_it_was(
    bench: Bench, server: ProductApiServer, tmp_path: Path
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    crash = tmp_path / "crashed"

    def photograph(_row_ids: Sequence[int]) -> None:
        # What a killed process leaves is what is on disk at that moment, logs included.
        if len(announced.calls) == 2:
            shutil.copytree(bench.folder, crash, ignore=shutil.ignore_patterns("*.lock"))

    announced = Announced(photograph)
    bench.session.jobs.on_committed.append(announced)
    outcome = await bench.job(replace(GENERATE, batch_size=4))
    assert outcome.done == 24

    after_crash = Bench(crash)
    (left,) = after_crash.session.jobs.unfinished()
    assert left.id == outcome.task_id
    first = after_crash.embeddings()
    assert len(first) == 8
    again = Announced()
    after_crash.session.jobs.on_committed.append(again)
    resumed = await after_crash.session.jobs.run(left.id, Context(left.id))
    assert (resumed.state, resumed.done) == (JobState.DONE, 24)
    assert sum(map(len, again.calls)) == 16
    assert after_crash.vectors().keys() == bench.vectors().keys()
    assert (await after_crash.session.verifier.verify()).problems == ()
    after_crash.session.close()


async def test_cancel_stops_within_a_second_and_keeps_what_is_committed(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    server.latency_s = 30.0
    context = Context()
    running = asyncio.create_task(bench.job(GENERATE, context))
    await until(lambda: len(image_requests(server)) > 0)
    asked_at = time.monotonic()
    context.cancelled = True
    outcome = await running
    assert time.monotonic() - asked_at < 1.0
    assert (outcome.state, outcome.done) == (JobState.CANCELLED, 0)
    assert bench.session.jobs.unfinished() == []

    server.latency_s = 0.0
    context = Context()
    bench.session.jobs.on_committed.append(StopAfter(context, 1))
    outcome = await bench.job(replace(GENERATE, batch_size=4), context)
    assert outcome.state is JobState.CANCELLED
    assert outcome.done == len(bench.embeddings()) >= 4
    await until(lambda: len(asyncio.all_tasks()) == 1)


async def test_a_paused_job_holds_and_can_be_cancelled(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    context = Context()
    paused = Announced(lambda _rows: context.pause())
    bench.session.jobs.on_committed.append(paused)
    running = asyncio.create_task(bench.job(replace(GENERATE, batch_size=2), context))
    await until(lambda: bool(paused.calls))
    await asyncio.sleep(2)  # what was under way may end, also on a busy machine
    held = len(bench.embeddings())
    await asyncio.sleep(0.3)
    assert len(bench.embeddings()) == held < 24
    context.cancelled = True
    outcome = await running
    assert (outcome.state, outcome.done) == (JobState.CANCELLED, held)


async def test_a_paused_job_goes_on(bench: Bench, server: ProductApiServer) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    context = Context()
    context.pause()
    running = asyncio.create_task(bench.job(GENERATE, context))
    await until(lambda: bool(context.reports))
    await asyncio.sleep(0.2)
    assert image_requests(server) == []
    context.resume()
    assert (await running).done == 24


async def test_an_unfinished_job_can_be_discarded(bench: Bench, server: ProductApiServer) -> None:
    await bench.connect(server)
    job = bench.session.jobs.create(SYNC)
    assert [left.id for left in bench.session.jobs.unfinished()] == [job.id]
    bench.session.jobs.discard(job.id)
    assert bench.session.jobs.unfinished() == []
    assert bench.session.jobs.recent()[0].state is JobState.CANCELLED


async def test_a_product_is_found_as_soon_as_its_batch_is_committed(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    found: list[bool] = []

    def search(row_ids: Sequence[int]) -> None:
        # In the committing thread, before the job can do anything further.
        for card in bench.session.products.cards(row_ids):
            answer = asyncio.run(bench.session.search.similar(card.id, include_self=True))
            found.append(answer.matches[0].product.id == card.id)
            found.append(answer.searched == len(bench.embeddings()))

    bench.session.jobs.on_committed.append(Announced(search))
    assert (await bench.job(GENERATE)).done == 24
    assert len(found) == 48
    assert all(found)


async def test_committed_rows_are_announced_from_a_worker_thread(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    announced = Announced()
    bench.session.jobs.on_committed.append(announced)
    await bench.job(GENERATE)
    assert sorted(row for call in announced.calls for row in call) == sorted(
        bench.row_id(number) for number in range(1, 25)
    )
    assert "MainThread" not in announced.threads


# Jobs that fail as a whole


async def test_a_token_refused_on_the_way_ends_the_job(
    bench: Bench, server: ProductApiServer
) -> None:
    server.token = "first"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOP_TOKEN", "first")
        config = SourceConfig(SourceKind.API, server.base_url, token_env="SHOP_TOKEN")
        await bench.session.catalogue.add_source(config)
        await bench.job(SYNC)
        server.fail_image(20, Fault(status=401), forever=True)
        outcome = await bench.job(replace(GENERATE, batch_size=2))
    assert outcome.state is JobState.FAILED
    assert "token" in outcome.error
    assert outcome.done == len(bench.embeddings()) >= 4
    assert outcome.failures == ()
    assert bench.session.products.counts().failed == 0


async def test_a_dead_server_ends_the_job(bench: Bench) -> None:
    with ProductApiServer(drawn_products(5)) as mortal:
        await bench.connect(mortal)
        await bench.job(SYNC)
    outcome = await bench.job(GENERATE)
    assert (outcome.state, outcome.done, outcome.failures) == (JobState.FAILED, 0, ())
    assert outcome.error.endswith(".")
    assert bench.session.jobs.recent()[0].error == outcome.error


async def test_a_vanished_source_does_not_keep_the_others_from_it(
    bench: Bench, server: ProductApiServer, tmp_path: Path
) -> None:
    folder = draw_folder(tmp_path / "photos", 12)
    await bench.connect_folder(folder)
    await bench.connect(server)
    await bench.job(SYNC)
    folder.rename(tmp_path / "elsewhere")
    outcome = await bench.job(GENERATE)
    assert outcome.state is JobState.FAILED
    assert "is not there any more" in outcome.error
    assert (outcome.done, outcome.failures) == (24, ())
    counts = bench.session.products.counts()
    assert (counts.embedded, counts.missing, counts.failed) == (24, 12, 0)


@pytest.mark.parametrize("store", ["images", "thumbnails"])
async def test_a_full_disk_ends_the_job(
    bench: Bench, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch, store: str
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    write = write_atomically
    written: list[Path] = []

    def full(target: Path, *parts: bytes, durable: bool = True) -> None:
        if store in target.parts:
            written.append(target)
            if len(written) > 20:
                raise OSError(errno.ENOSPC, "No space left on device")
        write(target, *parts, durable=durable)

    monkeypatch.setattr(picture_store, "write_atomically", full)
    outcome = await bench.job(replace(GENERATE, batch_size=2))
    assert outcome.state is JobState.FAILED
    assert "Free some disk space" in outcome.error
    assert outcome.done == len(bench.embeddings())


async def test_a_database_that_cannot_be_written_ends_the_job(
    bench: Bench, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    job = bench.session.jobs.create(GENERATE)
    real = Database.write

    def full(database: Database) -> object:
        if not bench.embeddings():
            return real(database)
        raise FashionDesktopError("The disk is full. Free some space.")

    monkeypatch.setattr(Database, "write", full)
    outcome = await bench.session.jobs.run(job.id, Context(job.id))
    assert (outcome.state, outcome.error) == (
        JobState.FAILED,
        "The disk is full. Free some space.",
    )
    monkeypatch.undo()
    assert [left.id for left in bench.session.jobs.unfinished()] == [job.id]


@pytest.mark.parametrize("damage", ["missing", "damaged"])
async def test_unusable_weights_end_the_job(
    tmp_path: Path, server: ProductApiServer, damage: str
) -> None:
    file = tmp_path / "weights.safetensors"
    if damage == "damaged":
        file.write_bytes(b"\x10\0\0\0\0\0\0\0{broken")
    made = Bench(tmp_path / "library", Settings(weights=WeightsChoice.FILE, weights_file=str(file)))
    await made.connect(server)
    await made.job(SYNC)
    outcome = await made.job(GENERATE)
    assert outcome.state is JobState.FAILED
    assert "weights" in outcome.error
    assert image_requests(server) == []
    made.session.close()


async def test_other_weights_chosen_on_the_way_end_the_job(
    bench: Bench, server: ProductApiServer, tmp_path: Path
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)
    other = Settings(weights=WeightsChoice.FILE, weights_file=str(tmp_path / "other.safetensors"))
    bench.session.jobs.on_committed.append(lambda _rows: bench.session.use_settings(other))
    outcome = await bench.job(replace(GENERATE, batch_size=2))
    assert outcome.state is JobState.FAILED
    assert "Start again" in outcome.error
    assert outcome.done == len(bench.embeddings()) >= 2


async def test_a_defect_is_reported_as_one_and_keeps_what_is_committed(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.connect(server)
    await bench.job(SYNC)

    def broken(_row_ids: Sequence[int]) -> None:
        raise ZeroDivisionError

    bench.session.jobs.on_committed.append(broken)
    outcome = await bench.job(GENERATE)
    assert outcome.state is JobState.FAILED
    assert "unexpected" in outcome.error
    # Not "the log file": on the command line there is none.
    assert outcome.error.endswith("the log has the details.")
    assert bench.session.products.counts().embedded == outcome.done > 0
