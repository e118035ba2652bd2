"""Exact nearest neighbours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from fashion_desktop.evaluation import neighbours
from fashion_desktop.evaluation.neighbours import nearest, squared_l2_to


def one_by_one(
    queries: npt.NDArray[np.float32], gallery: npt.NDArray[np.float32], k: int, own: bool
) -> list[list[int]]:
    """Return the same answers, found the slow way in double precision."""
    answers = []
    for place, query in enumerate(queries.astype(np.float64)):
        distances = [
            (float(((row - query) ** 2).sum()), number)
            for number, row in enumerate(gallery.astype(np.float64))
            if not (own and number == place)
        ]
        answers.append([number for _, number in sorted(distances)[:k]])
    return answers


@pytest.mark.parametrize("scale", [1.0, 1e-3, 300.0])
@pytest.mark.parametrize("offset", [0.0, 1000.0])
def test_equals_a_plain_loop_in_double_precision(scale: float, offset: float) -> None:
    chance = np.random.default_rng(3)
    rows = (chance.normal(size=(90, 64)) * scale + offset).astype(np.float32)
    # Neighbours that differ by less than float32 products can tell.
    rows[40:80] = rows[:40] + (chance.normal(size=(40, 64)) * scale * 1e-4).astype(np.float32)
    keys = [str(number) for number in range(len(rows))]
    found = nearest(rows, rows, 10, keys, keys)
    assert found.rows.tolist() == one_by_one(rows, rows, 10, own=True)
    again = squared_l2_to(rows[5], rows[found.rows[5]])
    assert found.squared_l2[5].tolist() == again.tolist()


def test_a_far_outlier_does_not_spoil_the_order() -> None:
    rows = np.random.default_rng(4).normal(size=(50, 32)).astype(np.float32)
    rows[17] *= 1e4
    found = nearest(rows[:20], rows, 5)
    assert found.rows.tolist() == one_by_one(rows[:20], rows, 5, own=False)


def test_small_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(5).normal(size=(40, 8)).astype(np.float32)
    at_once = nearest(rows, rows, 3)
    monkeypatch.setattr(neighbours, "_BLOCK_BYTES", 4 * 40 * 7)
    in_parts = nearest(rows, rows, 3)
    assert in_parts.rows.tolist() == at_once.rows.tolist()
    assert in_parts.squared_l2.tolist() == at_once.squared_l2.tolist()


def test_equally_near_ones_come_in_the_gallery_s_order() -> None:
    gallery = np.array([[2.0], [1.0], [0.0], [1.0], [2.0]], dtype=np.float32)
    found = nearest(np.array([[1.0]], dtype=np.float32), gallery, 4)
    assert found.rows.tolist() == [[1, 3, 0, 2]]
    assert found.squared_l2.tolist() == [[0.0, 0.0, 1.0, 1.0]]


def test_rows_of_the_query_s_key_are_left_out() -> None:
    rows = np.array([[0.0], [0.1], [0.2], [9.0]], dtype=np.float32)
    keys = ["a", "a", "b", "c"]
    found = nearest(rows, rows, 3, keys, keys)
    assert found.rows.tolist() == [[2, 3, -1], [2, 3, -1], [1, 0, 3], [2, 1, 0]]
    assert found.squared_l2[0, 2] == np.inf


def test_an_empty_gallery_has_no_answers() -> None:
    nothing = np.empty((0, 4), dtype=np.float32)
    found = nearest(np.zeros((2, 4), dtype=np.float32), nothing, 2)
    assert found.rows.tolist() == [[-1, -1], [-1, -1]]
    assert nearest(nothing, nothing, 2).rows.shape == (0, 2)


def test_what_does_not_fit_together_is_refused() -> None:
    rows = np.zeros((2, 4), dtype=np.float32)
    with pytest.raises(ValueError, match="do not compare"):
        nearest(rows, rows[:, :3], 1)
    with pytest.raises(ValueError, match="2 rows have 1 keys"):
        nearest(rows, rows, 1, ["a"], ["a", "b"])
