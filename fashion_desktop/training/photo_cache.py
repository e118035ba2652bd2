"""Photos decoded once, as arrays that a training reads thousands of times."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.weights import Fit, Preprocessing
from fashion_desktop.embedding.preprocess import prepare
from fashion_desktop.evaluation.background import background_mask, frame_share
from fashion_desktop.evaluation.labelled_photos import LabelledPhoto, Labels, PhotoSet
from fashion_desktop.training.array_cache import store_arrays, stored_arrays

logger = logging.getLogger(__name__)

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

CATALOGUE_SIZE = (60, 80)
"""Width and height: what the catalogue's photos have; more would be made up."""
HOME_SIZE = (144, 192)
"""Larger than the network's input, so that a cut-out is still sharp."""

_TOLERANCE = 14  # narrower than for judging: what is replaced must not be garment
_LEAST_BACKGROUND = 0.1  # share of the photo
_LEAST_FRAME = 0.6  # share of the frame


@dataclass(frozen=True, slots=True)
class CachedPhotos:
    """Photos of one set, padded to 3:4.

    Attributes:
        pixels: (n, height, width, 3), RGB.
        background: (n, height, width), True where a plain background can be replaced.
        labels: one for each photo.
    """

    pixels: Pixels
    background: Mask
    labels: tuple[Labels, ...]

    def __len__(self) -> int:
        return len(self.labels)


def cached_photos(
    photos: PhotoSet,
    contents: Mapping[str, bytes],
    size: tuple[int, int],
    file: Path,
    progress: Callable[[int, int], None],
) -> CachedPhotos:
    """Decode photos, or read them back from ``file`` where they were decoded before.

    Photos that are missing or cannot be decoded are left out, with a line in the log.

    Args:
        photos: what to decode.
        contents: a digest of each photo's file by its key, where the file can be read.
        size: (width, height) of the arrays.
        file: an ``.npz`` file; made if it is missing or damaged, or holds other photos,
            another size, or backgrounds found in another way.
        progress: called with how many are done, of how many.

    Raises:
        FashionDesktopError: ``file`` cannot be written.
    """
    wanted = _digest(photos, contents, size)
    stored = stored_arrays(file, "wanted", "kept", "pixels", "background")
    if stored is not None and np.array_equal(stored[0], wanted):
        return _with_labels(photos, *stored[1:])
    fit = Preprocessing(*size, Fit.PAD)

    def decoded(photo: LabelledPhoto) -> tuple[Pixels, Mask] | None:
        try:
            pixels = prepare(photos.open(photo), fit)
            return pixels, _plain_background(pixels)
        except FashionDesktopError as error:
            logger.warning("%s is left out: %s", photo.file, error)
            return None

    pixels = np.empty((len(photos), size[1], size[0], 3), np.uint8)
    background = np.empty(pixels.shape[:3], np.bool_)
    kept: list[int] = []
    with ThreadPoolExecutor() as pool:
        for position, one in enumerate(pool.map(decoded, photos.photos)):
            if one is not None:
                pixels[len(kept)], background[len(kept)] = one
                kept.append(position)
            progress(position + 1, len(photos))
    pixels, background = pixels[: len(kept)], background[: len(kept)]
    rows = np.array(kept, np.int64)
    store_arrays(file, wanted=wanted, kept=rows, pixels=pixels, background=background)
    return _with_labels(photos, rows, pixels, background)


def _digest(photos: PhotoSet, contents: Mapping[str, bytes], size: tuple[int, int]) -> str:
    """Return what the arrays depend on, in short."""
    digest = hashlib.sha256(f"{size} {_TOLERANCE} {_LEAST_BACKGROUND} {_LEAST_FRAME}".encode())
    for photo in photos.photos:
        digest.update(f"\n{photo.key} ".encode())
        digest.update(contents.get(photo.key, b""))
    return digest.hexdigest()


def _plain_background(pixels: Pixels) -> Mask:
    """Return where another background may be put: nowhere if there is no plain one."""
    mask = background_mask(Image.fromarray(pixels), _TOLERANCE)
    if mask.mean() < _LEAST_BACKGROUND or frame_share(mask) < _LEAST_FRAME:
        mask[:] = False
    return mask


def _with_labels(
    photos: PhotoSet,
    kept: npt.NDArray[np.int64],
    pixels: Pixels,
    background: Mask,
) -> CachedPhotos:
    return CachedPhotos(pixels, background, tuple(photos.photos[i].labels for i in kept))
