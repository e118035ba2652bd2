"""One pass over photos."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageOps
from support.labelled_sets import make_catalogue

from fashion_desktop.evaluation import feature_pass
from fashion_desktop.evaluation.changes import NamedChange
from fashion_desktop.evaluation.feature_pass import UNCHANGED, look_at
from fashion_desktop.evaluation.labelled_photos import PhotoSet, read_catalogue


class Mean:
    """The mean colour, times a factor."""

    dimension = 3
    about = "as it is"

    def __init__(self, name: str, factor: float) -> None:
        self.name, self._factor = name, factor

    def features(self, images: Sequence[Image.Image]) -> npt.NDArray[np.float32]:
        means = [np.asarray(image).mean(axis=(0, 1)) * self._factor for image in images]
        return np.array(means, dtype=np.float32)

    def close(self) -> None:
        """Nothing to free."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_catalogue(tmp_path / "catalogue", 2)


@pytest.fixture
def photos(folder: Path) -> PhotoSet:
    return read_catalogue(folder)


def test_every_contender_sees_every_photo_once_decoded(
    photos: PhotoSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_pass, "BATCH_SIZE", 5)
    reported: list[tuple[int, int, str]] = []
    looked = look_at(
        photos, [Mean("a", 1), Mean("b", 2)], lambda *args: reported.append(args), "Looking"
    )
    seen = looked.seen[UNCHANGED.name]
    assert seen.photos == photos.photos
    assert seen.keys == [photo.key for photo in photos.photos]
    expected = Mean("", 1).features([photos.open(photo) for photo in photos.photos])
    assert np.array_equal(seen.features["a"], expected)
    assert np.array_equal(seen.features["b"], expected * 2)
    assert reported[-1] == (12, 12, "Looking")
    assert [done for done, _, _ in reported] == sorted(done for done, _, _ in reported)


def test_large_photos_are_held_a_few_at_a_time(
    photos: PhotoSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []

    class Counting(Mean):
        def features(self, images: Sequence[Image.Image]) -> npt.NDArray[np.float32]:
            held.append(len(images))
            return super().features(images)

    whole = look_at(photos, [Counting("a", 1)], lambda *_: None, "Looking").seen[UNCHANGED.name]
    assert held == [12]
    monkeypatch.setattr(feature_pass, "BATCH_PIXELS", 60 * 80 * 4 + 1)
    parts = look_at(photos, [Counting("a", 1)], lambda *_: None, "Looking").seen[UNCHANGED.name]
    assert held[1:] == [5, 5, 2]
    assert parts.photos == whole.photos
    assert np.array_equal(parts.features["a"], whole.features["a"])


def test_photos_that_cannot_be_read_are_left_out(folder: Path, photos: PhotoSet) -> None:
    gone, broken = photos.photos[1], photos.photos[4]
    (folder / gone.file).unlink()
    (folder / broken.file).write_bytes(b"no photo")
    looked = look_at(photos, [Mean("a", 1)], lambda *_: None, "Looking")
    assert set(looked.failed) == {gone.file, broken.file}
    seen = looked.seen[UNCHANGED.name]
    assert len(seen.features["a"]) == len(seen.photos) == 10
    assert not {gone.key, broken.key} & set(seen.keys)


def test_each_change_has_its_own_photos(photos: PhotoSet) -> None:
    first = photos.photos[0]
    red = np.asarray(photos.open(first)).tobytes()
    changes = [
        NamedChange("negative", "Negative", "", ImageOps.invert),
        NamedChange("rare", "Rare", "", lambda im: im if im.tobytes() == red else None),
        NamedChange("never", "Never", "", lambda _: None),
    ]
    seen = look_at(photos, [Mean("a", 1)], lambda *_: None, "Looking", changes).seen
    assert len(seen["negative"].photos) == 12
    assert seen["rare"].photos == (first,)
    assert seen["never"].photos == ()
    assert seen["never"].features["a"].shape == (0, 3)
    total = seen["negative"].features["a"][0] + seen["rare"].features["a"][0]
    assert total.tolist() == pytest.approx([255.0] * 3, rel=1e-5)
