"""Changed photos: the same for the same seed, and still the same thing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from fashion_desktop.training.augment import HOME, HOME_VARIED, MILD, STRONG, Augmenter, Strength
from fashion_desktop.training.backgrounds import Backgrounds

HEIGHT, WIDTH = 80, 60
STILL = Strength(
    turn_degrees=0,
    turned=0,
    zoom=(1, 1),
    shift=0,
    brightness=(1, 1),
    contrast=(1, 1),
    tint=0,
    jpeg=0,
    blur=0,
    background=0,
    erased=0,
)
"""Changes nothing but the size, and which side is left."""


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
    seed: int,
    photos: npt.NDArray[np.uint8],
    scenes: npt.NDArray[np.uint8],
    *,
    plain: bool,
    strength: Strength = STRONG,
) -> npt.NDArray[np.float32]:
    background = (photos == 255).all(axis=3) & plain
    rng = np.random.default_rng(seed)
    backgrounds = Backgrounds(rng, scenes)
    views = Augmenter(rng, 36, 48).views(photos, background, backgrounds, strength)
    found: npt.NDArray[np.float32] = views.numpy()
    return found


@pytest.mark.parametrize("strength", [MILD, STRONG, HOME, HOME_VARIED])
def test_views_have_the_asked_size_and_range(
    photos: npt.NDArray[np.uint8], scenes: npt.NDArray[np.uint8], strength: Strength
) -> None:
    views = _views(1, photos, scenes, plain=True, strength=strength)
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


def _replaced(
    photos: npt.NDArray[np.uint8], scenes: npt.NDArray[np.uint8], *, plain: bool
) -> npt.NDArray[np.bool_]:
    """Tell for each photo whether the corner of its view is no longer white."""
    views = _views(4, photos, scenes, plain=plain, strength=replace(STILL, background=0.7))
    darkest: npt.NDArray[np.float32] = views[:, :, :3, :3].reshape(len(views), -1).min(axis=1)
    return darkest < 0.99


def test_only_plain_backgrounds_are_replaced(
    photos: npt.NDArray[np.uint8], scenes: npt.NDArray[np.uint8]
) -> None:
    assert not _replaced(photos, scenes, plain=False).any()
    assert 0.5 < _replaced(photos, scenes, plain=True).mean() < 0.9


def test_a_new_background_leaves_the_product_as_it_is(
    photos: npt.NDArray[np.uint8], scenes: npt.NDArray[np.uint8]
) -> None:
    views = _views(5, photos, scenes, plain=True, strength=replace(STILL, background=1))
    product = views[:, :, 16:32, 12:24] * 255
    assert np.abs(product - np.array([200, 30, 40]).reshape(1, 3, 1, 1)).max() < 1


def test_brightness_goes_up_to_white(
    photos: npt.NDArray[np.uint8], scenes: npt.NDArray[np.uint8]
) -> None:
    lit = _views(6, photos, scenes, plain=False, strength=replace(STILL, brightness=(1.6, 1.6)))
    red, green, _ = lit[0, :, 24, 18]
    assert red == 1  # 200 of 255 times 1.6 is cut off
    assert green == pytest.approx(30 * 1.6 / 255)


def test_large_photos_shrink_without_moire(scenes: npt.NDArray[np.uint8]) -> None:
    rows, columns = np.indices((192, 144))
    checks = np.where((rows // 2 + columns // 2) % 2, 255, 0).astype(np.uint8)
    photos = np.repeat(checks[None, :, :, None], 3, axis=3)
    # Single samples, not means of several, would be black or white.
    view = _views(7, photos, scenes, plain=False, strength=STILL)[0]
    assert view[:, 2:-2, 2:-2] == pytest.approx(0.5, abs=0.2)
    assert view.std() < 0.1
