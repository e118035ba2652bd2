from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.library_fixtures import (
    FINGERPRINT,
    add_source,
    embed,
    open_library,
    product,
    vectors,
)

from fashion_desktop.storage.library import Library
from fashion_desktop.storage.vector_index import VectorIndex


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = open_library(tmp_path / "library")
    library.catalogue.store_page(add_source(library), [product(n) for n in range(1, 41)], 0)
    yield library
    library.close()


def all_rows(library: Library) -> list[int]:
    return sorted(library.products.row_ids_of([str(n) for n in range(1, 41)]).values())


def save(library: Library, index: VectorIndex) -> None:
    index.save(
        library.snapshot_path,
        library_id=library.id,
        fingerprint=FINGERPRINT,
        revision=library.revision(),
    )


def load(library: Library, **changes: str) -> tuple[VectorIndex, int | None]:
    index = VectorIndex()
    names = {"library_id": library.id, "fingerprint": FINGERPRINT} | changes
    return index, index.load(library.snapshot_path, **names)


def test_answers_equal_brute_force() -> None:
    stored = vectors(300, seed=3)
    row_ids = list(range(1000, 1300))
    index = VectorIndex()
    index.put(row_ids, stored)
    query = vectors(1, seed=4)[0]
    exact = ((stored.astype(np.float64) - query.astype(np.float64)) ** 2).sum(axis=1)
    order = np.argsort(exact, kind="stable")[:50]
    answer = index.search(query, 50)
    assert [n.row_id for n in answer] == [row_ids[i] for i in order]
    np.testing.assert_allclose([n.squared_l2 for n in answer], exact[order], rtol=1e-5)


def test_a_vector_is_at_distance_zero_from_itself() -> None:
    stored = vectors(5)
    index = VectorIndex()
    index.put([1, 2, 3, 4, 5], stored)
    nearest = index.search(stored[2], 1)[0]
    assert (nearest.row_id, nearest.squared_l2) == (3, 0.0)


def test_putting_again_replaces_and_removing_forgets() -> None:
    index = VectorIndex()
    index.put([1, 2], vectors(2, seed=1))
    index.put([2], vectors(1, seed=9))
    assert len(index) == 2
    assert index.search(vectors(1, seed=9)[0], 1)[0].row_id == 2
    index.remove([1, 77])
    assert [n.row_id for n in index.search(vectors(1)[0], 10)] == [2]


def test_an_empty_index_answers_nothing() -> None:
    assert VectorIndex().search(vectors(1)[0], 10) == []


def test_a_snapshot_is_loaded_and_brought_up_to_date(library: Library) -> None:
    rows = all_rows(library)
    embed(library, rows[:20], seed=1)
    index = VectorIndex()
    index.bring_up_to_date(library.embeddings, FINGERPRINT)
    save(library, index)
    embed(library, rows[18:30], seed=2)
    library.embeddings.delete(rows[:3], "delete")
    library.catalogue.set_removed(["4"])

    again, revision = load(library)
    assert revision is not None
    assert len(again) == 20
    added, dropped = again.bring_up_to_date(library.embeddings, FINGERPRINT)
    assert (added, dropped) == (12, 4)
    assert again.differences(library.embeddings, FINGERPRINT) == []


def test_a_snapshot_of_another_library_or_other_weights_is_not_used(library: Library) -> None:
    embed(library, all_rows(library)[:5])
    index = VectorIndex()
    index.bring_up_to_date(library.embeddings, FINGERPRINT)
    save(library, index)
    assert load(library, library_id="another")[1] is None
    assert load(library, fingerprint="f" * 16)[1] is None
    assert load(library)[1] is not None


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "text", "missing"])
def test_a_damaged_snapshot_is_never_fatal_and_never_trusted(library: Library, damage: str) -> None:
    embed(library, all_rows(library)[:5])
    index = VectorIndex()
    index.bring_up_to_date(library.embeddings, FINGERPRINT)
    save(library, index)
    path = library.snapshot_path
    data = bytearray(path.read_bytes())
    if damage == "empty":
        path.write_bytes(b"")
    elif damage == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif damage == "flipped":
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
    elif damage == "text":
        path.write_text("this is not an index")
    else:
        path.unlink()
    again, revision = load(library)
    assert revision is None
    assert len(again) == 0
    again.bring_up_to_date(library.embeddings, FINGERPRINT)
    assert again.differences(library.embeddings, FINGERPRINT) == []


def test_differences_are_found(library: Library) -> None:
    rows = all_rows(library)
    made = embed(library, rows[:4])
    index = VectorIndex()
    index.put(rows[:3], made[:3] + np.float32(0.5))
    assert index.differences(library.embeddings, FINGERPRINT) == rows[:4]


def test_paths_with_accents_work(tmp_path: Path) -> None:
    library = open_library(tmp_path / "Bibliothèque été ✓")
    library.catalogue.store_page(add_source(library), [product(1)], 0)
    embed(library, list(library.products.row_ids_of(["1"]).values()))
    index = VectorIndex()
    index.bring_up_to_date(library.embeddings, FINGERPRINT)
    save(library, index)
    assert load(library)[1] is not None
    library.close()
