import asyncio
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from support.bench import (
    GENERATE,
    SYNC,
    UPDATE_STALE,
    Announced,
    Bench,
    bench,
    drawn_products,
    server,
)
from support.drawn_photos import draw_photo
from support.product_api_server import ProductApiServer

from fashion_desktop.domain.errors import (
    AllStaleError,
    EmptyLibraryError,
    ImageError,
    ImageFetchError,
    NoEmbeddingError,
    ProductNotFoundError,
)
from fashion_desktop.domain.jobs import JobKind, JobScope, JobSpec
from fashion_desktop.domain.matches import SearchAnswer
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.storage.resources import resource_path
from fashion_desktop.storage.settings_store import Settings

__all__ = ["bench", "server"]


def exact(bench: Bench, query: npt.NDArray[np.float64]) -> list[tuple[str, float]]:
    """Return product ids and squared L2 distances by brute force, nearest first."""
    vectors = bench.vectors()
    distances = {i: float(((v - query) ** 2).sum()) for i, v in vectors.items()}
    return sorted(distances.items(), key=lambda item: item[1])


def ids(answer: SearchAnswer) -> list[str]:
    return [match.product.id for match in answer.matches]


@pytest.fixture
def other_weights(tmp_path: Path) -> Path:
    """The bundled weights with one tensor moved slightly."""
    from safetensors import safe_open
    from safetensors.numpy import load_file, save_file

    bundled = resource_path("weights", BUNDLED_FILE)
    tensors = load_file(bundled)
    with safe_open(bundled, "np") as file:
        metadata = file.metadata()
    name = min(name for name in tensors if name.endswith("conv1.weight"))
    tensors[name] = (tensors[name] * 1.01).astype(tensors[name].dtype)
    save_file(tensors, tmp_path / "other.safetensors", metadata)
    return tmp_path / "other.safetensors"


async def test_answers_equal_exact_l2(bench: Bench, server: ProductApiServer) -> None:
    await bench.filled(server)
    vectors = bench.vectors()
    for product_id in ("1", "13", "24"):
        answer = await bench.session.search.similar(product_id, include_self=True)
        expected = exact(bench, vectors[product_id])
        assert ids(answer) == [i for i, _ in expected]
        np.testing.assert_allclose(
            [m.score for m in answer.matches], [1 / (1 + d) for _, d in expected], rtol=1e-5
        )
        assert answer.searched == 24


async def test_the_product_itself_comes_first_or_not_at_all(
    bench: Bench, server: ProductApiServer
) -> None:
    server.set_image(2, draw_photo(1))
    await bench.filled(server)
    without = await bench.session.search.similar("1", candidates=5)
    assert len(without.matches) == 5
    assert "1" not in ids(without)
    assert ids(without)[0] == "2"
    for product_id in ("1", "2"):
        with_itself = await bench.session.search.similar(product_id, include_self=True)
        first = with_itself.matches[0]
        assert (first.product.id, first.score) == (product_id, 1.0)


async def test_queries_that_cannot_be_answered_say_why(
    bench: Bench, server: ProductApiServer
) -> None:
    with pytest.raises(EmptyLibraryError, match="Generate"):
        await bench.session.search.lookup(draw_photo(1), "photo")
    await bench.connect(server)
    await bench.job(SYNC)
    with pytest.raises(ProductNotFoundError):
        await bench.session.search.similar("no-such")
    with pytest.raises(NoEmbeddingError, match="Generate it first"):
        await bench.session.search.similar("1")
    await bench.job(GENERATE)
    with pytest.raises(ImageError):
        await bench.session.search.lookup(b"not a photo at all", "photo")


async def test_a_products_own_photo_is_found_at_distance_zero(
    bench: Bench, server: ProductApiServer
) -> None:
    # Larger than the network and the thumbnail need, so that decoding may take short cuts.
    server.set_image(5, draw_photo(5, size=(1800, 2400)))
    await bench.filled(server)
    for number in (3, 5):
        photo = server.products[str(number)].image_bytes()
        answer = await bench.session.search.lookup(photo, "photo.jpg")
        assert answer.query == "photo.jpg"
        assert ids(answer)[0] == str(number)
        assert answer.matches[0].score == pytest.approx(1.0, abs=1e-4)
        assert len(answer.matches) == 24


async def test_features_do_not_depend_on_the_thumbnail(
    bench: Bench, server: ProductApiServer
) -> None:
    server.set_image(5, draw_photo(5, size=(1800, 2400)))
    await bench.connect(server)
    await bench.job(SYNC)
    spec = JobSpec(JobKind.GENERATE, JobScope.SELECTED, product_ids=("5",))
    await bench.job(spec)
    first = bench.vectors()["5"]
    await bench.job(spec)
    with_thumbnail = bench.vectors()["5"]
    shutil.rmtree(bench.folder / "thumbnails")
    await bench.job(spec)
    np.testing.assert_array_equal(with_thumbnail, first)
    np.testing.assert_array_equal(bench.vectors()["5"], first)


async def test_a_link_is_looked_up(bench: Bench, server: ProductApiServer) -> None:
    await bench.filled(server)
    url = f"{server.base_url}/products/9/image"
    photo, answer = await bench.session.search.lookup_url(url)
    assert photo == draw_photo(9)
    assert ids(answer)[0] == "9"
    with pytest.raises(ImageFetchError):
        await bench.session.search.lookup_url(f"{server.base_url}/products/999/image")


async def test_what_is_deleted_is_not_found_until_the_deletion_is_undone(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    spec = JobSpec(JobKind.DELETE, JobScope.SELECTED, product_ids=("9",))
    outcome = await bench.job(spec)
    answer = await bench.session.search.lookup(draw_photo(9), "photo")
    assert "9" not in ids(answer)
    assert answer.searched == 23
    bench.session.jobs.undo_delete(outcome.task_id)
    answer = await bench.session.search.lookup(draw_photo(9), "photo")
    assert ids(answer)[0] == "9"


async def test_vectors_of_two_weights_are_never_compared(
    bench: Bench, server: ProductApiServer, other_weights: Path
) -> None:
    await bench.filled(server)
    old = bench.session.weights().fingerprint
    bench.session.use_settings(
        Settings(weights=WeightsChoice.FILE, weights_file=str(other_weights))
    )
    new = bench.session.weights().fingerprint
    assert new != old
    assert bench.session.products.counts().stale == 24
    with pytest.raises(NoEmbeddingError, match="Update it first"):
        await bench.session.search.similar("1")
    with pytest.raises(AllStaleError):
        await bench.session.search.lookup(draw_photo(1), "photo")

    spec = JobSpec(JobKind.UPDATE, JobScope.SELECTED, product_ids=("1", "2", "3"))
    await bench.job(spec)
    answer = await bench.session.search.lookup(draw_photo(9), "photo")
    assert sorted(ids(answer)) == ["1", "2", "3"]
    assert answer.fingerprint == new
    assert sorted(ids(await bench.session.search.similar("1"))) == ["2", "3"]

    bench.session.use_settings(Settings())
    answer = await bench.session.search.similar("4")
    assert answer.fingerprint == old
    assert not {"1", "2", "3"} & set(ids(answer))
    assert answer.searched == 21
    assert (await bench.job(UPDATE_STALE)).done == 3
    assert (await bench.session.search.similar("4")).searched == 24


async def test_searches_during_a_job_see_whole_batches(bench: Bench) -> None:
    with ProductApiServer(drawn_products(60)) as large:
        await bench.connect(large)
        await bench.job(SYNC)
        committed = Announced()
        bench.session.jobs.on_committed.append(committed)
        running = asyncio.create_task(
            bench.job(JobSpec(JobKind.GENERATE, JobScope.ALL, batch_size=5))
        )
        sizes: list[int] = []
        while not running.done():
            await asyncio.sleep(0.01)
            if committed.calls:
                answer = await bench.session.search.lookup(draw_photo(30), "photo")
                assert len(answer.matches) == answer.searched or not running.done()
                sizes.append(answer.searched)
        assert (await running).done == 60
    assert sizes == sorted(sizes)
    assert all(size % 5 == 0 for size in sizes)
    assert (await bench.session.verifier.verify()).problems == ()


async def test_warming_up_changes_no_answer(bench: Bench, server: ProductApiServer) -> None:
    await bench.filled(server)
    await bench.session.search.warm_up()
    answer = await bench.session.search.similar("1")
    assert len(answer.matches) == 23
