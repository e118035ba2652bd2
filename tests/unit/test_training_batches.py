"""Batches: every photo in its turn, and any step on its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from fashion_desktop.evaluation.labelled_photos import Labels
from fashion_desktop.training.batches import Batches, TrainingSet, normalised
from fashion_desktop.training.label_index import TASKS, LabelIndex
from fashion_desktop.training.photo_cache import CachedPhotos
from fashion_desktop.training.recipe import BatchMix, Phase, Recipe

RECIPE = Recipe(
    phases=(Phase(18, 24, 50), Phase(36, 48, 50)),
    mix=BatchMix(catalogue=5, second_views=2, home=3),
)


def _set(count: int, width: int, height: int, shift: int) -> TrainingSet:
    """Photos whose teacher's features say which photo it is."""
    labels = tuple(Labels(article_type="Shirts", garment="shirt") for _ in range(count))
    index = LabelIndex(dict.fromkeys(TASKS, ("Shirts", "shirt")))
    pixels = np.full((count, height, width, 3), 128, np.uint8)
    photos = CachedPhotos(pixels, np.zeros(pixels.shape[:3], np.bool_), labels)
    numbers = {task: np.arange(count) + shift for task in TASKS}
    assert index.numbers(labels)["garment"].tolist() == [1] * count
    teacher = (np.arange(count)[:, None] + shift).astype(np.float16)
    return TrainingSet(photos, numbers, teacher)


@pytest.fixture
def batches() -> Batches:
    return Batches(RECIPE, _set(20, 60, 80, 0), _set(9, 144, 192, 100))


def test_a_batch_has_its_parts_in_order(batches: Batches) -> None:
    batch = batches.make(0)
    assert batch.photos.shape == (10, 3, 24, 18)
    assert batches.make(5).photos.shape == (10, 3, 48, 36)
    numbers = batch.numbers["colour"]
    assert (numbers[:5] < 20).all()
    assert (numbers[5:8] >= 100).all()
    assert numbers[8:].tolist() == numbers[:2].tolist()
    assert torch.equal(batch.teacher[:, 0].long(), numbers)


def test_second_views_look_different(batches: Batches) -> None:
    batch = batches.make(1)
    assert not torch.equal(batch.photos[8], batch.photos[0])


def test_the_recipe_says_how_much_photos_from_home_are_changed(batches: Batches) -> None:
    glaring = replace(RECIPE, home=replace(RECIPE.home, brightness=(8, 8), erased=0))
    batch = Batches(glaring, _set(20, 60, 80, 0), _set(9, 144, 192, 100)).make(0)
    white = normalised(torch.ones(3, 3, 24, 18))
    assert torch.equal(batch.photos[5:8], white)
    assert torch.equal(batch.photos[:5], batches.make(0).photos[:5])


def test_each_photo_comes_once_before_any_comes_again(batches: Batches) -> None:
    seen = [int(n) for step in range(8) for n in batches.make(step).numbers["colour"][:5]]
    assert sorted(seen[:20]) == sorted(seen[20:]) == list(range(20))
    assert seen[:20] != seen[20:]


def test_going_on_gives_the_same_batches(batches: Batches) -> None:
    from_the_start = list(batches.from_step(0))
    later = list(batches.from_step(7))
    assert len(from_the_start) == RECIPE.steps
    assert len(later) == RECIPE.steps - 7
    for one, other in zip(from_the_start[7:], later, strict=True):
        assert torch.equal(one.photos, other.photos)
        assert torch.equal(one.teacher, other.teacher)


def test_several_makers_give_the_same_batches(batches: Batches) -> None:
    threads = torch.get_num_threads()
    together = Batches(RECIPE, _set(20, 60, 80, 0), _set(9, 144, 192, 100), makers=3)
    for one, other in zip(batches.from_step(0), together.from_step(0), strict=True):
        assert torch.equal(one.photos, other.photos)
        assert torch.equal(one.numbers["colour"], other.numbers["colour"])
    assert torch.get_num_threads() == threads  # makers take one each, the training keeps its own


def test_a_digest_tells_photos_labels_and_features_apart() -> None:
    one = _set(4, 6, 8, 0)
    assert one.digest() == _set(4, 6, 8, 0).digest()
    brighter = replace(one.photos, pixels=one.photos.pixels + 1)
    others = [
        replace(one, photos=brighter),
        replace(one, teacher=one.teacher + 1),
        replace(one, numbers={**one.numbers, "colour": one.numbers["colour"] + 1}),
        _set(4, 8, 6, 0),
    ]
    assert len({one.digest(), *(other.digest() for other in others)}) == 5


def test_normalisation_is_that_of_the_weights() -> None:
    white = normalised(torch.ones(1, 3, 1, 1)).flatten()
    expected = [(1 - 0.485) / 0.229, (1 - 0.456) / 0.224, (1 - 0.406) / 0.225]
    assert white.tolist() == pytest.approx(expected)
