"""What a drag or the clipboard carries, as one typed payload.

Browsers offer the same picture in several formats at once. The order of preference is: local
files, the picture's own bytes, the address of the picture in the page's HTML, and last a bare
link, because a link around a picture often leads to a page and not to the picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import QBuffer, QByteArray, QFileInfo, QIODevice, QMimeData, QMimeDatabase
from PySide6.QtGui import QImage, QImageWriter, QPixmap

from fashion_desktop.catalogue.urls import joined_url, split_http_url
from fashion_desktop.domain.file_types import PHOTO_SUFFIXES, TABLE_SUFFIXES
from fashion_desktop.widgets.drop_text import (
    bytes_of_data_url,
    decoded_text,
    first_image_source,
    single_web_link,
)

REFUSAL = "Only photos, folders and CSV files can be dropped here"

# Formats with which a photo keeps its quality come first.
_PREFERRED_FORMATS = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/avif",
    "image/heic",
    "image/tiff",
    "image/gif",
    "image/bmp",
)
_FIREFOX_PICTURE_URL = "application/x-moz-file-promise-url"
_FIREFOX_LINK = "text/x-moz-url"


@dataclass(frozen=True, slots=True)
class PhotoPayload:
    """One photo to look up: its encoded bytes, its pixels, or the local file that holds it.

    Attributes:
        label: what to call the photo, for example its file name.
        data: encoded image; empty while only ``image`` or ``path`` is known.
        path: local file; empty when the photo came as bytes or pixels.
        image: pixels, when the photo came as nothing else.
    """

    label: str
    data: bytes = b""
    path: str = ""
    image: QImage | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PhotosPayload:
    """One or several photos; ``left_out`` other files came with them and cannot be used."""

    photos: tuple[PhotoPayload, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class FolderPayload:
    """A local folder."""

    path: str


@dataclass(frozen=True, slots=True)
class FeedPayload:
    """A product feed: a local CSV or TSV file, or the web address of one."""

    location: str


@dataclass(frozen=True, slots=True)
class LinkPayload:
    """The web address of a picture, or of something that may be one."""

    url: str


@dataclass(frozen=True, slots=True)
class RefusedPayload:
    """Nothing that can be used; ``reason`` says so in a sentence without a full stop.

    ``is_text`` tells that it was plain text, which a text field may still want.
    """

    reason: str
    is_text: bool = False


DropPayload = PhotosPayload | FolderPayload | FeedPayload | LinkPayload | RefusedPayload


def read_payload(mime: QMimeData, *, with_bytes: bool = True) -> DropPayload:
    """Return what ``mime`` carries.

    Args:
        mime: data of a drag or of the clipboard.
        with_bytes: False while a drag only passes over the window: pictures are recognised
            by their formats then, and ``PhotoPayload.data`` stays empty.
    """
    return (
        _from_local_files(mime)
        or _from_picture_bytes(mime, with_bytes=with_bytes)
        or _from_html(mime)
        or _from_links(mime)
        or RefusedPayload(REFUSAL, is_text=bool(mime.text()) and not mime.hasUrls())
    )


def promise(payload: DropPayload) -> str:
    """Return what dropping ``payload`` will do, as a short sentence without a full stop."""
    match payload:
        case PhotosPayload(photos, left_out):
            what = "this photo" if len(photos) == 1 else f"{len(photos)} photos"
            rest = "" if not left_out else f" ({left_out} other left out)"
            return f"Find look-alikes of {what}{rest}"
        case FolderPayload():
            return "Connect this folder"
        case FeedPayload():
            return "Connect this feed"
        case LinkPayload():
            return "Find look-alikes of this photo"
        case RefusedPayload(reason):
            return reason


def _from_local_files(mime: QMimeData) -> DropPayload | None:
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if not paths and mime.hasText():
        path = _local_path_in_text(mime.text())
        paths = [path] if path else []
    if not paths:
        return None
    photos = [path for path in paths if _is_photo(path)]
    if photos:
        return PhotosPayload(
            tuple(PhotoPayload(path.name, path=str(path)) for path in photos),
            left_out=len(paths) - len(photos),
        )
    folders = [path for path in paths if QFileInfo(path).isDir()]
    if folders:
        if len(folders) > 1:
            return RefusedPayload("Drop one folder at a time")
        return FolderPayload(str(folders[0]))
    feeds = [path for path in paths if path.suffix.lower() in TABLE_SUFFIXES]
    if feeds:
        if len(feeds) > 1:
            return RefusedPayload("Drop one feed at a time")
        return FeedPayload(str(feeds[0]))
    return RefusedPayload(REFUSAL)


def _local_path_in_text(text: str) -> Path | None:
    """A path that was copied as text, which is how some file managers and terminals do it."""
    line = text.strip().strip("\"'")
    if not line or "\n" in line or len(line) > 4096 or "://" in line:
        return None
    path = Path(line)
    return path if path.is_absolute() and QFileInfo(path).exists() else None


def _is_photo(path: Path) -> bool:
    # Unlike Path, Qt answers for a closed folder and for a name that is too long as well.
    info = QFileInfo(path)
    if path.suffix:
        return path.suffix.lower() in PHOTO_SUFFIXES and not info.isDir()
    if not info.isFile():
        return False
    return QMimeDatabase().mimeTypeForFile(str(path)).name().startswith("image/")


def _from_picture_bytes(mime: QMimeData, *, with_bytes: bool) -> PhotosPayload | None:
    label = _label_of_picture(mime)
    for name in _raw_formats(mime.formats()):
        if not with_bytes:
            return PhotosPayload((PhotoPayload(label),))
        data = bytes(mime.data(name).data())
        if data:
            return PhotosPayload((PhotoPayload(label, data),))
    if mime.hasImage():
        image = _pixels(mime.imageData()) if with_bytes else None
        if image is not None or not with_bytes:
            return PhotosPayload((PhotoPayload(label, image=image),))
    return None


def _raw_formats(formats: Iterable[str]) -> list[str]:
    offered = {name.lower(): name for name in formats}
    known = [offered[name] for name in _PREFERRED_FORMATS if name in offered]
    others = [
        original
        for name, original in offered.items()
        if name.startswith("image/") and "svg" not in name and name not in _PREFERRED_FORMATS
    ]
    return known + others


def _pixels(image: object) -> QImage | None:
    """Return a picture that Qt has already decoded; None when there is none."""
    if isinstance(image, QPixmap):
        image = image.toImage()
    return image if isinstance(image, QImage) and not image.isNull() else None


def encoded(image: QImage) -> bytes:
    """Return a picture as PNG bytes. Takes its time for a large one; safe in any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    # A little larger, and seconds faster for a large screenshot.
    writer.setCompression(10)
    writer.write(image)
    return bytes(buffer.data().data())


def _label_of_picture(mime: QMimeData) -> str:
    for address in (*_image_sources(mime), *_links(mime)):
        if address.startswith(("http://", "https://")):
            return label_of_address(address)
    return "Pasted photo"


def label_of_address(url: str) -> str:
    """Return the file name in a web address, else its host."""
    parts = split_http_url(url)
    if parts is None:
        return url
    return unquote(Path(parts.path).name) or parts.netloc


def _from_html(mime: QMimeData) -> DropPayload | None:
    for source in _image_sources(mime):
        found = _from_address(source)
        if found:
            return found
    return None


def _image_sources(mime: QMimeData) -> list[str]:
    """Addresses of pictures that the page itself names, absolute where they can be made so."""
    sources: list[str | None] = []
    if mime.hasFormat(_FIREFOX_PICTURE_URL):
        sources.append(decoded_text(bytes(mime.data(_FIREFOX_PICTURE_URL).data())).strip())
    if mime.hasFormat("text/html"):
        source = first_image_source(decoded_text(bytes(mime.data("text/html").data())))
        if source:
            page = next(iter(_links(mime)), "")
            is_whole = source.startswith("data:")
            sources.append(source if is_whole else joined_url(page or "https:", source))
    return [source for source in sources if source]


def _from_links(mime: QMimeData) -> DropPayload | None:
    for link in _links(mime):
        found = _from_address(link)
        if found:
            return found
    return None


def _links(mime: QMimeData) -> list[str]:
    links = [url.toString(url.ComponentFormattingOption.FullyEncoded) for url in mime.urls()]
    if mime.hasFormat(_FIREFOX_LINK):
        lines = decoded_text(bytes(mime.data(_FIREFOX_LINK).data())).splitlines()
        links += lines[:1]
    if mime.hasText():
        text = single_web_link(mime.text())
        links += [text] if text else []
    return [link for link in links if not link.startswith("file:")]


def _from_address(address: str) -> DropPayload | None:
    if address.startswith("data:"):
        data = bytes_of_data_url(address)
        return PhotosPayload((PhotoPayload("Photo from a web page", data),)) if data else None
    parts = split_http_url(address)
    if parts is None:
        return None
    if Path(parts.path).suffix.lower() in TABLE_SUFFIXES:
        return FeedPayload(address)
    return LinkPayload(address)
