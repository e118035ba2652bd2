"""Product source: a folder of photos, with an optional table of attributes."""

from __future__ import annotations

import asyncio
import os
import re
import stat
import unicodedata
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from fashion_desktop.catalogue.folder_table import Described, describe, table_beside
from fashion_desktop.catalogue.local_files import (
    is_dir,
    is_file,
    path_inside,
    read_photo,
    reason_of,
)
from fashion_desktop.catalogue.source import FetchedPhoto, SourcePage
from fashion_desktop.domain.errors import ImageFetchError, SourceError
from fashion_desktop.domain.file_types import PHOTO_SUFFIXES
from fashion_desktop.domain.jobs import PAGE_SIZE, ItemFailure
from fashion_desktop.domain.products import CatalogueProduct
from fashion_desktop.domain.sources import ImageValidators
from fashion_desktop.storage.file_identity import identity_of
from fashion_desktop.storage.reachable import reachable

_SERVICE_FOLDERS = frozenset({"__macosx", "@eadir", "#recycle", "$recycle.bin", "lost+found"})
"""Folders that operating systems and storage boxes add, some with thumbnails in them."""
_LONGEST_NAME = 255


class FolderSource:
    """All photos below a folder.

    A product's id is the ``id`` of the row that describes its photo, else the photo's path
    in the folder, with ``/`` and with accents in one way whatever way the disk has them; its
    image reference is always the path as the disk has it.
    """

    def __init__(self, folder: str | Path, attributes_csv: str | Path | None = None) -> None:
        """Prepare a source; nothing is read yet.

        Args:
            folder: looked through with its subfolders.
            attributes_csv: table of attributes; None or empty takes ``products.csv`` in the
                folder, or the only CSV or TSV file directly in it, if there is one.
        """
        self._folder = Path(folder).absolute()
        self._table_file = Path(attributes_csv) if attributes_csv else None
        self.rows_without_photo = 0
        """Rows of the table whose photo was not in the folder when it was last read."""

    async def pages(self) -> AsyncGenerator[SourcePage, None]:
        """Iterate over the photos in natural order; see ``ProductSource.pages``."""
        products, problems, incomplete = await asyncio.to_thread(self._read)
        total = len(products)
        yield SourcePage(tuple(products[:PAGE_SIZE]), total, tuple(problems), incomplete)
        for start in range(PAGE_SIZE, total, PAGE_SIZE):
            yield SourcePage(tuple(products[start : start + PAGE_SIZE]), total)

    async def fetch_photo(
        self, product_id: str, image_ref: str, validators: ImageValidators | None = None
    ) -> FetchedPhoto:
        """Return a photo; see ``ProductSource.fetch_photo``."""
        path = path_inside(self._folder, image_ref)
        if path is None:
            raise ImageFetchError(
                f"The photo “{image_ref}” of product “{product_id}” lies outside the folder. "
                "Sync the catalogue."
            )
        try:
            return await asyncio.to_thread(read_photo, path, validators)
        except ImageFetchError:
            await asyncio.to_thread(self._require_folder)
            raise

    def local_path(self, image_ref: str) -> Path | None:
        """Return the photo's file if it is there."""
        path = path_inside(self._folder, image_ref)
        return path if path is not None and is_file(path) else None

    def image_url(self, image_ref: str) -> str:
        """Return the photo's path."""
        path = path_inside(self._folder, image_ref)
        return image_ref if path is None else str(path)

    async def aclose(self) -> None:
        """Do nothing: no file stays open."""

    def _require_folder(self) -> None:
        if not is_dir(self._folder):
            raise SourceError(
                f"The folder “{self._folder}” is not there any more. "
                "Reconnect the drive or choose another folder."
            )

    def _read(self) -> tuple[list[CatalogueProduct], list[ItemFailure], bool]:
        """Return the products, the problems, and whether products may be missing."""
        self._require_folder()
        found = find_photos(self._folder)
        problems = list(found.problems)
        table_file = self._table_file or table_beside(self._folder)
        described = Described({}, (), 0, incomplete=False)
        if table_file is not None:
            described = describe(self._folder, table_file, found.photos)
            problems += described.problems
            self.rows_without_photo = described.without_photo
        products: list[CatalogueProduct] = []
        taken: set[str] = set()
        names = frozenset(found.photos)
        for photo in found.photos:
            product = described.products.get(photo, CatalogueProduct(id=""))
            if product.id in taken:
                reason = (
                    f"The id “{product.id}” is used for two photos, so “{photo}” goes by its "
                    "path. Correct the table."
                )
                problems.append(ItemFailure(photo, reason))
            path_id = unicodedata.normalize("NFC", photo)
            if path_id in names:
                path_id = photo
            product_id = product.id if product.id and product.id not in taken else path_id
            if product_id in taken:
                continue  # another photo's id in the table is spelt like this photo's path
            taken.add(product_id)
            name = product.name or _prettified(PurePosixPath(photo).stem)
            products.append(replace(product, id=product_id, name=name, image_ref=photo))
        return products, problems, found.incomplete or described.incomplete


@dataclass(frozen=True, slots=True)
class FoundPhotos:
    """Paths of photos in a folder, with ``/``, in natural order; and what could not be read.

    Attributes:
        incomplete: whether there may be photos in what could not be read.
    """

    photos: tuple[str, ...]
    problems: tuple[ItemFailure, ...]
    incomplete: bool


def find_photos(folder: Path) -> FoundPhotos:
    """Look through a folder and its subfolders for photos.

    Hidden files and folders are left out. Links to folders are followed, each folder once.

    Raises:
        SourceError: the folder itself cannot be read.
    """
    walk = _Walk(folder)
    photos = sorted(walk.photos(), key=natural_key)
    return FoundPhotos(tuple(photos), tuple(walk.problems), walk.incomplete)


class _Walk:
    def __init__(self, folder: Path) -> None:
        self.problems: list[ItemFailure] = []
        self.incomplete = False
        self._folder = folder
        self._waiting = [folder]
        self._links: list[Path] = []
        self._visited: set[str] = set()

    def photos(self) -> Iterator[str]:
        # Links come last, so that a folder is found at its own place rather than at a link's.
        while self._waiting or self._links:
            folder = (self._waiting or self._links).pop()
            try:
                identity = identity_of(folder)
                if identity in self._visited:
                    continue
                self._visited.add(identity)
                with os.scandir(reachable(folder, _LONGEST_NAME)) as entries:
                    yield from self._in_folder(entries, folder)
            except OSError as error:
                self._unreadable(folder, error)

    def _in_folder(self, entries: Iterator[os.DirEntry[str]], folder: Path) -> Iterator[str]:
        place = folder.relative_to(self._folder)
        for entry in entries:
            if _is_hidden(entry):
                continue
            try:
                is_folder, is_link = entry.is_dir(), entry.is_symlink()
                is_photo = entry.name.lower().endswith(PHOTO_SUFFIXES) and entry.is_file()
            except OSError as error:
                # A link, most likely; the rest of the folder is none the worse for it.
                self._unknowable((place / entry.name).as_posix(), error)
                continue
            if is_folder:
                if entry.name.lower() not in _SERVICE_FOLDERS:
                    where = self._links if is_link else self._waiting
                    where.append(folder / entry.name)
            elif is_photo:
                relative = (place / entry.name).as_posix()
                if _is_text(relative):
                    yield relative
                else:
                    self._unnameable(relative)

    def _unreadable(self, folder: Path, error: OSError) -> None:
        if folder == self._folder:
            raise SourceError(
                f"The folder “{folder}” cannot be read ({reason_of(error)}). "
                "Check its permissions or choose another folder."
            ) from None
        name = _shown(folder.relative_to(self._folder).as_posix())
        reason = f"The folder “{name}” cannot be read ({reason_of(error)}). Check its permissions."
        self.problems.append(ItemFailure(name, reason))
        self.incomplete = True

    def _unknowable(self, relative: str, error: OSError) -> None:
        name = _shown(relative)
        reason = (
            f"What “{name}” is cannot be told ({reason_of(error)}). "
            "Check its permissions and, if it is a link, where it leads."
        )
        self.problems.append(ItemFailure(name, reason))
        self.incomplete = True

    def _unnameable(self, relative: str) -> None:
        name = _shown(relative)
        reason = f"The name of the file “{name}” holds characters that are no text. Rename it."
        self.problems.append(ItemFailure(name, reason))


def _is_hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith("."):
        return True
    try:
        attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    except OSError:
        return False
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def natural_key(path: str) -> tuple[tuple[int, str], ...]:
    """Return a sort key under which ``shoe 2`` comes before ``shoe 10``."""
    parts = re.split(r"([0-9]+)", path.casefold())
    return (*((int(part), "") if part.isdecimal() else (-1, part) for part in parts), (0, path))


def _prettified(stem: str) -> str:
    """Return a file name's stem as a title: ``red_summer-dress`` → ``Red summer dress``."""
    words = " ".join(re.sub(r"[_\-+]+", " ", unicodedata.normalize("NFC", stem)).split())
    return words[:1].upper() + words[1:]
