"""Vectors made from real ones."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_desktop.bench.perturbed import neighbours_of, perturbed_pieces
from fashion_desktop.storage.embedding_store import Vectors

REAL = 60


@pytest.fixture(scope="module")
def real() -> Vectors:
    chance = np.random.default_rng(1)
    vectors = np.maximum(chance.standard_normal((REAL, 2048), dtype=np.float32), 0)
    vectors[7] = vectors[3]
    return vectors


def made(real: Vectors, count: int, piece: int = 500) -> Vectors:
    return np.concatenate(list(perturbed_pieces(real, neighbours_of(real), count, piece)))


def test_neighbours_are_the_nearest_others(real: Vectors) -> None:
    found = neighbours_of(real)
    squared_l2 = ((real[:, None] - real[None]) ** 2).sum(axis=2, dtype=np.float64)
    np.fill_diagonal(squared_l2, np.inf)
    assert found.shape == (REAL, 10)
    for row in (0, 3, 7, 59):
        assert set(found[row]) == set(np.argsort(squared_l2[row])[:10])
    assert 7 in found[3]


def test_real_vectors_come_first_and_the_rest_is_the_same_every_time(real: Vectors) -> None:
    many = made(real, 2_500)
    assert many.shape == (2_500, 2048)
    assert np.array_equal(many[:REAL], real)
    assert np.array_equal(many, made(real, 2_500))
    assert np.array_equal(many[:1_200], made(real, 1_200))
    assert np.array_equal(many, made(real, 2_500, piece=77))
    assert np.array_equal(made(real, 10), real[:10])


def test_pieces_have_the_size_asked_for(real: Vectors) -> None:
    pieces = list(perturbed_pieces(real, neighbours_of(real), 250, 100))
    assert [len(piece) for piece in pieces] == [100, 100, 50]


def test_perturbed_vectors_look_like_features(real: Vectors) -> None:
    many = made(real, 1_060)[REAL:]
    assert many.dtype == np.float32
    assert (many >= 0).all()
    assert len(np.unique(many[:, :8], axis=0)) == len(many)
    to_real = ((many[:50, None] - real[None]) ** 2).sum(axis=2).min(axis=1)
    of_real = ((real[:, None] - real[None]) ** 2).sum(axis=2)
    assert (to_real > 0).all()
    assert np.median(to_real) < 2 * np.median(of_real)
