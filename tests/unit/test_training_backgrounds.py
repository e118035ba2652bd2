"""Backgrounds: many kinds, none of them with a garment in it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from fashion_desktop.training.backgrounds import Backgrounds

HEIGHT, WIDTH = 80, 60


@pytest.fixture
def scenes() -> npt.NDArray[np.uint8]:
    """Bluish rooms with something pure green in their middle."""
    rooms = np.random.default_rng(5).integers(100, 120, (4, 192, 144, 3)).astype(np.uint8)
    rooms[..., 2] += 100
    rooms[:, 60:132, 45:99] = (0, 255, 0)
    return rooms


def _pictures(seed: int, scenes: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    backgrounds = Backgrounds(np.random.default_rng(seed), scenes)
    return np.stack([backgrounds.picture(HEIGHT, WIDTH) for _ in range(200)])


def test_a_seed_decides_everything(scenes: npt.NDArray[np.uint8]) -> None:
    pictures = _pictures(1, scenes)
    assert pictures.shape == (200, HEIGHT, WIDTH, 3)
    assert pictures.dtype == np.float32
    assert pictures.min() >= 0
    assert pictures.max() <= 255
    assert np.array_equal(pictures, _pictures(1, scenes))
    assert not np.array_equal(pictures, _pictures(2, scenes))


def test_there_are_plain_and_rough_ones_of_many_colours(scenes: npt.NDArray[np.uint8]) -> None:
    pictures = _pictures(3, scenes)
    roughness = pictures.std(axis=(1, 2)).max(axis=1)
    assert 0.2 < (roughness < 0.01).mean() < 0.45
    assert (roughness > 8).mean() > 0.3
    lightness = pictures.mean(axis=(1, 2, 3))
    assert np.percentile(lightness, 5) < 100
    assert np.percentile(lightness, 95) > 190


def test_what_stands_in_the_middle_of_a_scene_is_left_out(scenes: npt.NDArray[np.uint8]) -> None:
    pictures = _pictures(4, scenes)
    greenest = (pictures[..., 1] - pictures[..., [0, 2]].max(axis=3)).max(axis=(1, 2))
    assert greenest.max() < 200
    of_rooms = (pictures[..., :2] > 99).all(axis=(1, 2, 3)) & (pictures[..., 2] > 199).all(
        axis=(1, 2)
    )
    assert of_rooms.sum() > 10
