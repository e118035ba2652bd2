"""Makes Pillow read HEIC, and HEIC files safe to read."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from PIL import Image

_BOX_HEADER_BYTES = 8

_lock = threading.Lock()


def register_heif() -> None:
    """Teach Pillow HEIC. Called when the first such photo turns up, for start-up's sake."""
    with _lock:
        if "HEIF" not in Image.OPEN:
            import pi_heif

            # What lies beside the picture is of no use here, and more that can be broken.
            pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def without_metadata_links(data: bytes) -> bytes:
    """Return a HEIC file whose EXIF and XMP blocks no longer belong to its picture.

    pi-heif 1.4 reads them at once and takes the whole process down when one is of an unknown
    type. Nothing is lost: orientation and colours have boxes of their own in HEIC, and the
    decoder heeds those, not EXIF.
    """
    parts = []
    done = 0
    for start, end in _meta_boxes(data):
        # "Content describes" is the type of reference from a metadata block to its picture;
        # readers skip references of a type that they do not know.
        parts += [data[done:start], data[start:end].replace(b"cdsc", b"skip")]
        done = end
    return b"".join([*parts, data[done:]])


def _meta_boxes(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where the boxes with everything but pixels begin and end.

    There should be one, but of several it is the last that the decoder heeds.
    """
    at = 0
    while at + _BOX_HEADER_BYTES <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        elif size == 0:
            size = len(data) - at
        if size < _BOX_HEADER_BYTES:
            break
        if data[at + 4 : at + 8] == b"meta":
            yield at, at + size
        at += size
