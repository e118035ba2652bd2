"""From labelled photos to what a training reads: pixels, label numbers, teacher features."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fashion_desktop.domain.errors import UsageError
from fashion_desktop.evaluation.labelled_photos import PhotoSet
from fashion_desktop.evaluation.split import is_held_out
from fashion_desktop.training.batches import TrainingSet
from fashion_desktop.training.label_index import LabelIndex
from fashion_desktop.training.photo_cache import CATALOGUE_SIZE, HOME_SIZE, cached_photos
from fashion_desktop.training.teacher import TeacherInput, teacher_features

logger = logging.getLogger(__name__)

_TEACHER_CATALOGUE = (132, 176)
_TEACHER_HOME = (168, 224)
"""Width and height for the teacher; small catalogue photos gain nothing from more."""
_LOG_EVERY = 2000


@dataclass(frozen=True, slots=True)
class TrainingData:
    """All that a training reads. The held-out photos are not in it."""

    index: LabelIndex
    catalogue: TrainingSet
    home: TrainingSet

    def digest(self) -> str:
        """Return what tells these labels, photos and features from any others."""
        return f"{self.index.names} {self.catalogue.digest()} {self.home.digest()}"


def prepared(catalogue: PhotoSet, home: PhotoSet, cache: Path) -> TrainingData:
    """Decode the photos that may be trained on and compute the teacher's features of them.

    Args:
        catalogue, home: whole sets; the held-out tenth, and the very same photos under other
            ids, are taken out here.
        cache: a folder that keeps the results for the next time.

    Raises:
        UsageError: one of the sets has no photo to train on.
        FashionDesktopError: the teacher's packages are not installed, or ``cache`` cannot be
            written.
    """
    cache.mkdir(parents=True, exist_ok=True)
    contents, home_contents = _contents(catalogue), _contents(home)
    seen, seen_home = _trainable(catalogue, contents), _trainable(home, home_contents)
    products = cached_photos(
        seen,
        contents,
        CATALOGUE_SIZE,
        cache / "catalogue.npz",
        _logged("catalogue photos decoded"),
    )
    garments = cached_photos(
        seen_home, home_contents, HOME_SIZE, cache / "home.npz", _logged("home photos decoded")
    )
    for photos, what in ((products, "the catalogue"), (garments, "the photos from home")):
        if not len(photos):
            raise UsageError(
                f"No photo of {what} can be trained on: all are held out, missing or damaged. "
                "Choose a larger set."
            )
    of_products, of_garments = teacher_features(
        [
            TeacherInput(products.pixels, *_TEACHER_CATALOGUE),
            TeacherInput(garments.pixels, *_TEACHER_HOME),
        ],
        cache / "teacher.npz",
        _logged("photos seen by the teacher"),
    )
    index = LabelIndex.of(products.labels + garments.labels)
    return TrainingData(
        index,
        TrainingSet(products, index.numbers(products.labels), of_products),
        TrainingSet(garments, index.numbers(garments.labels), of_garments),
    )


def _contents(photos: PhotoSet) -> dict[str, bytes]:
    """Return a digest of each photo's file, by its key, where it can be read."""
    contents = {}
    for photo in photos.photos:
        try:
            contents[photo.key] = hashlib.sha256(photos.read(photo)).digest()
        except UsageError:
            continue  # said in the log when it is to be decoded
    return contents


def _trainable(photos: PhotoSet, contents: Mapping[str, bytes]) -> PhotoSet:
    """Return the photos that are not held out, and whose files are no copies of held-out ones."""
    kept_back = {content for key, content in contents.items() if is_held_out(key)}
    seen = photos.only(lambda photo: not is_held_out(photo.key))
    original = seen.only(lambda photo: contents.get(photo.key) not in kept_back)
    if len(original) < len(seen):
        logger.info("%d copies of held-out photos are left out", len(seen) - len(original))
    return original


def _logged(what: str) -> Callable[[int, int], None]:
    logged = 0

    def progress(done: int, total: int) -> None:
        nonlocal logged
        if done - logged >= _LOG_EVERY or done == total:
            logged = done
            logger.info("%d of %d %s", done, total, what)

    return progress
