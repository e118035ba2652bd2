"""One photo decoded once: for the network, and for its thumbnail."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from fashion_desktop.domain.weights import Preprocessing
from fashion_desktop.embedding.decode import decode_photo, thumbnail_jpeg
from fashion_desktop.embedding.preprocess import decode_target, prepare

THUMBNAIL_EDGE = 384
"""Longer edge of a thumbnail in pixels: the largest card at twice the pixel density, nearly."""

_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"


def decode_for_network(
    photo: bytes, preprocessing: Preprocessing, *, fast: bool = True
) -> Image.Image:
    """Decode a photo large enough for the network and for a thumbnail.

    Always the same way: what the network sees of a photo, and with it the distance between a
    product and its own photo, does not depend on whether a thumbnail is wanted as well.

    Args:
        fast: decode a much larger JPEG at a fraction of its size; ``decode_photo`` states the
            error, which is less than that of saving the photo anew. So small that vectors
            made either way are compared with each other: both have the same fingerprint.

    Raises:
        ImageError: the photo cannot be used.
    """
    if not fast:
        return decode_photo(photo)
    return decode_photo(photo, target=decode_target(preprocessing), longer_edge=THUMBNAIL_EDGE)


def network_input(
    photo: bytes, preprocessing: Preprocessing, *, fast: bool = True
) -> npt.NDArray[np.uint8]:
    """Return a photo as the network takes it, shape (height, width, 3).

    Raises:
        ImageError: the photo cannot be used.
    """
    return prepare(decode_for_network(photo, preprocessing, fast=fast), preprocessing)


def thumbnail_of(image: Image.Image) -> bytes:
    """Return a decoded photo's thumbnail as a JPEG file."""
    return thumbnail_jpeg(image, THUMBNAIL_EDGE)


def thumbnail_of_photo(photo: bytes) -> bytes:
    """Return a photo's thumbnail as a JPEG file.

    Raises:
        ImageError: the photo cannot be used.
    """
    return thumbnail_of(decode_photo(photo, target=(1, 1), longer_edge=THUMBNAIL_EDGE))


def is_complete_jpeg(data: bytes | None) -> bool:
    """Whether stored bytes are a JPEG file from its beginning to its end."""
    return data is not None and data.startswith(_JPEG_START) and data.endswith(_JPEG_END)
