import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.crowd import Crowd
from support.library_fixtures import FINGERPRINT, open_library
from support.vector_kinds import assert_exact, library_of, of_kind, store_vectors

from fashion_desktop.services import live_index as live_index_module
from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.storage.embedding_store import EmbeddingStore
from fashion_desktop.storage.index_build import IndexPlan, build_index
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.vector_index import VectorIndex

SMALL = IndexPlan(projected_from=100, directions=12, sample_rows=80, growth=2.0)
STORED = of_kind("clustered", 260, seed=1)
Filled = tuple[Library, list[int]]


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Filled]:
    """A library of 260 products, the first 60 of which are embedded."""
    library, row_ids = library_of(tmp_path / "library", STORED)
    library.embeddings.delete(row_ids[60:], "setup")
    yield library, row_ids
    library.close()


@pytest.fixture
def index(filled: Filled) -> Iterator[LiveIndex]:
    index = LiveIndex(filled[0], SMALL)
    yield index
    index.close()


def grow(filled: Filled, index: LiveIndex, start: int, end: int) -> None:
    library, row_ids = filled
    store_vectors(library, row_ids[start:end], STORED[start:end])
    index.changed(row_ids[start:end])


def directions(index: LiveIndex) -> int:
    assert index._current is not None
    basis = index._current[1].projection.basis
    return 0 if basis is None else basis.shape[1]


def trained_rows(index: LiveIndex) -> int:
    assert index._current is not None
    return index._current[1].projection.trained_rows


def check(filled: Filled, index: LiveIndex, embedded: list[int]) -> None:
    query = of_kind("random", 1, seed=3)[0]
    row_ids = [filled[1][i] for i in embedded]
    assert index.size(FINGERPRINT) == len(embedded)
    found = index.search(FINGERPRINT, query, 30)
    assert_exact(found, query, row_ids, STORED[embedded], 30)
    half = row_ids[::2]
    found = index.search(FINGERPRINT, query, 30, half)
    assert_exact(found, query, half, STORED[embedded[::2]], 30)
    assert index.differences(FINGERPRINT) == []


def test_a_growing_library_gets_a_better_index_in_the_background(
    filled: Filled, index: LiveIndex
) -> None:
    check(filled, index, list(range(60)))
    assert directions(index) == 0
    grow(filled, index, 60, 120)
    index.settle()
    assert (directions(index), trained_rows(index)) == (12, 120)
    check(filled, index, list(range(120)))
    grow(filled, index, 120, 200)
    index.settle()
    assert trained_rows(index) == 120
    grow(filled, index, 200, 260)
    index.settle()
    assert trained_rows(index) == 260
    check(filled, index, list(range(260)))


def test_what_changes_while_a_better_index_is_built_is_not_lost(
    filled: Filled, index: LiveIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, row_ids = filled
    is_built, may_go_on = threading.Event(), threading.Event()

    def slow(*arguments: object) -> VectorIndex:
        built = build_index(*arguments)  # type: ignore[arg-type]
        is_built.set()
        assert may_go_on.wait(30)
        return built

    index.size(FINGERPRINT)
    monkeypatch.setattr(live_index_module, "build_index", slow)
    grow(filled, index, 60, 120)
    assert is_built.wait(30)
    grow(filled, index, 120, 140)
    library.embeddings.delete(row_ids[:5], "delete")
    index.changed(row_ids[:5])
    store_vectors(library, row_ids[5:9], STORED[105:109])
    index.changed(row_ids[5:9])
    store_vectors(library, row_ids[5:9], STORED[5:9])
    index.changed(row_ids[5:9])
    assert directions(index) == 0
    check(filled, index, list(range(5, 140)))
    may_go_on.set()
    index.settle()
    assert directions(index) == 12
    check(filled, index, list(range(5, 140)))


def test_searches_go_on_while_jobs_write_and_indexes_are_exchanged(
    filled: Filled, index: LiveIndex
) -> None:
    query = STORED[0]
    exact = dict(
        zip(filled[1], ((STORED.astype(np.float64) - query) ** 2).sum(axis=1), strict=True)
    )

    def search() -> None:
        found = index.search(FINGERPRINT, query, 40)
        assert len(found) == 40
        np.testing.assert_allclose(
            [n.squared_l2 for n in found], [exact[n.row_id] for n in found], rtol=1e-5
        )

    index.size(FINGERPRINT)
    with Crowd(search, search):
        writers = [
            threading.Thread(target=grow, args=(filled, index, start, 260)) for start in (60, 90)
        ]
        for thread in writers:
            thread.start()
        for first in range(60, 260, 10):
            grow(filled, index, first, first + 10)
        for thread in writers:
            thread.join()
        index.settle()
    assert directions(index) == 12
    check(filled, index, list(range(260)))


def test_an_index_that_is_being_built_is_given_up_on_closing(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = LiveIndex(filled[0], SMALL)
    index.size(FINGERPRINT)
    reads = threading.Semaphore(0)
    revisions = EmbeddingStore.revisions

    def told(store: EmbeddingStore, fingerprint: str) -> object:
        reads.release()
        return revisions(store, fingerprint)

    monkeypatch.setattr(EmbeddingStore, "revisions", told)
    grow(filled, index, 60, 120)
    assert reads.acquire(timeout=30)
    index.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("index-")]
    grow(filled, index, 120, 130)
    check(filled, index, list(range(130)))


def test_the_better_index_is_saved_and_found_again(filled: Filled, tmp_path: Path) -> None:
    library, _ = filled
    first = LiveIndex(library, SMALL)
    first.size(FINGERPRINT)
    grow(filled, first, 60, 260)
    first.settle()
    first.close()
    first.save(lambda: FINGERPRINT)
    reader = open_library(tmp_path / "library", writable=False)
    again = LiveIndex(reader, SMALL)
    check(filled, again, list(range(260)))
    assert trained_rows(again) == 260
    again.close()
    reader.close()


def test_a_large_library_without_snapshot_is_projected_at_once(filled: Filled) -> None:
    library, row_ids = filled
    store_vectors(library, row_ids, STORED)
    index = LiveIndex(library, SMALL)
    check(filled, index, list(range(260)))
    assert directions(index) == 12
    index.rebuild(FINGERPRINT)
    assert directions(index) == 12
    check(filled, index, list(range(260)))
    index.close()


def test_vectors_that_are_no_numbers_do_not_stop_the_exchange(
    filled: Filled, index: LiveIndex
) -> None:
    library, row_ids = filled
    index.size(FINGERPRINT)
    store_vectors(library, row_ids[60:260], np.full((200, 2048), np.nan, dtype=np.float32))
    index.changed(row_ids[60:260])
    index.settle()
    assert directions(index) > 0
    found = index.search(FINGERPRINT, STORED[0], 70)
    assert_exact(found, STORED[0], row_ids[:60], STORED[:60], 60)
