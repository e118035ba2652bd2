from pathlib import Path

import pytest
from support.bench import GENERATE, SYNC, Bench, Context, bench, server
from support.drawn_photos import draw_photo
from support.product_api_server import Fault, ProductApiServer

from fashion_desktop.domain.jobs import JobState
from fashion_desktop.services import embedding_pipeline, embedding_stages
from fashion_desktop.services.photo_budget import PhotoBudget
from fashion_desktop.services.photo_fetcher import PhotoFetcher
from fashion_desktop.services.pictures import decode_for_network
from fashion_desktop.storage.settings_store import Settings

__all__ = ["bench", "server"]


@pytest.mark.parametrize(("decoding", "is_fast"), [("fast", True), ("full", False)])
async def test_decoding_at_a_fraction_can_be_switched_off(
    tmp_path: Path,
    server: ProductApiServer,
    monkeypatch: pytest.MonkeyPatch,
    decoding: str,
    is_fast: bool,
) -> None:
    seen: list[bool] = []

    def noting(*args: object, fast: bool) -> object:
        seen.append(fast)
        return decode_for_network(*args, fast=fast)

    monkeypatch.setattr(embedding_stages, "decode_for_network", noting)
    made = Bench(tmp_path / "library", Settings(decoding=decoding))
    await made.filled(server)
    assert seen == [is_fast] * 24
    made.session.close()


async def test_photos_come_one_by_one_where_no_two_fit_into_memory(
    bench: Bench, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    budgets: list[PhotoBudget] = []
    under_way = most = 0
    arrive = PhotoFetcher.arrive

    def small_budget() -> PhotoBudget:
        budgets.append(PhotoBudget(1))
        return budgets[-1]

    async def counted(fetcher: PhotoFetcher, record: object, *, refresh: bool) -> object:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        try:
            return await arrive(fetcher, record, refresh=refresh)
        finally:
            under_way -= 1

    monkeypatch.setattr(embedding_pipeline, "PhotoBudget", small_budget)
    monkeypatch.setattr(PhotoFetcher, "arrive", counted)
    server.fail_image(2, Fault(status=404), forever=True)
    server.set_image(5, draw_photo(5)[:300])
    await bench.connect(server)
    await bench.job(SYNC)
    outcome = await bench.job(GENERATE)
    assert (outcome.state, outcome.done, len(outcome.failures)) == (JobState.DONE, 22, 2)
    assert most == 1
    assert budgets[0].used_bytes == 0


async def test_a_photo_that_arrives_but_cannot_be_used_stays_failed(
    bench: Bench, server: ProductApiServer
) -> None:
    server.set_image(5, draw_photo(5)[:300])
    await bench.connect(server)
    await bench.job(SYNC)
    outcome = await bench.job(GENERATE)
    assert [failure.product_id for failure in outcome.failures] == ["5"]
    # Recording it as fetched must not take the failure back.
    assert bench.state(5) == "failed"
    assert bench.sql("SELECT image_hash <> '' FROM products WHERE id = '5'") == [(1,)]


async def test_what_has_arrived_when_a_job_is_stopped_is_not_fetched_again(
    bench: Bench, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = Context()

    def stopping(*args: object, **options: object) -> object:
        context.cancelled = True
        return decode_for_network(*args, **options)

    await bench.connect(server)
    await bench.job(SYNC)
    with monkeypatch.context() as patched:
        patched.setattr(embedding_stages, "decode_for_network", stopping)
        stopped = await bench.job(GENERATE, context)
    assert stopped.state is JobState.CANCELLED
    kept = bench.sql("SELECT COUNT(*) FROM products WHERE image_hash <> ''")[0][0]
    assert kept == len(list(bench.folder.glob("images/*/*.photo"))) > 0
    server.clear_log()
    assert (await bench.job(GENERATE)).done == 24 - stopped.done
    # Each once at least: what the stopped job still asked for may come to the log only now.
    assert len(set(server.paths())) == 24 - kept
    assert (await bench.session.verifier.verify()).problems == ()
