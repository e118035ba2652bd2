import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.crowd import Crowd
from support.library_fixtures import FINGERPRINT
from support.vector_kinds import assert_exact, library_of, of_kind, store_vectors

from fashion_desktop.services.live_index import LiveIndex
from fashion_desktop.storage import large_search
from fashion_desktop.storage.index_build import IndexPlan
from fashion_desktop.storage.large_search import build_shortlist, is_ready, search_nearly
from fashion_desktop.storage.library import Library
from fashion_desktop.storage.projection import train
from fashion_desktop.storage.vector_index import VectorIndex

SMALL = IndexPlan(
    projected_from=100, directions=12, sample_rows=80, growth=3.0, shortlisted_from=300
)
# Of few dimensions, as photos of products are: a shortlist would not be trusted otherwise.
STORED = of_kind("flat", 600, seed=1)
MOVED = STORED[300:360] + STORED[:60]
Filled = tuple[Library, list[int]]


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Filled]:
    """A library of 600 embedded products."""
    library, row_ids = library_of(tmp_path / "library", STORED)
    yield library, row_ids
    library.close()


def indexed(library: Library) -> VectorIndex:
    index = VectorIndex(library.embeddings, FINGERPRINT, train(STORED, 12, 600))
    index.bring_up_to_date()
    return index


def recall(index: VectorIndex, row_ids: list[int], wanted: int) -> float:
    """Return the share of the nearest that is found, and check the distances."""
    shares = []
    for query in STORED[::40]:
        exact = {n.row_id for n in index.search(query, wanted)}
        found = search_nearly(index, query, wanted)
        true = dict(zip(row_ids, ((STORED - query) ** 2).sum(axis=1), strict=True))
        np.testing.assert_allclose(
            [n.squared_l2 for n in found], [true[n.row_id] for n in found], rtol=1e-4, atol=1e-6
        )
        shares.append(len({n.row_id for n in found} & exact) / wanted)
    return float(np.mean(shares))


def test_nearly_all_of_the_nearest_are_found_with_exact_distances(filled: Filled) -> None:
    library, row_ids = filled
    index = indexed(library)
    build_shortlist(index)
    shortlist = index.shortlist
    assert shortlist is not None
    assert shortlist.recall is not None
    assert 1 <= shortlist.probes < shortlist.groups
    assert recall(index, row_ids, 10) > 0.9


def test_a_shortlist_that_misses_much_is_not_ready(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = indexed(filled[0])
    monkeypatch.setattr(large_search, "_recalls", lambda *given: [0.9] * len(given[-1]))
    build_shortlist(index)
    assert index.shortlist is not None
    assert index.shortlist.recall == pytest.approx(0.9)
    assert not is_ready(index.shortlist)


def test_where_the_shortlist_yields_too_few_the_search_is_exact(filled: Filled) -> None:
    library, row_ids = filled
    index = indexed(library)
    build_shortlist(index)
    query = of_kind("random", 1, seed=4)[0]
    assert_exact(search_nearly(index, query, 550), query, row_ids, STORED, 550)
    assert_exact(search_nearly(index, query, 5000), query, row_ids, STORED, 5000)
    assert search_nearly(index, np.full(2048, np.nan, dtype=np.float32), 5) == []


@pytest.mark.parametrize("few", [0, 10**6])
def test_a_search_among_some_rows_stays_among_them(
    filled: Filled, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    library, row_ids = filled
    index = indexed(library)
    build_shortlist(index)
    monkeypatch.setattr(large_search, "FEW_ROWS", few)
    among = row_ids[::3]
    query = STORED[0]
    found = search_nearly(index, query, 10, np.array([*among, -7, 10**7]))
    assert len(found) == 10
    assert {n.row_id for n in found} <= set(among)
    exact = index.search(query, 10, among)
    assert len({n.row_id for n in found} & {n.row_id for n in exact}) >= 8


def test_a_large_library_gets_a_shortlist_in_the_background(filled: Filled) -> None:
    library, row_ids = filled
    library.embeddings.delete(row_ids[280:], "setup")
    index = LiveIndex(library, SMALL)
    assert index.state(FINGERPRINT).is_exact
    index.settle()
    assert index.state(FINGERPRINT).is_exact
    store_vectors(library, row_ids[280:], STORED[280:])
    index.changed(row_ids[280:])
    index.settle()
    state = index.state(FINGERPRINT)
    assert (state.rows, state.is_exact, state.is_building) == (600, False, False)
    assert state.recall is not None
    assert state.recall >= 0.99
    index.close()


def test_the_user_can_have_it_exact(filled: Filled) -> None:
    library, row_ids = filled
    wish = {"exact": True}
    index = LiveIndex(library, SMALL, lambda: wish["exact"])
    index.size(FINGERPRINT)
    index.settle()
    assert index._current is not None
    assert index._current[1].shortlist is None
    wish["exact"] = False
    index.wish_changed()
    index.settle()
    assert not index.state(FINGERPRINT).is_exact
    wish["exact"] = True
    state = index.state(FINGERPRINT)
    assert (state.is_exact, state.recall) == (True, None)
    query = of_kind("random", 1, seed=4)[0]
    assert_exact(index.search(FINGERPRINT, query, 40), query, row_ids, STORED, 40)
    index.close()


def test_changes_while_and_after_the_shortlist_is_filled_are_found(filled: Filled) -> None:
    library, row_ids = filled
    index = LiveIndex(library, SMALL)
    query = STORED[0]

    def search() -> None:
        found = index.search(FINGERPRINT, query, 20)
        assert len(found) == 20
        assert found[0].squared_l2 == 0.0

    moved = row_ids[300:360]
    with Crowd(search, search):
        writer = threading.Thread(target=lambda: replace_all(library, index, moved))
        writer.start()
        writer.join()
        index.settle()
    assert not index.state(FINGERPRINT).is_exact
    library.embeddings.delete(row_ids[500:], "delete")
    index.changed(row_ids[500:])
    for vector, row_id in list(zip(MOVED, moved, strict=True))[::7]:
        found = index.search(FINGERPRINT, vector, 5)
        assert (found[0].row_id, found[0].squared_l2) == (row_id, 0.0)
        assert not {n.row_id for n in found} & set(row_ids[500:])
    assert index.differences(FINGERPRINT) == []
    index.close()


def replace_all(library: Library, index: LiveIndex, row_ids: list[int]) -> None:
    for start in range(0, len(row_ids), 5):
        piece = row_ids[start : start + 5]
        store_vectors(library, piece, MOVED[start : start + 5])
        index.changed(piece)


def test_the_shortlist_is_saved_and_kept_in_step_after_loading(filled: Filled) -> None:
    library, row_ids = filled
    first = LiveIndex(library, SMALL)
    first.size(FINGERPRINT)
    first.settle()
    first.close()
    first.save(lambda: FINGERPRINT)
    fresh = of_kind("sparse", 5, seed=9)
    store_vectors(library, row_ids[:5], fresh)
    again = LiveIndex(library, SMALL)
    state = again.state(FINGERPRINT)
    assert (state.is_exact, state.is_building) == (False, False)
    found = again.search(FINGERPRINT, fresh[2], 3)
    assert (found[0].row_id, found[0].squared_l2) == (row_ids[2], 0.0)
    again.close()


def test_building_is_given_up_when_told(filled: Filled) -> None:
    index = indexed(filled[0])
    asked = iter(range(10**9))
    build_shortlist(index, lambda: next(asked) > 12)
    assert not is_ready(index.shortlist)
    query = STORED[0]
    assert_exact(index.search(query, 10), query, filled[1], STORED, 10)
