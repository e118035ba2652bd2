"""Which photos are measured."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.labelled_sets import make_catalogue

from fashion_desktop.domain.errors import UsageError
from fashion_desktop.evaluation.labelled_photos import PhotoSet, read_catalogue
from fashion_desktop.evaluation.selection import Part, of_part, sample


@pytest.fixture
def photos(tmp_path: Path) -> PhotoSet:
    return read_catalogue(make_catalogue(tmp_path / "catalogue", 5))


def test_the_parts(photos: PhotoSet) -> None:
    assert len(of_part(photos, Part.HELD_OUT, "it")) == len(photos) == 30
    assert len(of_part(photos, Part.ALL, "it")) == 30
    with pytest.raises(UsageError, match=r"Of catalogue\.zip no photo belongs to the part “train”"):
        of_part(photos, Part.TRAIN, "catalogue.zip")


def test_a_sample_is_always_the_same_and_keeps_the_order(photos: PhotoSet) -> None:
    few = [photo.key for photo in sample(photos, 8).photos]
    assert few == [photo.key for photo in sample(photos, 8).photos]
    assert few == [photo.key for photo in photos.photos if photo.key in few]
    assert len(few) == 8
    # A smaller sample is part of a larger one.
    assert set(few) < {photo.key for photo in sample(photos, 12).photos}
    assert sample(photos, None) is photos
    assert len(sample(photos, 1000)) == 30
