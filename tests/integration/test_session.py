import asyncio
import gc
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from support.bench import Bench, bench, drawn_products, server, until
from support.drawn_photos import draw_photo
from support.library_fixtures import open_library
from support.product_api_server import ProductApiServer

from fashion_desktop.domain.errors import LibraryError, LibraryLockedError
from fashion_desktop.domain.jobs import JobKind, JobScope, JobSpec
from fashion_desktop.services import live_index
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.storage.settings_store import Settings

__all__ = ["bench", "server"]
SLOW_IMPORTS = ("torch", "torchvision", "faiss", "PySide6", "httpx", "keyring")


def test_opening_loads_nothing_slow(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.storage.settings_store import Settings
session = LibrarySession.open(Path({str(tmp_path / "library")!r}), settings=Settings())
session.products.counts()
session.jobs.unfinished()
session.catalogue.sources()
session.close()
print(*[name for name in {SLOW_IMPORTS!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


async def answer_of(bench: Bench) -> list[tuple[str, float]]:
    answer = await bench.session.search.similar("3")
    return [(match.product.id, match.squared_l2) for match in answer.matches]


@pytest.mark.parametrize("snapshot", ["as saved", "missing", "damaged", "of another library"])
async def test_answers_stay_the_same_whatever_became_of_the_snapshot(
    bench: Bench, server: ProductApiServer, tmp_path: Path, snapshot: str
) -> None:
    await bench.filled(server)
    before = await answer_of(bench)
    bench.session.close()
    file = bench.folder / "vectors.faiss"
    assert file.stat().st_size > 24 * 2048 * 4
    if snapshot == "missing":
        file.unlink()
    elif snapshot == "damaged":
        file.write_bytes(file.read_bytes()[:-5000])
    elif snapshot == "of another library":
        data = file.read_bytes()
        open_library(tmp_path / "other").close()
        file.write_bytes(data.replace(b'"library": "', b'"library": "0'))
    bench.session = LibrarySession.open(bench.folder, settings=bench.settings)
    assert await answer_of(bench) == before


async def test_a_database_put_back_to_an_earlier_state_is_believed(
    bench: Bench, server: ProductApiServer
) -> None:
    await bench.filled(server)
    await answer_of(bench)
    bench.session.close()
    database = bench.folder / "library.sqlite3"
    earlier = database.read_bytes()
    bench.session = LibrarySession.open(bench.folder, settings=bench.settings)
    server.set_image(9, draw_photo(909))
    await bench.job(JobSpec(JobKind.UPDATE, JobScope.SELECTED, product_ids=("9",)))
    await answer_of(bench)
    bench.session.close()
    database.write_bytes(earlier)
    bench.session = LibrarySession.open(bench.folder, settings=bench.settings)
    answer = await bench.session.search.lookup(draw_photo(9), "photo")
    assert answer.matches[0].product.id == "9"
    assert answer.matches[0].score == pytest.approx(1.0, abs=1e-4)
    report = await bench.session.verifier.verify()
    assert "index" not in {problem.kind for problem in report.problems}


async def test_a_snapshot_is_made_without_a_search_when_much_has_changed(
    bench: Bench, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.filled(server)
    bench.reopen()
    snapshot = bench.folder / "vectors.faiss"
    assert not snapshot.exists()
    monkeypatch.setattr(live_index, "WORTH_LOADING", 24)
    await bench.job(JobSpec(JobKind.GENERATE, JobScope.ALL))
    bench.reopen()
    assert snapshot.exists()
    assert len(await answer_of(bench)) == 23


def test_two_writers_are_refused_and_a_reader_is_not(bench: Bench) -> None:
    with pytest.raises(LibraryLockedError):
        LibrarySession.open(bench.folder, settings=Settings())
    reader = LibrarySession.open(bench.folder, settings=Settings(), writable=False)
    assert reader.products.counts().products == 0
    reader.close()


async def test_closing_twice_is_harmless_and_a_closed_library_says_so(
    tmp_path: Path, server: ProductApiServer
) -> None:
    made = Bench(tmp_path / "closed")
    await made.connect(server)
    made.session.close()
    made.session.close()
    with pytest.raises(LibraryError, match="Open it again"):
        made.session.products.counts()


async def test_nothing_is_left_running(tmp_path: Path, server: ProductApiServer) -> None:
    threads = {thread for thread in threading.enumerate() if thread.is_alive()}
    made = Bench(tmp_path / "library")
    await made.filled(server)
    made.session.close()
    await asyncio.get_running_loop().shutdown_default_executor()
    left = {
        thread
        for thread in threading.enumerate()
        if thread not in threads and thread.name.startswith(("decode", "network", "asyncio"))
    }
    await until(lambda: not any(thread.is_alive() for thread in left))
    assert len(asyncio.all_tasks()) == 1


def test_connections_of_ended_threads_are_closed(tmp_path: Path) -> None:
    library = open_library(tmp_path / "library")
    for _ in range(20):
        thread = threading.Thread(target=library.products.counts)
        thread.start()
        thread.join()
    gc.collect()
    assert len(library.database._connections) == 1
    library.close()


async def test_a_large_batch_leaves_room_for_a_search(bench: Bench) -> None:
    with ProductApiServer(drawn_products(4)) as small:
        await bench.filled(small)
        engine = bench.session._network.engine
        height, width = engine.info.preprocessing.height, engine.info.preprocessing.width
        pixels = np.random.default_rng(1).integers(0, 256, (300, height, width, 3), np.uint8)
        whole = asyncio.create_task(bench.session._network.embed(engine, pixels))
        await asyncio.sleep(0)
        await bench.session.search.lookup(draw_photo(1), "photo")
        assert not whole.done()
        vectors = await whole
        one = await bench.session._network.embed(engine, pixels[200:201])
    assert vectors.shape == (300, 2048)
    np.testing.assert_allclose(vectors[200], one[0], atol=1e-3)


async def test_a_single_change_does_not_rewrite_the_snapshot(
    bench: Bench, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.filled(server)
    await answer_of(bench)
    bench.reopen()
    snapshot = bench.folder / "vectors.faiss"
    before = snapshot.read_bytes()
    monkeypatch.setattr(live_index, "WORTH_SAVING", 0.5)
    await answer_of(bench)
    await bench.job(JobSpec(JobKind.DELETE, JobScope.SELECTED, product_ids=("9",)))
    bench.reopen()
    assert snapshot.read_bytes() == before
    assert "9" not in [product_id for product_id, _ in await answer_of(bench)]
