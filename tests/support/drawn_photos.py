"""Photos that tests draw themselves: small, distinct, the same every time."""

from __future__ import annotations

import io
import random
from pathlib import Path

from PIL import Image, ImageDraw


def draw_photo(number: int, *, size: tuple[int, int] = (60, 80)) -> bytes:
    """Return a JPEG of a garment-like figure; each number has its own shape and colours."""
    chance = random.Random(number)
    width, height = size
    image = Image.new("RGB", size, "white")
    canvas = ImageDraw.Draw(image)
    for _ in range(4):
        left, top = chance.randrange(width // 2), chance.randrange(height // 2)
        box = (
            left,
            top,
            left + chance.randrange(8, width // 2),
            top + chance.randrange(8, height // 2),
        )
        colour = tuple(chance.randrange(256) for _ in range(3))
        chance.choice((canvas.rectangle, canvas.ellipse))(box, fill=colour)
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", quality=92)
    return encoded.getvalue()


def draw_folder(folder: Path, count: int) -> Path:
    """Write ``photo-01.jpg`` … into a new folder, and return the folder."""
    folder.mkdir(parents=True)
    for number in range(1, count + 1):
        (folder / f"photo-{number:02}.jpg").write_bytes(draw_photo(number))
    return folder
