"""A library that an earlier version left behind, for the bundle to open and bring up to date."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fashion_desktop.catalogue.demo.drawing import draw_jpeg
from fashion_desktop.catalogue.demo.products import DemoProduct, demo_products
from package_test.photos import HEAD, write_table

DUMP = Path(__file__).with_name("older_library.sql")
NUMBERS = 2048
"""In a vector; the network has always had so many features."""
_EVERY = 20


@dataclass(frozen=True)
class Kept:
    """What must not be lost when a newer version opens a library."""

    products: tuple[tuple[Any, ...], ...]
    embedded: tuple[str, ...]
    jobs: int
    sources: int


def make(folder: Path) -> Path:
    """Write photos, their table and the older library, and return the library's folder.

    The vectors are made up: only the older network could make them again, and all that is asked
    of them is to be kept until they are replaced.
    """
    images, table, library = folder / "images", folder / "products.csv", folder / "library"
    images.mkdir(parents=True)
    library.mkdir()
    products = demo_products()[::_EVERY]
    for product in products:
        (images / f"{product.id}.jpg").write_bytes(draw_jpeg(product.design))
    write_table(table, (*HEAD[:3], "baseColour", "file"), [_row(product) for product in products])
    sql = DUMP.read_text(encoding="utf-8")
    sql = sql.replace("@IMAGES@", str(images)).replace("@TABLE@", str(table))
    with closing(sqlite3.connect(library / "library.sqlite3")) as database, database:
        database.executescript(sql)
        for (row_id,) in database.execute("SELECT row_id FROM embeddings").fetchall():
            vector = struct.pack(f"<{NUMBERS}f", *(row_id / (1 + n) for n in range(NUMBERS)))
            database.execute("INSERT INTO vectors VALUES (?, ?)", (row_id, vector))
    # The index of that time has another layout than today's: it cannot be read, like this one.
    (library / "vectors.faiss").write_bytes(b"an index of an earlier version")
    return library


def kept(library: Path) -> Kept:
    """Read what must not be lost."""
    file = library / "library.sqlite3"
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=10)) as database:

        def ask(sql: str) -> list[tuple[Any, ...]]:
            return database.execute(sql).fetchall()

        return Kept(
            products=tuple(
                ask("SELECT id, name, price, currency, attributes FROM products ORDER BY id")
            ),
            embedded=tuple(
                str(row[0])
                for row in ask(
                    "SELECT id FROM products JOIN embeddings USING (row_id) "
                    "JOIN vectors USING (row_id) ORDER BY id"
                )
            ),
            jobs=ask("SELECT COUNT(*) FROM jobs")[0][0],
            sources=ask("SELECT COUNT(*) FROM sources WHERE NOT removed")[0][0],
        )


def fingerprints(library: Path) -> list[str]:
    """Return which weights the embeddings are of."""
    file = library / "library.sqlite3"
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=10)) as database:
        rows = database.execute("SELECT DISTINCT fingerprint FROM embeddings").fetchall()
    return [str(row[0]) for row in rows]


def from_the_future(folder: Path) -> Path:
    """Write a library as a later version would, and return its folder."""
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "library.sqlite3")) as database, database:
        database.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        database.execute("PRAGMA user_version = 9999")
    return folder


def _row(product: DemoProduct) -> tuple[object, ...]:
    return (product.id, product.name, product.price, product.base_colour, f"{product.id}.jpg")
