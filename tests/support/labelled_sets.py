"""Labelled photos that tests draw themselves, laid out as `evaluate` reads them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from fashion_desktop.evaluation.split import is_held_out

COLOURS = {"Red": (200, 30, 30), "Blue": (30, 40, 200), "Green": (20, 140, 60)}
SHAPES = {"Tshirts": "rectangle", "Casual Shoes": "ellipse"}
GARMENTS = {"t-shirt": "rectangle", "shoes": "ellipse"}


def draw(shape: str, colour: str, number: int, size: tuple[int, int] = (60, 80)) -> bytes:
    """Return a JPEG of one shape on white; numbers move and scale it a little."""
    width, height = size
    image = Image.new("RGB", size, "white")
    left, top = width // 6 + number % 5, height // 4 + number % 7
    box = (left, top, left + width // 2 + number % 3, top + height // 2 - number % 4)
    getattr(ImageDraw.Draw(image), shape)(box, fill=COLOURS[colour])
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92)
    return out.getvalue()


def make_catalogue(folder: Path, of_each: int, trained_on: int = 0) -> Path:
    """Write a catalogue with so many products of each shape and colour.

    Args:
        of_each: held-out ones.
        trained_on: others.
    """
    rows, number = [], 0
    (folder / "images").mkdir(parents=True)
    for article_type, shape in SHAPES.items():
        for colour in COLOURS:
            for place in range(of_each + trained_on):
                number = int(_next_key(number, "", held_out=place < of_each))
                (folder / "images" / f"{number}.jpg").write_bytes(draw(shape, colour, number))
                rows.append((number, article_type, colour, "Men", "Casual", f"{number}.jpg"))
    head = ("id", "article_type", "base_colour", "gender", "usage", "file")
    _write_table(folder / "products.csv", head, rows)
    return folder


def make_home(folder: Path, of_each: int, trained_on: int = 0) -> Path:
    """Write photos from home with so many of each class, held-out ones and others."""
    rows, number = [], 0
    for garment, shape in GARMENTS.items():
        (folder / "images" / garment).mkdir(parents=True)
        for place in range(of_each + trained_on):
            file = _next_key(number, ".jpg", held_out=place < of_each)
            number = int(file.removesuffix(".jpg"))
            data = draw(shape, list(COLOURS)[place % 3], number, (120, 160))
            (folder / "images" / garment / file).write_bytes(data)
            rows.append((file, garment))
    _write_table(folder / "labels.csv", ("file", "class"), rows)
    return folder


def zipped(folder: Path) -> Path:
    """Pack a folder beside itself, and return the archive."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*.*")):
            archive.write(file, file.relative_to(folder).as_posix())
    return path


def _next_key(number: int, suffix: str, *, held_out: bool) -> str:
    """Return the next number, as a key, that is held out or is not."""
    number += 1
    while is_held_out(f"{number}{suffix}") != held_out:
        number += 1
    return f"{number}{suffix}"


def _write_table(path: Path, head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
