"""The table of attributes beside a folder's photos: which row belongs to which file."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fashion_desktop.catalogue.feed_reader import (
    TableRow,
    file_column,
    product_of_row,
    read_table,
    suggested_mapping,
)
from fashion_desktop.catalogue.local_files import is_file, read_table_file, relative_inside
from fashion_desktop.domain.file_types import TABLE_SUFFIXES
from fashion_desktop.domain.jobs import ItemFailure
from fashion_desktop.domain.products import CatalogueProduct


@dataclass(frozen=True, slots=True)
class Described:
    """What a table says of the photos.

    Attributes:
        products: photo's path in the folder → its product, without the image reference.
        problems: rows that cannot be used.
        without_photo: rows whose photo is not in the folder.
        incomplete: whether there are rows that say nothing, not even whose they are. Their
            photos go by their paths meanwhile.
    """

    products: dict[str, CatalogueProduct]
    problems: tuple[ItemFailure, ...]
    without_photo: int
    incomplete: bool


def table_beside(folder: Path) -> Path | None:
    """Return the table to use when none was named: ``products.csv``, or the only one there.

    Only files directly in the folder count.
    """
    tables = sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in TABLE_SUFFIXES and is_file(path) and path.name[0] != "."
    )
    named = [path for path in tables if path.name.lower() == "products.csv"]
    if named:
        return named[0]
    return tables[0] if len(tables) == 1 else None


def describe(folder: Path, table_file: Path, photos: Sequence[str]) -> Described:
    """Match the rows of a table with photos.

    A row names its photo in a column ``file`` (or ``filename``, ``path``, ``image``): its
    path in the folder, with or without extension, or just its name when that is unique
    below the folder. A row without such a column or value belongs to the photo whose name
    without extension is the row's ``id``.

    Args:
        folder: the folder of photos.
        table_file: CSV or TSV.
        photos: paths of the photos in the folder, with ``/``.

    Raises:
        SourceError: the table cannot be read.
    """
    table = read_table(read_table_file(table_file))
    mapping = {
        column: field
        for column, field in suggested_mapping(table.columns).items()
        if field != "image"
    }
    names_file = file_column(table.columns)
    finder = _PhotoFinder(photos)
    products: dict[str, CatalogueProduct] = {}
    problems = list(table.problems)
    without_photo = 0
    for row in table.rows:
        product = product_of_row(table.columns, row, mapping)
        reference = row.values[table.columns.index(names_file)] if names_file else ""
        relative = relative_inside(folder, reference) if reference else ""
        if relative is None:
            problems.append(_problem(row, f"names the file “{reference}” outside the folder"))
            continue
        photo = finder.find(relative) or finder.find(product.id)
        if photo is None:
            without_photo += 1
        elif photo in products:
            problems.append(_problem(row, f"describes “{photo}” once more; the first row counts"))
        else:
            attributes = {k: v for k, v in product.attributes.items() if k != names_file}
            products[photo] = replace(product, attributes=attributes)
    return Described(products, tuple(problems), without_photo, incomplete=bool(table.problems))


def _problem(row: TableRow, what: str) -> ItemFailure:
    return ItemFailure(f"line {row.line}", f"Line {row.line} {what}. Correct the table.")


class _PhotoFinder:
    """Finds a photo by what tables call it; letter case and accents' encoding do not matter."""

    def __init__(self, photos: Iterable[str]) -> None:
        self._names: dict[str, str | None] = {}
        self._photos = frozenset(photos)
        spellings = [_spellings(photo) for photo in sorted(self._photos)]
        for spelling in zip(*spellings, strict=True):
            found: dict[str, str | None] = {}
            for name, photo in zip(spelling, sorted(self._photos), strict=True):
                found[name] = None if name in found else photo
            # A path counts before a bare name; an ambiguous name counts for nothing.
            self._names = found | self._names

    def find(self, name: str) -> str | None:
        if name in self._photos:
            return name
        return self._names.get(_key(name)) if name else None


def _spellings(photo: str) -> tuple[str, ...]:
    """Return the names of a photo, the most certain first."""
    path = _key(photo)
    stem = posixpath.splitext(path)[0]
    return path, stem, posixpath.basename(path), posixpath.basename(stem)


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
