"""Ranking a sample by two sets of vectors, checked against the plainest arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from fashion_desktop.services import shadow_ranking
from fashion_desktop.services.shadow_ranking import agreement, label_fields, rank, shared
from fashion_desktop.services.tasks import JobStopped


def plain(vectors: np.ndarray) -> list[list[tuple[int, float]]]:
    """For each vector all others by rising squared L2, without any matrix trick."""
    exact = vectors.astype(np.float64)
    return [
        sorted(
            ((other, float(((exact[other] - one) ** 2).sum())) for other in range(len(exact))),
            key=lambda pair: (pair[0] == at, pair[1]),
        )[:-1]
        for at, one in enumerate(exact)
    ]


@pytest.mark.parametrize("at_once", [1, 60, 2_000_000])
def test_ranks_are_exact(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(shadow_ranking, "_DISTANCES_AT_ONCE", at_once)
    random = np.random.default_rng(3)
    old = random.random((23, 64), dtype=np.float32) * 9
    new = old + random.random((23, 64), dtype=np.float32) * 6
    rankings = rank(old, new, 5, lambda: False)
    for ranking, own, other in zip(rankings, (old, new), (new, old), strict=True):
        expected, elsewhere = plain(own), plain(other)
        for at in range(23):
            assert ranking.members[at].tolist() == [i for i, _ in expected[at][:5]]
            distances = [d for _, d in expected[at][:5]]
            np.testing.assert_allclose(ranking.squared_l2[at], distances, rtol=1e-10)
            order = [i for i, _ in elsewhere[at]]
            places = [order.index(i) + 1 for i in ranking.members[at]]
            assert ranking.other_places[at].tolist() == places


def test_equal_photos_are_at_no_distance_and_nobody_finds_itself() -> None:
    vectors = np.random.default_rng(1).random((4, 8), dtype=np.float32) * 1000
    vectors[3] = vectors[0]
    ranking, _ = rank(vectors, vectors, 10, lambda: False)
    assert ranking.members.shape == (4, 3)
    assert ranking.members[0, 0] == 3
    assert ranking.squared_l2[0, 0] == pytest.approx(0.0, abs=1e-6)
    assert all(at not in ranking.members[at] for at in range(4))


def test_it_can_be_stopped() -> None:
    vectors = np.ones((3, 2), np.float32)
    with pytest.raises(JobStopped):
        rank(vectors, vectors, 2, lambda: True)


def test_what_is_shared_is_counted_whatever_its_place() -> None:
    old = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    new = np.array([[3, 1, 2], [6, 7, 8], [1, 2, 3]])
    assert shared(old, new).tolist() == [3, 1, 0]


def test_agreement_counts_labelled_neighbours_only() -> None:
    said = [{"colour": "Red"}, {"colour": "Red"}, {"colour": "Blue"}, {}]
    old = np.array([[1, 2], [0, 3], [0, 1], [0, 1]])
    new = np.array([[1, 3], [0, 2], [3, 0], [0, 1]])
    found = agreement("colour", said, old, new)
    # Members 0, 1, 2: a half, one of one, none; then one of one, a half, none.
    assert (found.old, found.new) == (pytest.approx(0.5), pytest.approx(0.5))
    assert found.field == "colour"
    assert agreement("colour", [{}, {}], np.array([[1], [0]]), np.array([[1], [0]])).old == 0.0


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (
            [{"articleType": "Shirt", "baseColour": "Red"}, {"articleType": "Dress"}],
            ["articleType"],
        ),
        (
            [{"article_type": "a", "Base Colour": "r"}, {"article_type": "b", "Base Colour": "g"}],
            ["article_type", "Base Colour"],
        ),
        ([{"category": "All", "color": "r"}, {"category": "All", "color": "g"}], ["color"]),
        ([{"brand": "x"}, {"brand": "y"}], []),
        ([{}, {}], []),
    ],
)
def test_fields_that_name_garment_and_colour_are_found(
    said: list[dict[str, str]], fields: list[str]
) -> None:
    assert label_fields(said) == fields
