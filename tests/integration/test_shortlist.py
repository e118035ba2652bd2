import numpy as np
import pytest
from support.vector_kinds import of_kind

from fashion_desktop.storage.centroids import find_centroids
from fashion_desktop.storage.embedding_store import Ids, Vectors
from fashion_desktop.storage.shortlist import Shortlist

ROWS = 2000
STAND_INS: Vectors = of_kind("clustered", ROWS)[:, :24].copy()
ROW_IDS: Ids = np.arange(ROWS) * 2 + 5


@pytest.fixture
def shortlist() -> Shortlist:
    """All rows; every group is looked into unless a test says otherwise."""
    made = Shortlist(find_centroids(STAND_INS, 40))
    made.put(ROW_IDS, STAND_INS)
    return made


def nearest(place: int, among: Ids = ROW_IDS) -> list[int]:
    query = STAND_INS[place].copy()
    query[-1] *= 0.85
    places = (among - 5) // 2
    squared_l2 = ((STAND_INS[places] - query) ** 2).sum(axis=1)
    found: list[int] = among[np.argsort(squared_l2, kind="stable")[:10]].tolist()
    return found


def test_looking_everywhere_finds_everything(shortlist: Shortlist) -> None:
    for place in range(0, ROWS, 200):
        assert shortlist.search(STAND_INS[place], 10).tolist() == nearest(place)


def test_looking_into_few_groups_finds_most(shortlist: Shortlist) -> None:
    shortlist.probes = 8
    found = [
        len({*shortlist.search(STAND_INS[place], 10).tolist()} & {*nearest(place)})
        for place in range(0, ROWS, 50)
    ]
    assert np.mean(found) > 8


def test_only_rows_among_those_asked_for_are_found(shortlist: Shortlist) -> None:
    among = ROW_IDS[::40]
    shortlist.probes = 1
    for place in range(0, ROWS, 200):
        assert shortlist.search(STAND_INS[place], 10, among).tolist() == nearest(place, among)
    assert shortlist.search(STAND_INS[0], 10, np.array([10**7])).tolist() == []


def test_rows_are_replaced_and_removed(shortlist: Shortlist) -> None:
    shortlist.remove(ROW_IDS[:500])
    shortlist.remove(np.array([5, 10**9]))
    assert len(shortlist) == ROWS - 500
    shortlist.put(ROW_IDS[400:600], STAND_INS[:200])
    assert len(shortlist) == ROWS - 400
    assert shortlist.search(STAND_INS[7], 2000).tolist().count(int(ROW_IDS[407])) == 1
    assert set(shortlist.search(STAND_INS[7], 2000).tolist()) == set(ROW_IDS[400:].tolist())


def test_what_is_no_number_is_not_listed(shortlist: Shortlist) -> None:
    odd = STAND_INS[:2].copy()
    odd[1, 3] = np.nan
    shortlist.put(ROW_IDS[:2], odd)
    assert len(shortlist) == ROWS - 1


def test_members_make_an_equal_shortlist(shortlist: Shortlist) -> None:
    sizes, row_ids = shortlist.members()
    assert sizes.sum() == ROWS
    again = Shortlist(shortlist.centroids)
    again.fill(sizes, row_ids, STAND_INS[(row_ids - 5) // 2])
    again.probes = shortlist.probes = 5
    for place in range(0, ROWS, 200):
        query = STAND_INS[place]
        assert again.search(query, 10).tolist() == shortlist.search(query, 10).tolist()
    again.remove(ROW_IDS[:10])
    assert len(again) == ROWS - 10


def test_centroids_lie_among_their_groups() -> None:
    rng = np.random.default_rng(0)
    true = rng.standard_normal((6, 10)) * 50
    sample = (true[rng.integers(0, 6, 600)] + rng.standard_normal((600, 10))).astype(np.float32)
    found = find_centroids(sample, 40)
    distances = np.linalg.norm(found[:, None] - true[None], axis=2)
    assert (distances.min(axis=1) < 5).all()
    assert set(distances.argmin(axis=1).tolist()) == set(range(6))


def test_equal_vectors_and_too_many_groups_do_no_harm() -> None:
    sample = np.ones((20, 4), dtype=np.float32)
    np.testing.assert_array_equal(find_centroids(sample, 20), sample)


def test_looking_for_centroids_can_be_stopped() -> None:
    assert find_centroids(STAND_INS, 7, lambda: True).shape == (7, 24)
