"""Photos decoded once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.labelled_sets import make_catalogue

from fashion_desktop.domain.errors import UsageError
from fashion_desktop.evaluation.labelled_photos import LabelledPhoto, PhotoSet, read_catalogue
from fashion_desktop.training.photo_cache import CachedPhotos, cached_photos

SIZE = (30, 40)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_catalogue(tmp_path / "catalogue", 2)


def _content(photos: PhotoSet, photo: LabelledPhoto) -> bytes:
    try:
        return photos.read(photo)
    except UsageError:
        return b""


def _cached(photos: PhotoSet, file: Path, size: tuple[int, int] = SIZE) -> tuple[CachedPhotos, int]:
    """Return the photos, and how many had to be decoded."""
    steps: list[int] = []
    contents = {photo.key: _content(photos, photo) for photo in photos.photos}
    found = cached_photos(photos, contents, size, file, lambda done, _total: steps.append(done))
    return found, len(steps)


def test_photos_are_decoded_once(folder: Path, tmp_path: Path) -> None:
    photos, file = read_catalogue(folder), tmp_path / "some.npz"
    first, decoded = _cached(photos, file)
    assert decoded == len(first) == len(photos) == 12
    assert first.pixels.shape == (12, 40, 30, 3)
    again, decoded = _cached(photos, file)
    assert decoded == 0
    assert np.array_equal(again.pixels, first.pixels)
    assert np.array_equal(again.background, first.background)
    assert again.labels == first.labels == tuple(photo.labels for photo in photos.photos)


def test_other_photos_or_sizes_and_damaged_files_are_decoded_anew(
    folder: Path, tmp_path: Path
) -> None:
    photos, file = read_catalogue(folder), tmp_path / "some.npz"
    _cached(photos, file)
    fewer = photos.only(lambda photo: photo is not photos.photos[0])
    assert _cached(fewer, file)[1] == 11
    assert _cached(fewer, file, (36, 48))[1] == 11
    last = folder / fewer.photos[-1].file
    last.write_bytes((folder / fewer.photos[0].file).read_bytes())
    assert _cached(fewer, file, (36, 48))[1] == 11
    assert _cached(fewer, file, (36, 48))[1] == 0
    arrays = dict(np.load(file))
    np.savez(file, allow_pickle=False, **{**arrays, "wanted": np.arange(3)})
    assert _cached(fewer, file, (36, 48))[1] == 11
    file.write_bytes(file.read_bytes()[:5000])
    assert _cached(fewer, file, (36, 48))[1] == 11
    assert _cached(fewer, file, (36, 48))[1] == 0


def test_missing_and_damaged_photos_are_left_out(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    photos, file = read_catalogue(folder), tmp_path / "some.npz"
    gone, broken = photos.photos[1], photos.photos[4]
    (folder / gone.file).unlink()
    (folder / broken.file).write_bytes(b"no photo")
    expected = tuple(p.labels for p in photos.photos if p not in {gone, broken})
    for _ in range(2):
        found, _ = _cached(photos, file)
        assert found.labels == expected
        assert len(found.pixels) == len(found.background) == 10
    assert f"{gone.file} is left out" in caplog.text
    assert f"{broken.file} is left out" in caplog.text


def test_only_the_plain_background_may_be_replaced(folder: Path, tmp_path: Path) -> None:
    found, _ = _cached(read_catalogue(folder), tmp_path / "some.npz", (60, 80))
    assert found.background[:, 0].all()
    assert not found.background[:, 35:45, 20:35].any()
