"""precision@1, precision@10, mAP@10 and their highest possible values."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from fashion_desktop.evaluation.labelled_photos import Labels
from fashion_desktop.evaluation.metrics import (
    ASPECTS,
    DEPTH,
    Figures,
    Measured,
    found_first,
    garment,
    judge,
    measured,
    unique_keys,
)
from fashion_desktop.evaluation.neighbours import nearest


def on_a_line(*places: float) -> np.ndarray:
    return np.array(places, dtype=np.float32)[:, None]


def types(*names: str) -> list[Labels]:
    return [Labels(article_type=name) for name in names]


def quality(
    features: np.ndarray, labels: Sequence[Labels], keys: Sequence[str] = ()
) -> dict[str, Measured]:
    """What photos find among each other; without keys, they all differ."""
    keys = keys or unique_keys(len(labels))
    neighbours = nearest(features, features, DEPTH, keys, keys)
    return {
        name: measured(judge(neighbours, labels, labels, aspect, keys, keys))
        for name, aspect in (*ASPECTS.items(), ("garment", garment))
    }


def test_hand_computed_values() -> None:
    # Answers: 0 → 1 2 3 (A, B, A), 1 → 0 2 3, 2 → 1 3 0 or so (all A), 3 → 2 1 0.
    found = quality(on_a_line(0, 1, 2.5, 4.5), types("A", "A", "B", "A"))["article_type"]
    # P@1: 0 and 1 find each other, 2 has no match at all, 3 finds 2 first.
    assert found.queries == 4
    assert found.reached.precision_1 == pytest.approx(2 / 4)
    # Every A has both other A's among its three answers.
    assert found.reached.precision_10 == pytest.approx(3 * 0.2 / 4)
    # AP of 0 and 1: (1/1 + 2/3) / 2; of 3: (1/2 + 2/3) / 2; of 2: 0.
    assert found.reached.map_10 == pytest.approx((2 * (5 / 6) + 7 / 12) / 4)
    assert found.reached.hit_10 == pytest.approx(3 / 4)
    assert found.possible == Figures(
        precision_1=0.75, precision_10=pytest.approx(3 * 0.2 / 4), map_10=0.75, hit_10=0.75
    )


def test_unknown_labels_are_no_queries_and_no_matches_but_take_places() -> None:
    found = quality(on_a_line(0, 1, 2, 3), types("A", "", "", "A"))["article_type"]
    assert found.queries == 2
    # Two unknown ones are nearer than the match.
    assert found.reached.precision_1 == 0
    assert found.reached.precision_10 == pytest.approx(0.1)
    assert found.reached.map_10 == pytest.approx(1 / 3)
    assert found.possible.precision_1 == 1


def test_type_and_colour_need_both_to_be_known_and_equal() -> None:
    labels = [
        Labels(article_type="A", colour="Red"),
        Labels(article_type="A", colour="Blue"),
        Labels(article_type="A", colour="Red"),
        Labels(article_type="A"),
    ]
    found = quality(on_a_line(0, 1, 2, 3), labels)
    assert found["article_type"].queries == 4
    assert found["colour"].queries == 3
    both = found["type_and_colour"]
    assert both.queries == 3
    assert both.reached.precision_1 == 0
    assert both.reached.hit_10 == pytest.approx(2 / 3)


def test_without_any_known_label_all_is_zero() -> None:
    found = quality(on_a_line(0, 1), [Labels(), Labels()])["usage"]
    assert (found.queries, found.reached) == (0, Figures(0, 0, 0, 0))


def test_photos_of_one_key_neither_find_each_other_nor_count_as_possible() -> None:
    found = quality(on_a_line(0, 0, 5), types("A", "A", "A"), ["1", "1", "2"])["article_type"]
    # 0 and 1 are one product: each finds only 2; 2 finds both.
    assert found.reached.precision_10 == pytest.approx((0.1 + 0.1 + 0.2) / 3)
    assert found.possible == found.reached


def test_equals_a_brute_force_loop() -> None:
    chance = random.Random(8)
    places = np.random.default_rng(8).normal(size=(70, 6)).astype(np.float32)
    labels = [
        Labels(article_type=chance.choice(["", "A", "B", "C"]), colour=chance.choice("xyz"))
        for _ in range(70)
    ]
    found = quality(places, labels)
    for name, aspect in ASPECTS.items():
        values = [aspect(of) for of in labels]
        p1, p10, ap, most = [], [], [], []
        for row, value in enumerate(values):
            if not value:
                continue
            distances = ((places.astype(float) - places[row].astype(float)) ** 2).sum(axis=1)
            order = sorted((d, n) for n, d in enumerate(distances) if n != row)[:DEPTH]
            right = [values[n] == value for _, n in order]
            relevant = values.count(value) - 1
            p1.append(float(right[0]))
            p10.append(sum(right) / 10)
            precisions = [sum(right[: i + 1]) / (i + 1) for i in range(10) if right[i]]
            ap.append(sum(precisions) / min(relevant, 10) if relevant else 0.0)
            most.append(min(relevant, 10) / 10)
        if not p1:
            assert found[name].queries == 0
            continue
        reached = found[name].reached
        assert reached.precision_1 == pytest.approx(np.mean(p1))
        assert reached.precision_10 == pytest.approx(np.mean(p10))
        assert reached.map_10 == pytest.approx(np.mean(ap))
        assert found[name].possible.precision_10 == pytest.approx(np.mean(most))


def test_a_perfect_order_reaches_what_is_possible() -> None:
    labels = types(*"AAAABBC" * 4)
    places = on_a_line(*({"A": 0, "B": 100, "C": 200}[of.article_type] for of in labels))
    found = quality(places, labels)["article_type"]
    assert found.reached == found.possible
    assert found.possible.precision_10 < 1


def test_home_photos_among_themselves_go_by_garment() -> None:
    labels = [Labels(garment=name) for name in ("hat", "hat", "dress")]
    found = quality(on_a_line(0, 1, 9), labels)["garment"]
    assert found.queries == 3
    assert found.reached.precision_1 == pytest.approx(2 / 3)


def test_home_photos_against_a_catalogue() -> None:
    wanted = [Labels(garment="hat"), Labels(garment="dress")]
    offered = [Labels(garment=name) for name in ("", "hat", "hat", "skirt")]
    neighbours = nearest(on_a_line(0, 10), on_a_line(0.5, 1, 9, 20), DEPTH)
    found = measured(judge(neighbours, wanted, offered, garment))
    assert found.queries == 2
    assert found.reached.precision_1 == 0
    assert found.reached.hit_10 == pytest.approx(1 / 2)
    assert found.reached.precision_10 == pytest.approx((2 + 0) / 20)
    assert found.possible.hit_10 == pytest.approx(1 / 2)


def test_places_without_an_answer_are_no_matches() -> None:
    labels = types("A", "A")
    neighbours = nearest(on_a_line(0, 1), on_a_line(0, 1), DEPTH, ["0", "1"], ["0", "1"])
    judged = judge(neighbours, labels, labels, ASPECTS["article_type"], ["0", "1"], ["0", "1"])
    assert judged.matches.sum(axis=1).tolist() == [1, 1]
    assert judged.available.tolist() == [1, 1]


def test_a_changed_photo_finds_its_own_product_first_also_beside_an_equal_one() -> None:
    gallery = on_a_line(0, 10, 10, 20)
    assert found_first(on_a_line(1, 9, 21), [0, 2, 3], gallery) == 1
    assert found_first(on_a_line(6, 1), [0, 0], gallery) == pytest.approx(0.5)
    assert found_first(np.empty((0, 1), dtype=np.float32), [], gallery) == 0
