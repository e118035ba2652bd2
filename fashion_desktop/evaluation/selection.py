"""Which photos of a set are measured."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from fashion_desktop.domain.errors import UsageError
from fashion_desktop.evaluation.labelled_photos import LabelledPhoto, PhotoSet
from fashion_desktop.evaluation.split import is_held_out


class Part(StrEnum):
    """A part of a set, by whether training saw its photos."""

    HELD_OUT = "held-out"
    TRAIN = "train"
    ALL = "all"


def of_part(photos: PhotoSet, part: Part, what: str) -> PhotoSet:
    """Return a part of a set.

    Args:
        what: the set, for people.

    Raises:
        UsageError: the part is empty.
    """
    chosen = photos.only(lambda photo: _belongs_to(photo, part))
    if not len(chosen):
        raise UsageError(
            f"Of {what} no photo belongs to the part “{part}”. Choose another one with --part."
        )
    return chosen


def sample(photos: PhotoSet, limit: int | None) -> PhotoSet:
    """Return at most ``limit`` photos, always the same ones, in their order."""
    if limit is None or len(photos) <= limit:
        return photos
    chosen = set(sorted((photo.key for photo in photos.photos), key=_lot)[:limit])
    return photos.only(lambda photo: photo.key in chosen)


def _belongs_to(photo: LabelledPhoto, part: Part) -> bool:
    return part is Part.ALL or is_held_out(photo.key) == (part is Part.HELD_OUT)


def _lot(key: str) -> bytes:
    # Other digits than those of the split, which would be alike in all of one part.
    return hashlib.sha256(f"sample {key}".encode()).digest()
