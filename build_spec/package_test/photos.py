"""What the program is used on: real photos where they are at hand, else drawn ones."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageEnhance

from fashion_desktop.catalogue.demo.drawing import draw_jpeg
from fashion_desktop.catalogue.demo.products import demo_products

CATALOGUE, HOME = "fashion-products.zip", "clothing-photos.zip"
HEAD = ("id", "name", "price", "article_type", "base_colour", "gender", "usage", "file")
_PER_CLASS = 2
_SPREAD = 7
"""Has no factor in common with the 240 drawn products, and few real ones lie side by side."""


@dataclass(frozen=True)
class Photos:
    """Products with photos, and photos that somebody took at home.

    Attributes:
        products: a folder with ``products.csv`` and ``images/``, as `evaluate` reads it.
        home: a folder with ``labels.csv`` and ``images/CLASS/``.
        ids: the products, in the order of the table.
        are_real: whether the photos are.
    """

    products: Path
    home: Path
    ids: tuple[str, ...]
    are_real: bool

    @property
    def table(self) -> Path:
        """The products' table."""
        return self.products / "products.csv"

    @property
    def images(self) -> Path:
        """The folder of the products' photos."""
        return self.products / "images"

    def photo(self, product_id: str) -> Path:
        """Return a product's photo."""
        return self.images / f"{product_id}.jpg"


def gather(folder: Path, count: int) -> Photos:
    """Write products and photos into a folder."""
    data = _real_data()
    with ExitStack() as stack:
        if data is None:
            products, home = _drawn(count), _drawn_at_home()
        else:
            archives = [
                stack.enter_context(zipfile.ZipFile(data / name)) for name in (CATALOGUE, HOME)
            ]
            products, home = _real(archives[0], count), _real_at_home(archives[1])
        ids = _write_products(folder / "products", products)
        _write_home(folder / "home", home)
    return Photos(folder / "products", folder / "home", ids, data is not None)


def someone_elses(number: int, target: Path) -> Path:
    """Write a photo of a drawn product as another camera would have taken it."""
    picture = Image.open(io.BytesIO(draw_jpeg(demo_products()[number].design)))
    margin = picture.width // 20
    closer = picture.crop((margin, margin, picture.width - margin, picture.height - margin))
    ImageEnhance.Brightness(closer).enhance(0.92).save(target, quality=85)
    return target


def _real_data() -> Path | None:
    beside_checkout = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("FASHION_DESKTOP_TEST_DATA", beside_checkout))
    return folder if all((folder / name).is_file() for name in (CATALOGUE, HOME)) else None


def _real(archive: zipfile.ZipFile, count: int) -> Iterator[tuple[dict[str, Any], bytes]]:
    with archive.open("products.csv") as raw:
        rows = list(csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig")))
    present = set(archive.namelist())
    rows = [row for row in rows if f"images/{row['file']}" in present][::_SPREAD][:count]
    for row in rows:
        yield row | {"name": row["title"]}, archive.read(f"images/{row['file']}")


def _real_at_home(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, bytes]]:
    with archive.open("labels.csv") as raw:
        rows = list(csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig")))
    seen: dict[str, int] = {}
    for row in rows:
        kind, file = row["class"], row["file"]
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= _PER_CLASS:
            yield kind, file, archive.read(f"images/{kind}/{file}")


def _drawn(count: int) -> Iterator[tuple[dict[str, Any], bytes]]:
    products = demo_products()
    for place in range(count):
        product = products[place * _SPREAD % len(products)]
        row = {
            "id": product.id,
            "name": product.name,
            "price": product.price,
            "article_type": product.article_type,
            "base_colour": product.base_colour,
            "gender": product.gender,
            "usage": product.usage,
        }
        yield row, draw_jpeg(product.design)


def _drawn_at_home() -> Iterator[tuple[str, str, bytes]]:
    products = demo_products()
    for kind, first in (("t-shirt", 0), ("dress", 80), ("shoes", 160)):
        for product in products[first : first + _PER_CLASS]:
            yield kind, f"{product.id}.jpg", draw_jpeg(product.design)


def _write_products(
    folder: Path, products: Iterator[tuple[dict[str, Any], bytes]]
) -> tuple[str, ...]:
    (folder / "images").mkdir(parents=True)
    rows = []
    for row, photo in products:
        file = f"{row['id']}.jpg"
        (folder / "images" / file).write_bytes(photo)
        rows.append([row.get(name, "") for name in HEAD[:-1]] + [file])
    write_table(folder / "products.csv", HEAD, rows)
    return tuple(str(row[0]) for row in rows)


def _write_home(folder: Path, photos: Iterator[tuple[str, str, bytes]]) -> None:
    rows = []
    for kind, file, photo in photos:
        (folder / "images" / kind).mkdir(parents=True, exist_ok=True)
        (folder / "images" / kind / file).write_bytes(photo)
        rows.append((file, kind))
    write_table(folder / "labels.csv", ("file", "class"), rows)


def write_table(path: Path, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
