"""Labelled photos to measure and to train with: a catalogue, or photos taken at home."""

from __future__ import annotations

import csv
import io
import lzma
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from PIL import Image

from fashion_desktop.domain.errors import UsageError
from fashion_desktop.embedding.decode import decode_photo
from fashion_desktop.evaluation.garments import garment_of

_IMAGES = "images"
_UNREADABLE = (
    OSError,
    KeyError,
    ValueError,
    EOFError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
"""How reading a damaged, encrypted or oddly packed member of an archive can fail."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What is known of a photo; an empty text is not known.

    Attributes:
        garment: one of the ten classes that catalogue and home photos share.
    """

    article_type: str = ""
    colour: str = ""
    gender: str = ""
    usage: str = ""
    garment: str = ""


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """One photo of a set.

    Attributes:
        key: the id, unique in its set.
        file: its path inside the set, with forward slashes.
    """

    key: str
    file: str
    labels: Labels


class PhotoSet:
    """Labelled photos in a folder or a ZIP archive. Thread-safe."""

    def __init__(self, files: _Files, photos: tuple[LabelledPhoto, ...]) -> None:
        self._files = files
        self.photos = photos

    def __len__(self) -> int:
        return len(self.photos)

    def only(self, wanted: Callable[[LabelledPhoto], bool]) -> PhotoSet:
        """Return the set of those photos that are wanted, in the same order."""
        return PhotoSet(self._files, tuple(photo for photo in self.photos if wanted(photo)))

    def read(self, photo: LabelledPhoto) -> bytes:
        """Return the photo's file as it is.

        Raises:
            UsageError: it is missing or cannot be read.
        """
        return self._files.read(photo.file)

    def open(self, photo: LabelledPhoto) -> Image.Image:
        """Return the photo, upright and RGB, as the program sees it.

        Raises:
            UsageError: it is missing.
            ImageError: it is damaged or no photo.
        """
        return decode_photo(self.read(photo))


def read_catalogue(path: Path) -> PhotoSet:
    """Return a labelled catalogue: ``products.csv`` and ``images/``, in a folder or a ZIP.

    The table has the columns id, file, article_type, base_colour, gender and usage; the
    last four may be missing or empty. Ids are unique.

    Raises:
        UsageError: there is no such catalogue; the message says what was expected.
    """
    files = _Files(path)
    rows = _table(files, "products.csv", ("id", "file"))
    return PhotoSet(
        files,
        tuple(
            LabelledPhoto(
                key=row["id"],
                file=f"{_IMAGES}/{row['file']}",
                labels=Labels(
                    article_type=row.get("article_type", ""),
                    colour=row.get("base_colour", ""),
                    gender=row.get("gender", ""),
                    usage=row.get("usage", ""),
                    garment=garment_of(row.get("article_type", "")),
                ),
            )
            for row in rows
        ),
    )


def read_home(path: Path) -> PhotoSet:
    """Return photos taken at home: ``labels.csv`` and ``images/CLASS/``, in a folder or a ZIP.

    The table has the columns file and class. A file's name is its photo's id, so it is unique
    among all classes.

    Raises:
        UsageError: there are no such photos; the message says what was expected.
    """
    files = _Files(path)
    rows = _table(files, "labels.csv", ("file", "class"))
    return PhotoSet(
        files,
        tuple(
            LabelledPhoto(
                key=row["file"],
                file=f"{_IMAGES}/{row['class']}/{row['file']}",
                labels=Labels(garment=row["class"]),
            )
            for row in rows
        ),
    )


class _Files:
    """Read access to a folder or to a ZIP archive by relative paths."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._archive: ZipFile | None = None
        if path.is_dir():
            return
        try:
            self._archive = ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise UsageError(f"{path} is neither a folder nor a ZIP archive of photos.") from error

    def read(self, file: str) -> bytes:
        parts = PurePosixPath(file)
        if parts.is_absolute() or ".." in parts.parts:
            raise UsageError(f"“{file}” lies outside of {self.path}.")
        try:
            if self._archive is None:
                return (self.path / file).read_bytes()
            with self._lock:
                return self._archive.read(file)
        except _UNREADABLE as error:
            raise UsageError(f"{self.path} has no readable file “{file}”.") from error


def _table(files: _Files, name: str, needed: tuple[str, ...]) -> list[Mapping[str, str]]:
    """Return the rows of a table.

    Args:
        needed: columns that it must have; the first one holds the ids.
    """
    try:
        text = files.read(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} in {files.path} is not UTF-8 text.") from error
    reader = csv.DictReader(io.StringIO(text))
    try:
        rows = list(reader)
    except csv.Error as error:
        raise UsageError(f"{name} in {files.path} is not a table: {error}.") from error
    missing = [column for column in needed if column not in (reader.fieldnames or ())]
    if missing:
        raise UsageError(f"{name} in {files.path} has no column “{missing[0]}”.")
    _check_ids([row[needed[0]] or "" for row in rows], needed[0], f"{name} in {files.path}")
    return [{key: value or "" for key, value in row.items() if key} for row in rows]


def _check_ids(ids: Sequence[str], column: str, table: str) -> None:
    """Refuse ids that are empty or repeated: they tell photos apart everywhere."""
    known: set[str] = set()
    for number, key in enumerate(ids, 1):
        if not key.strip():
            raise UsageError(
                f"{table} has no “{column}” in row {number}. Give every photo one of its own."
            )
        if key in known:
            raise UsageError(
                f"{table} has the {column} “{key}” more than once. Give every photo one of its own."
            )
        known.add(key)
