from pathlib import Path

import numpy as np
import pytest
from support.crowd import Crowd
from support.library_fixtures import FINGERPRINT, embed, vectors
from support.vector_kinds import KINDS, assert_exact, library_of, of_kind, store_vectors

from fashion_desktop.storage.embedding_store import Vectors
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.projection import identity, train
from fashion_desktop.storage.vector_index import VectorIndex

SHAPES = ("as they are", "projected", "projected badly")


def index_of(library: Library, stored: Vectors, shape: str) -> VectorIndex:
    """Return an index of the whole library."""
    projection = identity()
    if shape == "projected":
        projection = train(stored, 12, len(stored))
    elif shape == "projected badly":
        projection = train(vectors(20, seed=77), 3, 20)
    index = VectorIndex(library.embeddings, FINGERPRINT, projection)
    index.bring_up_to_date()
    return index


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_answers_equal_brute_force(tmp_path: Path, kind: str, shape: str) -> None:
    stored = of_kind(kind, 260, seed=3)
    library, row_ids = library_of(tmp_path / "library", stored)
    index = index_of(library, stored, shape)
    for wanted, query in (
        (1, stored[17]),
        (10, of_kind(kind, 1, seed=4)[0]),
        (100, of_kind("random", 1, seed=5)[0]),
        (1000, stored[5]),
    ):
        assert_exact(index.search(query, wanted), query, row_ids, stored, wanted)
    library.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_search_among_some_rows_is_exact_among_them(tmp_path: Path, shape: str) -> None:
    stored = of_kind("clustered", 200, seed=1)
    library, row_ids = library_of(tmp_path / "library", stored)
    index = index_of(library, stored, shape)
    query = of_kind("random", 1, seed=2)[0]
    rng = np.random.default_rng(0)
    for size in (1, 9, 25, 140, 200):
        chosen = np.sort(rng.choice(200, size, replace=False))
        among = [row_ids[i] for i in chosen]
        expected = stored[chosen]
        assert_exact(index.search(query, 20, among), query, among, expected, 20)
        # Strangers and repetitions count for nothing, and the order does not matter.
        odd = np.array([*reversed(among), *among, 10**9, -4, 0])
        assert_exact(index.search(query, 20, odd), query, among, expected, 20)
    assert index.search(query, 20, []) == []
    library.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_replaced_and_removed_is_as_in_the_store(tmp_path: Path, shape: str) -> None:
    stored = of_kind("random", 150, seed=1)
    library, row_ids = library_of(tmp_path / "library", stored)
    index = index_of(library, stored, shape)
    rng = np.random.default_rng(6)
    there = dict(zip(row_ids, stored, strict=True))
    for round_number in range(12):
        chosen = rng.choice(row_ids, 15, replace=False).tolist()
        if round_number % 3 == 2:
            library.embeddings.delete(chosen, f"delete-{round_number}")
            for row_id in chosen:
                there.pop(row_id, None)
        else:
            made = of_kind("clustered", 15, seed=round_number)
            store_vectors(library, chosen, made)
            there.update(zip(chosen, made, strict=True))
        # Told twice of some, as when two jobs report the same row.
        index.refresh([*chosen, *chosen[:4]])
        query = rng.random(2048, dtype=np.float32)
        assert len(index) == len(there)
        assert_exact(index.search(query, 30), query, list(there), np.array([*there.values()]), 30)
    assert index.differences() == []
    library.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_vector_is_at_distance_zero_from_itself(tmp_path: Path, shape: str) -> None:
    stored = of_kind("random", 40)
    library, row_ids = library_of(tmp_path / "library", stored)
    nearest = index_of(library, stored, shape).search(stored[2], 1)[0]
    assert (nearest.row_id, nearest.squared_l2) == (row_ids[2], 0.0)
    library.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_an_empty_index_answers_nothing(tmp_path: Path, shape: str) -> None:
    library, _ = library_of(tmp_path / "library", of_kind("random", 0))
    assert index_of(library, of_kind("random", 20), shape).search(vectors(1)[0], 10) == []
    library.close()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("oddity", [np.nan, np.inf, 1e30])
def test_what_is_no_number_disturbs_no_answer(tmp_path: Path, shape: str, oddity: float) -> None:
    stored = of_kind("random", 60)
    stored[7] = oddity
    stored[9, 100] = oddity
    library, row_ids = library_of(tmp_path / "library", stored)
    index = index_of(library, stored, shape)
    good = [i for i in range(60) if i not in (7, 9)]
    found = [n for n in index.search(stored[0], 58) if np.isfinite(n.squared_l2)]
    assert_exact(found, stored[0], [row_ids[i] for i in good], stored[good], 58)
    assert index.differences() == []
    if not np.isfinite(oddity):
        assert index.search(stored[7], 5) == []
    library.close()


def test_a_vector_gone_from_the_store_is_skipped(tmp_path: Path) -> None:
    stored = of_kind("random", 80)
    library, row_ids = library_of(tmp_path / "library", stored)
    index = index_of(library, stored, "projected")
    library.embeddings.delete(row_ids[:3], "delete")
    with library.database.write() as connection:
        connection.execute("UPDATE vectors SET vector = x'00' WHERE row_id = ?", (row_ids[3],))
    assert_exact(index.search(stored[0], 20), stored[0], row_ids[4:], stored[4:], 20)
    library.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_differences_are_found(tmp_path: Path, shape: str) -> None:
    stored = of_kind("random", 30)
    library, row_ids = library_of(tmp_path / "library", stored)
    index = index_of(library, stored, shape)
    index.put(row_ids[:2], stored[:2] + np.float32(0.5))
    index.remove(row_ids[4:5])
    index.put([9999], stored[:1])
    store_vectors(library, row_ids[6:7], stored[:1])
    assert index.differences() == [*row_ids[:2], row_ids[4], row_ids[6], 9999]
    library.close()


def test_bringing_up_to_date_says_what_it_did(tmp_path: Path) -> None:
    stored = of_kind("random", 30)
    library, row_ids = library_of(tmp_path / "library", stored)
    index = index_of(library, stored, "projected")
    embed(library, row_ids[18:25], seed=2)
    library.embeddings.delete(row_ids[:3], "delete")
    library.catalogue.set_removed(["5"])
    assert index.bring_up_to_date() == (7, 4)
    assert index.bring_up_to_date() == (0, 0)
    assert index.differences() == []
    library.close()


@pytest.mark.parametrize("shape", SHAPES)
def test_searches_beside_changes_see_one_state_or_the_other(tmp_path: Path, shape: str) -> None:
    stored = of_kind("random", 120)
    others = of_kind("random", 120, seed=8)
    library, row_ids = library_of(tmp_path / "library", stored)
    index = index_of(library, stored, shape)
    steady, moving = row_ids[:60], row_ids[60:]
    allowed = {row_id: {0.0} if row_id in steady else set[float]() for row_id in row_ids}
    query = stored[0]
    for row_id, old, new in zip(row_ids, stored, others, strict=True):
        for vector in (old, new):
            allowed[row_id].add(float(((vector.astype(np.float64) - query) ** 2).sum()))

    def search() -> None:
        found = index.search(query, 200)
        assert {n.row_id for n in found} >= set(steady)
        for neighbour in found:
            distances = np.array(sorted(allowed[neighbour.row_id]))
            assert np.isclose(distances, neighbour.squared_l2, rtol=1e-5).any()

    rng = np.random.default_rng(1)
    with Crowd(search, search, search):
        for round_number in range(40):
            chosen = rng.choice(60, 10, replace=False)
            ids = [moving[i] for i in chosen]
            if round_number % 2:
                library.embeddings.delete(ids, f"delete-{round_number}")
            else:
                source = stored if rng.random() < 0.5 else others
                store_vectors(library, ids, source[60:][chosen])
            index.refresh(ids)
    assert index.differences() == []
    library.close()
