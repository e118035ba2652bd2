"""Rows by row id for catalogues of any size."""

from __future__ import annotations

from array import array

import numpy as np
import pytest

from fashion_desktop.viewmodels.row_index import RowIndex, ranges_of


def test_rows_and_ids_are_each_others_inverse() -> None:
    rows = RowIndex(array("q", [50, 7, 3, 90]))
    assert len(rows) == 4
    assert [rows.row_of(row_id) for row_id in (50, 7, 3, 90)] == [0, 1, 2, 3]
    assert [rows.id_at(row) for row in range(4)] == [50, 7, 3, 90]
    assert rows.ids_between(1, 3) == [7, 3]


@pytest.mark.parametrize("row_id", [-1, 0, 8, 91, 2**62])
def test_ids_that_are_not_listed_have_no_row(row_id: int) -> None:
    assert RowIndex(array("q", [50, 7, 3, 90])).row_of(row_id) is None


def test_an_empty_index_has_nothing() -> None:
    rows = RowIndex(array("q"))
    assert rows.row_of(1) is None
    assert rows.rows_of([1, 2]).tolist() == []
    assert RowIndex(array("q", [1])).rows_of([]).tolist() == []


def test_several_rows_come_rising_and_once() -> None:
    rows = RowIndex(array("q", [50, 7, 3, 90]))
    assert rows.rows_of([90, 4, 50, 90]).tolist() == [0, 3]


def test_same_products_in_another_order_are_not_the_same() -> None:
    rows = RowIndex(array("q", [1, 2, 3]))
    assert rows.same_as(RowIndex(array("q", [1, 2, 3])))
    assert not rows.same_as(RowIndex(array("q", [1, 3, 2])))
    assert not rows.same_as(RowIndex(array("q", [1, 2])))


def test_a_million_products_take_sixteen_bytes_each() -> None:
    shuffled = np.random.default_rng(1).permutation(1_000_000).astype(np.int64)
    rows = RowIndex(array("q", shuffled.tobytes()))
    assert rows.row_ids.nbytes + rows._order.nbytes == 16_000_000
    for row in (0, 499_999, 999_999):
        assert rows.row_of(int(shuffled[row])) == row


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([4], [(4, 4)]),
        ([0, 1, 2], [(0, 2)]),
        ([0, 1, 5, 7, 8], [(0, 1), (5, 5), (7, 8)]),
    ],
)
def test_unbroken_ranges(rows: list[int], expected: list[tuple[int, int]]) -> None:
    assert ranges_of(np.array(rows, dtype=np.int64)) == expected
