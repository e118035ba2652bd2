"""One pass over photos: each is decoded once and shown to every contender."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.evaluation.changes import NamedChange
from fashion_desktop.evaluation.contenders import Contender
from fashion_desktop.evaluation.labelled_photos import LabelledPhoto, Labels, PhotoSet
from fashion_desktop.evaluation.neighbours import Features

BATCH_SIZE = 64
BATCH_PIXELS = 32_000_000
"""A batch is closed early when its photos have this many, 96 MB: phones take large photos."""
UNCHANGED = NamedChange("unchanged", "Unchanged", "as it is", lambda image: image)

Progress = Callable[[int, int, str], None]
"""Called with photos done, photos in all, and what is being done."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Photos, changed in one way, and what every contender makes of them.

    Attributes:
        photos: those that could be read and changed.
        features: by contender's name, each of shape (photos, dimension).
    """

    photos: tuple[LabelledPhoto, ...]
    features: dict[str, Features]

    @property
    def keys(self) -> list[str]:
        """Return the key of each photo."""
        return [photo.key for photo in self.photos]

    @property
    def labels(self) -> list[Labels]:
        """Return the labels of each photo."""
        return [photo.labels for photo in self.photos]


@dataclass(frozen=True, slots=True)
class Looked:
    """What one pass found.

    Attributes:
        seen: by the change's name.
        failed: file → why it cannot be used.
    """

    seen: dict[str, Seen]
    failed: dict[str, str]


@dataclass(slots=True)
class _Collected:
    photos: list[LabelledPhoto] = field(default_factory=list)
    parts: dict[str, list[Features]] = field(default_factory=lambda: defaultdict(list))


def look_at(
    photos: PhotoSet,
    contenders: Sequence[Contender],
    progress: Progress,
    work: str,
    changes: Sequence[NamedChange] = (UNCHANGED,),
) -> Looked:
    """Return the features of all photos, by change and contender.

    A photo that cannot be read is left out, and said so in the answer.

    Args:
        work: what is being done, for people.
    """
    failed: dict[str, str] = {}
    collected = {change.name: _Collected() for change in changes}
    done = 0
    for opened, tried in _batches(photos, failed):
        for change in changes:
            changed = [(photo, change.apply(image)) for photo, image in opened]
            images = [image for _, image in changed if image is not None]
            if not images:
                continue
            into = collected[change.name]
            into.photos += [photo for photo, image in changed if image is not None]
            for contender in contenders:
                into.parts[contender.name].append(contender.features(images))
                progress(done, len(photos), f"{work} with {contender.name}")
        done += tried
        progress(done, len(photos), work)
    return Looked(
        {name: _together(of_change, contenders) for name, of_change in collected.items()}, failed
    )


def _together(collected: _Collected, contenders: Sequence[Contender]) -> Seen:
    features = {
        contender.name: np.concatenate(
            collected.parts[contender.name] or [np.empty((0, contender.dimension), np.float32)]
        )
        for contender in contenders
    }
    return Seen(tuple(collected.photos), features)


def _batches(
    photos: PhotoSet, failed: dict[str, str]
) -> Iterator[tuple[list[tuple[LabelledPhoto, Image.Image]], int]]:
    """Yield photos that could be opened, and how many were tried for them."""
    opened: list[tuple[LabelledPhoto, Image.Image]] = []
    tried = pixels = 0
    for photo in photos.photos:
        tried += 1
        try:
            image = photos.open(photo)
        except FashionDesktopError as error:
            failed[photo.file] = str(error)
            continue
        opened.append((photo, image))
        pixels += image.width * image.height
        if len(opened) == BATCH_SIZE or pixels >= BATCH_PIXELS:
            yield opened, tried
            opened, tried, pixels = [], 0, 0
    if tried:
        yield opened, tried
