"""What can be looked up, and how its photo is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

from fashion_desktop.domain.errors import ImageFetchError
from fashion_desktop.storage.reachable import reachable
from fashion_desktop.viewmodels.photo_image import photo_image
from fashion_desktop.widgets.drop_payload import PhotoPayload, encoded, label_of_address
from fashion_desktop.widgets.parts import count_text
from fashion_desktop.widgets.query_area import QueryView

QUERY_PICTURE_PX = 320


@dataclass(frozen=True, slots=True)
class ProductEntry:
    """A product as the query."""

    product_id: str


@dataclass(eq=False, slots=True)
class PhotosEntry:
    """Photos from outside the library as queries; ``current`` is the one shown."""

    photos: list[PhotoPayload]
    current: int = 0
    views: dict[int, QueryView] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class LinkEntry:
    """A link to a photo as the query; ``photo`` is what was found behind it, once fetched."""

    url: str
    photo: bytes = b""

    @property
    def label(self) -> str:
        """What to call the photo."""
        return label_of_address(self.url)


Entry = ProductEntry | PhotosEntry | LinkEntry


@dataclass(frozen=True, slots=True)
class QueryPicture:
    """A photo made small enough to be shown beside its look-alikes.

    Attributes:
        size_text: how large the photo itself is.
    """

    image: QImage
    size_text: str

    def view(self, label: str) -> QueryView:
        """Return it as a query. In the window's thread only."""
        return QueryView(label, self.size_text, QPixmap.fromImage(self.image))


async def read_picture(read: Callable[[], bytes]) -> tuple[bytes, QueryPicture]:
    """Read and decode a photo in threads; return its bytes and its picture.

    Raises:
        ImageError: the photo cannot be used.
        ImageFetchError: it cannot be read.
    """
    data = await asyncio.to_thread(read)
    return data, await asyncio.to_thread(_picture_of, data)


def bytes_of(photo: PhotoPayload) -> bytes:
    """Return the encoded photo.

    Raises:
        ImageFetchError: the file cannot be read.
    """
    if photo.data:
        return photo.data
    if photo.image is not None:
        return encoded(photo.image)
    from fashion_desktop.embedding.decode import DecodeLimits

    path, shown = reachable(Path(photo.path)), _printable(photo.path)
    try:
        # Even what it is cannot be asked in a closed folder, or on a network drive that is gone.
        if path.is_dir():
            refusal = "is a folder. Choose a photo in it."
        elif path.exists() and not path.is_file():
            # Reading a pipe or a device might never end.
            refusal = "is not a file. Choose another one."
        else:
            with path.open("rb") as file:
                # One byte more than a photo may have: enough for it to be refused.
                return file.read(DecodeLimits().max_bytes + 1)
    except OSError as error:
        raise ImageFetchError(
            f"“{shown}” cannot be read ({error.strerror}). Choose another file."
        ) from error
    raise ImageFetchError(f"“{shown}” {refusal}")


def photo_of_file(path: str) -> PhotoPayload:
    """Return the photo in a file, by its name; not read yet."""
    return PhotoPayload(_printable(Path(path).name), path=path)


def _printable(name: str) -> str:
    """Return a file name in one line, with marks where it is no valid Unicode."""
    return " ".join(name.encode("utf-8", "replace").decode("utf-8").split())


def _picture_of(data: bytes) -> QueryPicture:
    image = photo_image(data)
    size_text = f"{count_text(image.width())} × {count_text(image.height())} px"
    small = image.scaled(
        QUERY_PICTURE_PX,
        QUERY_PICTURE_PX,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    return QueryPicture(small, size_text)
