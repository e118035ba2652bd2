import numpy as np
from support.vector_kinds import assert_exact, of_kind

from fashion_desktop.storage.embedding_store import Ids, Vectors
from fashion_desktop.storage.refine import ROWS_AT_ONCE, nearest_rows

NOTHING_KNOWN = -np.inf


class Shelf:
    """Vectors by row id, counting how many are looked at."""

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors
        self.row_ids = np.arange(len(vectors)) * 3 + 5
        self.gone: set[int] = set()
        self.looked_at: list[int] = []

    def read(self, row_ids: Ids) -> tuple[Ids, Vectors]:
        self.looked_at.append(len(row_ids))
        kept = np.array([r for r in row_ids.tolist() if r not in self.gone], dtype=np.int64)
        return kept, self.vectors[(kept - 5) // 3]

    def distances(self, query: Vectors) -> Vectors:
        exact: Vectors = ((self.vectors - query) ** 2).sum(axis=1)
        return exact


def test_good_bounds_leave_little_to_look_at() -> None:
    shelf = Shelf(of_kind("random", 900))
    query = of_kind("random", 1, seed=9)[0]
    bounds = shelf.distances(query) * np.float32(0.9999)
    found = nearest_rows(query, 10, shelf.row_ids, bounds, shelf.read)
    assert_exact(found, query, shelf.row_ids.tolist(), shelf.vectors, 10)
    assert sum(shelf.looked_at) < 60


def test_bounds_that_mislead_cost_time_and_not_the_answer() -> None:
    shelf = Shelf(of_kind("random", 900))
    query = of_kind("random", 1, seed=9)[0]
    # The nearest look the furthest away that a bound allows them to, all others very near.
    exact = shelf.distances(query)
    nearest = np.argsort(exact)[:10]
    bounds = np.zeros(900, dtype=np.float32)
    bounds[nearest] = exact[nearest] * np.float32(0.9999)
    found = nearest_rows(query, 10, shelf.row_ids, bounds, shelf.read)
    assert_exact(found, query, shelf.row_ids.tolist(), shelf.vectors, 10)


def test_no_more_than_a_bounded_number_is_held_at_once() -> None:
    shelf = Shelf(np.resize(of_kind("random", 300), (2 * ROWS_AT_ONCE + 300, 2048)))
    query = of_kind("random", 1, seed=9)[0]
    bounds = np.full(len(shelf.vectors), NOTHING_KNOWN, dtype=np.float32)
    found = nearest_rows(query, 3000, shelf.row_ids, bounds, shelf.read)
    assert_exact(found, query, shelf.row_ids.tolist(), shelf.vectors, 3000)
    assert max(shelf.looked_at) == ROWS_AT_ONCE


def test_vectors_that_are_gone_or_no_numbers_are_skipped() -> None:
    shelf = Shelf(of_kind("random", 60))
    query = shelf.vectors[0].copy()
    shelf.gone = {5, 8, 11}
    shelf.vectors[3:6] = np.nan
    bounds = np.full(60, NOTHING_KNOWN, dtype=np.float32)
    found = nearest_rows(query, 60, shelf.row_ids, bounds, shelf.read)
    assert_exact(found, query, shelf.row_ids[6:].tolist(), shelf.vectors[6:], 60)


def test_equally_near_rows_come_by_row_id_also_at_the_cut() -> None:
    shelf = Shelf(of_kind("constant", 80))
    bounds = np.zeros(80, dtype=np.float32)
    found = nearest_rows(shelf.vectors[0], 7, shelf.row_ids[::-1], bounds, shelf.read)
    assert [n.row_id for n in found] == shelf.row_ids[:7].tolist()
