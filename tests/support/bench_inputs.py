"""Drawn photos in the place of real ones, to try measurements with."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from support.drawn_photos import draw_photo

from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.storage.embedding_store import Vectors


class DrawnInputs:
    """A few JPEG files of 400 x 533 pixels, and random vectors."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def draw(number: int) -> bytes:
        with Image.open(io.BytesIO(draw_photo(number))) as image:
            resized = image.convert("RGB").resize((400, 533), Image.Resampling.BICUBIC)
        out = io.BytesIO()
        resized.save(out, "JPEG", quality=90)
        return out.getvalue()

    def photos(self, count: int) -> list[Path]:
        self._folder.mkdir(parents=True, exist_ok=True)
        paths = [self._folder / f"{number}.jpg" for number in range(count)]
        for number, path in enumerate(paths):
            path.write_bytes(self.draw(number))
        return paths

    def vectors(self, count: int) -> Vectors:
        return np.random.default_rng(0).random((count, FEATURE_DIM), dtype=np.float32)

    def vector_pieces(self, count: int, piece: int = 20_000) -> Iterator[Vectors]:
        vectors = self.vectors(count)
        for start in range(0, count, piece):
            yield vectors[start : start + piece]
