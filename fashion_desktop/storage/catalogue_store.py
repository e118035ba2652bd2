"""Writing the catalogue: what a sync found, and what is known of each photo."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fashion_desktop.domain.errors import LibraryError, SourceError
from fashion_desktop.domain.products import CatalogueProduct
from fashion_desktop.domain.sources import ImageValidators
from fashion_desktop.storage.database import Database
from fashion_desktop.storage.product_query import fold

LONGEST_FACET_TEXT = 60
"""Attribute values longer than this are prose: searchable, but no filter."""


@dataclass(frozen=True, slots=True)
class PageChanges:
    """What storing one page of a source changed.

    Attributes:
        taken: ids that belong to another source of this library, with that source's name.
        row_ids: the new and changed rows.
        returned: those of the new ones that the library had set aside.
        moved: rows whose photo is said to be elsewhere than before.
    """

    new: int
    changed: int
    unchanged: int
    taken: tuple[tuple[str, str], ...]
    row_ids: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """What is needed to fetch a product's photo and to tell whether it has changed.

    Attributes:
        failed: whether the last attempt on this photo failed.
    """

    row_id: int
    product_id: str
    source_id: int
    image_ref: str
    image_hash: str
    validators: ImageValidators
    failed: bool = False


@dataclass(frozen=True, slots=True)
class FoundPhoto:
    """A photo as fetched just now.

    Attributes:
        image_ref: where it was found; a product whose photo is elsewhere by now keeps its record.
        replaced_hash: the photo that it takes the place of, or empty.
    """

    row_id: int
    image_ref: str
    image_hash: str
    validators: ImageValidators
    replaced_hash: str = ""


class CatalogueStore:
    """The write side of the products of a library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store_page(
        self, source_id: int, products: Sequence[CatalogueProduct], first_position: int
    ) -> PageChanges:
        """Insert new products, update changed ones; photos and embeddings are not touched.

        Raises:
            SourceError: the source was disconnected meanwhile; nothing is stored.
        """
        new: list[int] = []
        changed: list[int] = []
        returned: list[int] = []
        moved: list[int] = []
        taken: list[tuple[str, str]] = []
        with self._database.write() as connection:
            _require_connected(connection, source_id)
            known = _known(connection, [product.id for product in products])
            for position, product in enumerate(products, first_position):
                old = known.get(product.id)
                if old is None:
                    new.append(_insert(connection, source_id, position, product))
                elif old.source_id != source_id and not old.removed:
                    taken.append((product.id, old.source_name))
                elif old.content == _content(product) and not old.removed:
                    connection.execute(
                        "UPDATE products SET position = ? WHERE row_id = ? AND position <> ?",
                        (position, old.row_id, position),
                    )
                else:
                    _update(connection, old, source_id, position, product)
                    (new if old.removed else changed).append(old.row_id)
                    if old.removed:
                        returned.append(old.row_id)
                    if old.has_other_photo(source_id, product):
                        moved.append(old.row_id)
        unchanged = len(products) - len(new) - len(changed) - len(taken)
        return PageChanges(
            len(new),
            len(changed),
            unchanged,
            tuple(taken),
            (*new, *changed),
            tuple(returned),
            tuple(moved),
        )

    def ids_of_source(self, source_id: int) -> list[str]:
        """Return the ids of a source's products, in catalogue order."""
        return [
            row[0]
            for row in self._database.read().execute(
                "SELECT id FROM products WHERE source_id = ? AND removed = 0 ORDER BY position",
                (source_id,),
            )
        ]

    def set_removed(self, product_ids: Iterable[str]) -> list[int]:
        """Set products aside until their source has them again; return their row ids.

        Embeddings are kept, so that a product that comes back need not be embedded again.
        """
        with self._database.write() as connection:
            row_ids = [
                row[0]
                for row in connection.execute(
                    "UPDATE products SET removed = 1 WHERE removed = 0 "
                    "AND id IN (SELECT value FROM json_each(?)) RETURNING row_id",
                    (json.dumps(list(product_ids)),),
                ).fetchall()
            ]
            connection.execute(
                "DELETE FROM attributes WHERE row_id IN (SELECT value FROM json_each(?))",
                (json.dumps(row_ids),),
            )
        return row_ids

    def photos(self, row_ids: Sequence[int]) -> list[PhotoRecord]:
        """Return the photo records of these rows, in the order asked."""
        rows = self._database.read().execute(
            "SELECT row_id, id, source_id, image_ref, image_hash, image_etag, image_modified, "
            "failure <> '' FROM products WHERE row_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(row_ids)),),
        )
        found = {
            row_id: PhotoRecord(
                row_id,
                product_id,
                source_id,
                image_ref,
                image_hash,
                ImageValidators(etag, modified),
                bool(failed),
            )
            for row_id, product_id, source_id, image_ref, image_hash, etag, modified, failed in rows
        }
        return [found[row_id] for row_id in row_ids if row_id in found]

    def known_photos(self, source_id: int) -> list[int]:
        """Return the rows of a source whose photo was fetched before."""
        return [
            row[0]
            for row in self._database.read().execute(
                "SELECT row_id FROM products WHERE source_id = ? AND removed = 0 "
                "AND image_hash <> '' ORDER BY position",
                (source_id,),
            )
        ]

    def unused(self, image_hashes: Iterable[str]) -> list[str]:
        """Return those of these hashes that nothing in the library refers to."""
        return [
            row[0]
            for row in self._database.read().execute(
                "SELECT DISTINCT asked.value FROM json_each(?) AS asked WHERE asked.value <> '' "
                "AND NOT EXISTS (SELECT 1 FROM products WHERE image_hash = asked.value) "
                "AND NOT EXISTS (SELECT 1 FROM embeddings WHERE image_hash = asked.value) "
                "AND NOT EXISTS (SELECT 1 FROM set_aside WHERE image_hash = asked.value)",
                (json.dumps(list(image_hashes)),),
            )
        ]

    def set_photo(self, row_id: int, image_hash: str, validators: ImageValidators) -> None:
        """Record the photo as fetched just now; clears an earlier failure."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE products SET image_hash = ?, image_etag = ?, image_modified = ?, "
                "failure = '' WHERE row_id = ?",
                (image_hash, validators.etag, validators.last_modified, row_id),
            )

    def set_photos(self, photos: Iterable[FoundPhoto]) -> None:
        """Record many photos in one transaction; clears earlier failures."""
        with self._database.write() as connection:
            connection.executemany(
                "UPDATE products SET image_hash = ?, image_etag = ?, image_modified = ?, "
                "failure = '' WHERE row_id = ? AND image_ref = ?",
                [
                    (
                        photo.image_hash,
                        photo.validators.etag,
                        photo.validators.last_modified,
                        photo.row_id,
                        photo.image_ref,
                    )
                    for photo in photos
                ],
            )

    def set_failure(self, row_id: int, reason: str) -> int:
        """Record a failed attempt on a product's photo; return how many there have been."""
        with self._database.write() as connection:
            row = connection.execute(
                "UPDATE products SET failure = ?, attempts = attempts + 1 WHERE row_id = ? "
                "RETURNING attempts",
                (reason, row_id),
            ).fetchone()
        if row is None:
            raise LibraryError("The product was removed from the library in the meantime.")
        return int(row[0])


@dataclass(frozen=True, slots=True)
class _Known:
    row_id: int
    source_id: int
    source_name: str
    removed: bool
    content: tuple[object, ...]

    def has_other_photo(self, source_id: int, product: CatalogueProduct) -> bool:
        return (self.source_id, self.content[3]) != (source_id, product.image_ref)


def _require_connected(connection: sqlite3.Connection, source_id: int) -> None:
    row = connection.execute(
        "SELECT name FROM sources WHERE source_id = ? AND removed = 1", (source_id,)
    ).fetchone()
    if row is not None:
        raise SourceError(
            f"“{row[0]}” was disconnected while it was being read. "
            "Connect it again to have its products."
        )


def _known(connection: sqlite3.Connection, product_ids: list[str]) -> dict[str, _Known]:
    return {
        row[0]: _Known(row[1], row[2], row[3], bool(row[4]), row[5:])
        for row in connection.execute(
            "SELECT p.id, p.row_id, p.source_id, s.name, p.removed, p.name, "
            "p.price, p.currency, p.image_ref, p.page_url, p.attributes "
            "FROM products p JOIN sources s ON s.source_id = p.source_id "
            "WHERE p.id IN (SELECT value FROM json_each(?))",
            (json.dumps(product_ids),),
        )
    }


def _content(product: CatalogueProduct) -> tuple[object, ...]:
    """Return what makes two descriptions of a product equal, in the order of ``_known``."""
    return (
        product.name,
        product.price,
        product.currency,
        product.image_ref,
        product.page_url,
        json.dumps(dict(product.attributes), ensure_ascii=False),
    )


def _insert(
    connection: sqlite3.Connection, source_id: int, position: int, product: CatalogueProduct
) -> int:
    row = connection.execute(
        "INSERT INTO products (id, source_id, position, name, price, currency, image_ref, "
        "page_url, attributes, search_text, added_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING row_id",
        (
            product.id,
            source_id,
            position,
            *_content(product),
            _search_text(product),
            time.time(),
        ),
    ).fetchone()
    row_id = int(row[0])
    _store_attributes(connection, row_id, product)
    return row_id


def _update(
    connection: sqlite3.Connection,
    old: _Known,
    source_id: int,
    position: int,
    product: CatalogueProduct,
) -> None:
    connection.execute(
        "UPDATE products SET source_id = ?, position = ?, name = ?, price = ?, currency = ?, "
        "image_ref = ?, page_url = ?, attributes = ?, search_text = ?, removed = 0 "
        "WHERE row_id = ?",
        (source_id, position, *_content(product), _search_text(product), old.row_id),
    )
    if old.has_other_photo(source_id, product):
        # What the server said of the old photo must not vouch for the new one.
        connection.execute(
            "UPDATE products SET image_etag = '', image_modified = '', failure = '' "
            "WHERE row_id = ?",
            (old.row_id,),
        )
    _store_attributes(connection, old.row_id, product)


def _search_text(product: CatalogueProduct) -> str:
    return fold(" ".join([product.name, product.id, *product.attributes.values()]))


def _store_attributes(
    connection: sqlite3.Connection, row_id: int, product: CatalogueProduct
) -> None:
    connection.execute("DELETE FROM attributes WHERE row_id = ?", (row_id,))
    connection.executemany(
        "INSERT INTO attributes (row_id, name, value) VALUES (?, ?, ?)",
        (
            (row_id, name, value)
            for name, value in product.attributes.items()
            if value and len(value) <= LONGEST_FACET_TEXT
        ),
    )
