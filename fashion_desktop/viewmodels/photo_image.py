"""From a photo's bytes to an image for the screen, for every format the program can embed."""

from __future__ import annotations

from PySide6.QtGui import QImage

from fashion_desktop.embedding.decode import decode_photo

LARGEST_EDGE_PX = 4096
"""Larger photos are shown reduced: no screen needs more, and a pixmap takes four bytes a pixel."""


def photo_image(data: bytes) -> QImage:
    """Return the photo upright, on white, as the network sees it too. Safe in any thread.

    Raises:
        ImageError: the photo cannot be used.
    """
    picture = decode_photo(data)
    picture.thumbnail((LARGEST_EDGE_PX, LARGEST_EDGE_PX))
    image = QImage(
        picture.tobytes(),
        picture.width,
        picture.height,
        3 * picture.width,
        QImage.Format.Format_RGB888,
    )
    # The image above borrows Python's bytes; the copy owns its pixels.
    return image.convertToFormat(QImage.Format.Format_RGB32)
