"""Old and new weights compared on a real library, which stays exactly as it was."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.bench import (
    GENERATE,
    SYNC,
    Bench,
    Context,
    bench,
    drawn_products,
    image_requests,
    server,
)
from support.drawn_photos import draw_photo
from support.product_api_server import Fault, ProductApiServer
from support.trial_weights import write_trial_weights

from fashion_desktop.domain.errors import (
    EmptyLibraryError,
    ProductNotFoundError,
    UsageError,
    WeightsError,
)
from fashion_desktop.domain.jobs import JobKind, JobScope, JobSpec
from fashion_desktop.domain.weights import FEATURE_DIM, WeightsChoice
from fashion_desktop.services.photo_fetcher import PhotoFetcher
from fashion_desktop.services.pictures import network_input
from fashion_desktop.services.shadow_comparison import ComparisonRequest, ShadowComparison
from fashion_desktop.services.tasks import JobStopped
from fashion_desktop.storage.catalogue_store import PhotoRecord
from fashion_desktop.storage.embedding_store import NewEmbedding
from fashion_desktop.storage.settings_store import Settings

__all__ = ["bench", "server"]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_trial_weights(tmp_path_factory.mktemp("weights") / "trial.safetensors")


def request(trial: Path, **options: Any) -> ComparisonRequest:
    return ComparisonRequest(WeightsChoice.FILE, str(trial), **options)


def cut_off(file: Path, target: Path) -> Path:
    target.write_bytes(file.read_bytes()[:-5000])
    return target


def everything(bench: Bench) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables of the library."""
    names = [row[0] for row in bench.sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: sorted(bench.sql(f"SELECT * FROM {name}"), key=repr) for name in names}


def files(bench: Bench) -> dict[str, int]:
    kept = (p for p in bench.folder.rglob("*") if p.is_file() and "sqlite3" not in p.name)
    return {str(path): path.stat().st_mtime_ns for path in kept}


async def compared(
    bench: Bench, wanted: ComparisonRequest, context: Context | None = None
) -> ShadowComparison:
    """Compare, and make sure that nothing of the library has changed."""
    before = everything(bench), files(bench), bench.session.weights().fingerprint
    try:
        return await bench.session.comparison.compare(wanted, context or Context())
    finally:
        assert (everything(bench), files(bench), bench.session.weights().fingerprint) == before


def new_vectors(bench: Bench, trial: Path, server: ProductApiServer) -> dict[str, np.ndarray]:
    """Embed every photo with the trial weights, one at a time."""
    tried = bench.session._network.try_out(trial)
    try:
        return {
            key: tried._engine.embed(
                network_input(product.image_bytes(), tried.info.preprocessing)[None]
            )[0].astype(np.float64)
            for key, product in server.products.items()
        }
    finally:
        tried.close()


def nearest(vectors: dict[str, np.ndarray], query: str, count: int) -> list[tuple[str, float]]:
    others = [
        (key, float(((vector - vectors[query]) ** 2).sum()))
        for key, vector in vectors.items()
        if key != query
    ]
    return sorted(others, key=lambda pair: pair[1])[:count]


async def test_answers_are_the_exact_ones_of_both_weights(
    bench: Bench, server: ProductApiServer, trial: Path
) -> None:
    await bench.filled(server)
    context = Context()
    found = await compared(bench, request(trial), context)
    assert (found.compared, found.embedded, found.shown) == (24, 24, 6)
    assert found.new_weights == "Trial weights"
    assert found.old_weights == bench.session.weights().name
    old, new = bench.vectors(), new_vectors(bench, trial, server)
    overlaps = []
    for query in found.queries:
        by_side = {}
        for side, vectors, answers in (("old", old, query.old), ("new", new, query.new)):
            expected = nearest(vectors, query.product.id, 6)
            by_side[side] = {i for i, _ in expected}
            assert [a.match.product.id for a in answers] == [i for i, _ in expected]
            np.testing.assert_allclose(
                [a.match.squared_l2 for a in answers], [d for _, d in expected], rtol=1e-3
            )
            assert [a.place for a in answers] == [1, 2, 3, 4, 5, 6]
        for answers, other in ((query.old, by_side["new"]), (query.new, by_side["old"])):
            assert [a.in_both for a in answers] == [a.match.product.id in other for a in answers]
        assert query.same == len(by_side["old"] & by_side["new"])
        overlaps.append(query.same)
    assert min(overlaps) < 6, "the trial weights should change something"
    assert found.median_same == np.median(overlaps)
    done = [(done, total) for done, total, _ in context.reports]
    assert (done[0], done[-1]) == ((0, 24), (24, 24))


async def test_it_works_the_same_once_the_new_weights_are_in_use(
    bench: Bench, server: ProductApiServer, trial: Path
) -> None:
    await bench.filled(server)
    before = await compared(bench, request(trial))
    bench.session.use_settings(Settings(weights=WeightsChoice.FILE, weights_file=str(trial)))
    counts = bench.session.products.counts()
    assert (counts.stale, counts.other_weights) == (24, 24)
    after = await compared(bench, request(trial))
    assert after.old_weights == ""
    assert after.median_same == before.median_same
    answers = [[a.match.product.id for a in q.new] for q in before.queries]
    assert [[a.match.product.id for a in q.new] for q in after.queries] == answers
    # Products that are up to date already are not part of it.
    await bench.job(JobSpec(JobKind.UPDATE, JobScope.SELECTED, product_ids=("1", "2", "3")))
    rest = await compared(bench, request(trial))
    assert rest.compared == rest.embedded == 21
    assert not {"1", "2", "3"} & {query.product.id for query in rest.queries}


async def test_the_sample_is_always_the_same_and_begins_with_what_was_asked_for(
    bench: Bench, server: ProductApiServer, trial: Path
) -> None:
    await bench.filled(server)
    first = await compared(bench, request(trial, sample=8))
    again = await compared(bench, request(trial, sample=8))
    ids = [query.product.id for query in first.queries]
    assert len(ids) == 8
    assert [query.product.id for query in again.queries] == ids
    others = [str(n) for n in range(1, 25) if str(n) not in ids][:2]
    asked = (*others, ids[3])
    found = await compared(bench, request(trial, sample=8, queries=asked))
    assert [query.product.id for query in found.queries][:3] == list(asked)
    assert found.compared == 10


async def test_labels_of_the_catalogue_are_compared(bench: Bench, trial: Path) -> None:
    products = drawn_products(12)
    for number, product in enumerate(products):
        product.fields["baseColour"] = ("Blue", "Red")[number % 2]
    with ProductApiServer(products) as shop:
        await bench.filled(shop)
        found = await compared(bench, request(trial))
    (label,) = found.labels
    assert label.field == "baseColour"
    # Ten of the eleven others, at most six of one colour and five of the other.
    assert 0.4 <= label.old <= 0.5
    assert 0.4 <= label.new <= 0.5


async def test_photos_that_cannot_be_had_are_left_out_and_counted(
    bench: Bench, server: ProductApiServer, trial: Path
) -> None:
    await bench.filled(server)
    shutil.rmtree(bench.folder / "images")
    server.fail_image(5, Fault(status=404), forever=True)
    server.set_image(7, draw_photo(707))
    context = Context()
    found = await compared(bench, request(trial), context)
    assert found.compared == 22
    assert {item.product_id for item in found.left_out} == {"5", "7"}
    assert {product_id for product_id, _ in context.failed} == {"5", "7"}
    reasons = {item.product_id: item.reason for item in found.left_out}
    assert "another one" in reasons["7"]
    assert {"5", "7"}.isdisjoint(a.match.product.id for q in found.queries for a in q.new)


async def test_a_source_that_is_down_is_not_asked_for_every_photo(
    bench: Bench, server: ProductApiServer, trial: Path
) -> None:
    await bench.filled(server)
    shutil.rmtree(bench.folder / "images")
    for number in range(1, 25):
        server.fail_image(number, Fault(status=401), forever=True)
    server.clear_log()
    with pytest.raises(EmptyLibraryError, match="cannot be had"):
        await compared(bench, request(trial))
    assert 1 <= len(image_requests(server)) <= 8


async def test_photos_that_the_library_keeps_need_no_source(
    bench: Bench, server: ProductApiServer, trial: Path
) -> None:
    await bench.filled(server)
    ((image_hash,),) = bench.sql("SELECT image_hash FROM products WHERE id = '5'")
    bench.session._library.photos.path(str(image_hash)).unlink()
    server.fail_image(5, Fault(status=401), forever=True)
    found = await compared(bench, request(trial, queries=("5",)))
    assert [item.product_id for item in found.left_out] == ["5"]
    assert found.compared == 23


async def test_a_defect_leaves_nothing_behind(
    bench: Bench, server: ProductApiServer, trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    async def kept(_fetcher: PhotoFetcher, record: PhotoRecord) -> None:
        if record.product_id == "5":
            raise RuntimeError("a defect")
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(record.product_id)

    await bench.filled(server)
    monkeypatch.setattr(PhotoFetcher, "kept", kept)
    with pytest.raises(RuntimeError, match="a defect"):
        await compared(bench, request(trial, queries=("6", "5")))
    assert "6" in ended


def put(bench: Bench, product: int, value: float, fingerprint: str) -> None:
    """Store an embedding of which every number is ``value``."""
    library = bench.session._library
    (photo,) = library.catalogue.photos([bench.row_id(product)])
    vector = np.full(FEATURE_DIM, value, np.float32)
    library.embeddings.put(
        [NewEmbedding(photo.row_id, photo.image_hash, vector)], fingerprint, "job"
    )


async def test_a_damaged_embedding_is_no_part_of_it(
    bench: Bench, server: ProductApiServer, trial: Path
) -> None:
    await bench.filled(server)
    put(bench, 3, float("nan"), bench.session.weights().fingerprint)
    found = await compared(bench, request(trial, queries=("3",)))
    assert found.not_compared == ("3",)
    assert found.compared == 23


async def test_what_is_embedded_anew_meanwhile_is_no_part_of_it(
    bench: Bench, server: ProductApiServer, trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.filled(server)
    library = bench.session._library
    sample = library.samples.sample

    def sampled_just_before_an_update(fingerprint: str, count: int) -> list[int]:
        rows = sample(fingerprint, count)
        put(bench, 3, 0.0, "of other weights")
        return rows

    monkeypatch.setattr(library.samples, "sample", sampled_just_before_an_update)
    found = await bench.session.comparison.compare(request(trial), Context())
    assert found.compared == 23
    assert "3" not in {query.product.id for query in found.queries}


async def test_an_embedding_of_an_older_photo_is_no_part_of_it(
    bench: Bench, server: ProductApiServer, trial: Path
) -> None:
    await bench.filled(server)
    server.set_image(9, draw_photo(909))
    await bench.job(SYNC)
    found = await compared(bench, request(trial, queries=("9", "10")))
    assert found.compared == 23
    assert found.not_compared == ("9",)
    assert found.queries[0].product.id == "10"


async def test_nothing_to_compare_is_said(
    bench: Bench, server: ProductApiServer, trial: Path, tmp_path: Path
) -> None:
    with pytest.raises(EmptyLibraryError, match="Generate embeddings first"):
        await compared(bench, request(trial))
    await bench.connect(server)
    await bench.job(SYNC)
    await bench.job(JobSpec(JobKind.GENERATE, JobScope.SELECTED, product_ids=("1",)))
    with pytest.raises(EmptyLibraryError, match="Fewer than two"):
        await compared(bench, request(trial))
    await bench.job(GENERATE)
    with pytest.raises(EmptyLibraryError, match="very weights"):
        await compared(bench, ComparisonRequest(WeightsChoice.BUNDLED))
    with pytest.raises(ProductNotFoundError):
        await compared(bench, request(trial, queries=("no-such",)))
    with pytest.raises(UsageError, match="sample"):
        await compared(bench, request(trial, sample=1))
    with pytest.raises(WeightsError, match="no weights file"):
        await compared(bench, request(tmp_path / "gone.safetensors"))
    damaged = cut_off(trial, tmp_path / "damaged.safetensors")
    with pytest.raises(WeightsError, match="damaged"):
        await compared(bench, request(damaged))


@pytest.mark.parametrize("stop_at", [0, 32])
async def test_cancelling_ends_it_soon(bench: Bench, trial: Path, stop_at: int) -> None:
    with ProductApiServer(drawn_products(60)) as shop:
        await bench.filled(shop)
        context = StoppedAt(stop_at)
        with pytest.raises(JobStopped):
            await compared(bench, request(trial), context)
        assert context.reports[-1][0] < 60


async def test_products_may_go_meanwhile(
    bench: Bench, server: ProductApiServer, trial: Path
) -> None:
    await bench.filled(server)
    context = Calling(lambda: bench.session.jobs.remove_products(["3", "4"]))
    found = await bench.session.comparison.compare(request(trial), context)
    assert found.compared == 22
    shown = {a.match.product.id for q in found.queries for a in (*q.old, *q.new)}
    assert {"3", "4"}.isdisjoint(shown)


async def test_searches_go_on_meanwhile(
    bench: Bench, server: ProductApiServer, trial: Path
) -> None:
    await bench.filled(server)
    running = asyncio.create_task(compared(bench, request(trial)))
    answer = await bench.session.search.lookup(draw_photo(9), "photo")
    assert answer.matches[0].product.id == "9"
    assert (await running).compared == 24


class StoppedAt(Context):
    """Is cancelled once so many photos are done."""

    def __init__(self, photos: int) -> None:
        super().__init__()
        self._photos = photos

    def report(self, done: int, total: int | None, note: str = "") -> None:
        super().report(done, total, note)
        if done >= self._photos:
            self.cancelled = True


class Calling(Context):
    """Does something as soon as the sample is chosen."""

    def __init__(self, then: Callable[[], object]) -> None:
        super().__init__()
        self._then = then

    def report(self, done: int, total: int | None, note: str = "") -> None:
        if not self.reports:
            self._then()
        super().report(done, total, note)
