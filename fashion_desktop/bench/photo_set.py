"""Finding photos to measure with, and bringing them to one size."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from fashion_desktop.domain.errors import FashionDesktopError, ImageError
from fashion_desktop.domain.file_types import PHOTO_SUFFIXES
from fashion_desktop.domain.weights import Preprocessing
from fashion_desktop.embedding.decode import decode_photo
from fashion_desktop.embedding.preprocess import decode_target, prepare
from fashion_desktop.storage.atomic_file import write_atomically

PHOTO_SIZE_PX = (400, 533)
JPEG_QUALITY = 90
DRAWN_QUICK = 120
_SEED = 4
_NEARLY_THE_SAME_ASPECT = 0.1


def find_photos(
    folder: Path | None, cache: Path, quick: bool, report: Callable[[str], None]
) -> list[Path]:
    """Return the photos of a folder and all below, in an order that is random but the same.

    Without a folder the demo catalogue's pictures are drawn into the cache: half of them in
    the quick mode.

    Raises:
        FashionDesktopError: there is no photo.
    """
    if folder is None:
        found = _draw_demo(cache / "drawn", report, half=quick)
    elif not folder.is_dir():
        raise FashionDesktopError(f"There is no folder “{folder}”. Check the name.")
    else:
        found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in PHOTO_SUFFIXES)
    if not found:
        raise FashionDesktopError(
            f"There is no photo in “{folder}”. Name a folder of photos with --photos."
        )
    return [found[place] for place in np.random.default_rng(_SEED).permutation(len(found))]


def encode_once(source: Path, folder: Path) -> Path | None:
    """Return the photo as a JPEG of 400 x 533 in ``folder``; None if it cannot be read.

    Nearly that shape is cropped, others are padded with white.
    """
    try:
        status = source.stat()
        name = f"{source} {status.st_size} {status.st_mtime_ns}"
        target = folder / f"{hashlib.sha256(name.encode()).hexdigest()[:20]}.jpg"
        if target.is_file():
            return target
        image = decode_photo(source.read_bytes())
    except (OSError, ImageError):
        return None
    aspect = (image.width / image.height) / (PHOTO_SIZE_PX[0] / PHOTO_SIZE_PX[1])
    if abs(aspect - 1) < _NEARLY_THE_SAME_ASPECT:
        sized = ImageOps.fit(image, PHOTO_SIZE_PX, Image.Resampling.BICUBIC)
    else:
        sized = ImageOps.pad(image, PHOTO_SIZE_PX, Image.Resampling.BICUBIC, color="white")
    temporary = target.with_suffix(".part")
    sized.save(temporary, "JPEG", quality=JPEG_QUALITY)
    temporary.replace(target)
    return target


def prepared_pixels(source: Path, preprocessing: Preprocessing) -> npt.NDArray[np.uint8] | None:
    """Return a photo as the network takes it, or None if it cannot be read."""
    try:
        image = decode_photo(source.read_bytes(), target=decode_target(preprocessing))
    except (OSError, ImageError):
        return None
    return prepare(image, preprocessing)


def _draw_demo(folder: Path, report: Callable[[str], None], *, half: bool) -> list[Path]:
    from fashion_desktop.catalogue.demo.drawing import draw_jpeg
    from fashion_desktop.catalogue.demo.products import demo_products

    products = demo_products()[::2] if half else demo_products()
    paths = [folder / f"{product.id}.jpg" for product in products]
    if not all(path.is_file() for path in paths):
        report(f"Drawing {len(paths)} pictures to measure with")
    for product, path in zip(products, paths, strict=True):
        if not path.is_file():
            write_atomically(path, draw_jpeg(product.design), durable=False)
    return paths
