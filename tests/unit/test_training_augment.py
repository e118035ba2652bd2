"""Changed photos: the same for the same seed, and still the same thing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from fashion_desktop.training.augment import Augmenter

HEIGHT, WIDTH = 80, 60


@pytest.fixture
def photos() -> npt.NDArray[np.uint8]:
    """Red squares before white, 64 times."""
    pixels = np.full((64, HEIGHT, WIDTH, 3), 255, np.uint8)
    pixels[:, 20:60, 15:45] = (200, 30, 40)
    return pixels


@pytest.fixture
def scenes() -> npt.NDArray[np.uint8]:
    return np.random.default_rng(5).integers(0, 256, (4, 192, 144, 3)).astype(np.uint8)


def _views(
    seed: int, photos: npt.NDArray[np.uint8], scenes: npt.NDArray[np.uint8], *, plain: bool
) -> npt.NDArray[np.float32]:
    background = (photos == 255).all(axis=3) & plain
    views = Augmenter(np.random.default_rng(seed), 36, 48).views(photos, background, scenes)
    found: npt.NDArray[np.float32] = views.numpy()
    return found


def test_views_have_the_asked_size_and_range(
    photos: npt.NDArray[np.uint8], scenes: npt.NDArray[np.uint8]
) -> None:
    views = _views(1, photos, scenes, plain=True)
    assert views.shape == (64, 3, 48, 36)
    assert views.dtype == np.float32
    assert views.min() >= 0
    assert views.max() <= 1


def test_a_seed_decides_everything(
    photos: npt.NDArray[np.uint8], scenes: npt.NDArray[np.uint8]
) -> None:
    before = photos.copy()
    first = _views(1, photos, scenes, plain=True)
    assert np.array_equal(first, _views(1, photos, scenes, plain=True))
    assert not np.array_equal(first, _views(2, photos, scenes, plain=True))
    assert np.array_equal(photos, before)


def test_no_two_views_are_alike_and_colours_keep_their_names(
    photos: npt.NDArray[np.uint8], scenes: npt.NDArray[np.uint8]
) -> None:
    views = _views(3, photos, scenes, plain=False)
    assert len({view.tobytes() for view in views}) == len(views)
    red, green, blue = np.median(views[:, :, 20:28, 14:22], axis=(2, 3)).T
    still_red = (red > 1.8 * green) & (red > 1.8 * blue)
    assert still_red.mean() > 0.9  # the rest has a patch over its middle


def test_only_plain_backgrounds_are_replaced(
    photos: npt.NDArray[np.uint8], scenes: npt.NDArray[np.uint8]
) -> None:
    def greyness_of_corners(views: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        corners = views[:, :, :3, :3]
        spread: npt.NDArray[np.float32] = corners.reshape(len(views), 3, 9).mean(axis=2)
        return spread.max(axis=1) - spread.min(axis=1)

    kept = greyness_of_corners(_views(4, photos, scenes, plain=False))
    replaced = greyness_of_corners(_views(4, photos, scenes, plain=True))
    assert (kept < 0.12).mean() > 0.9
    assert (replaced > 0.12).mean() > 0.1
