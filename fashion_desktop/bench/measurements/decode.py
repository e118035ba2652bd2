"""Decoding and preprocessing of 12-megapixel photos, beside Pillow's full decode and Resize."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.large_photos import HEIGHT, WIDTH, camera_photo, studio_photo
from fashion_desktop.bench.old_way import opened_and_resized
from fashion_desktop.bench.timing import in_turn, median
from fashion_desktop.bench.weights_224 import bundled_weights, write_weights_224
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.services.pictures import network_input
from fashion_desktop.storage.embedding_store import Vectors

TIMES_FASTER = 8
QUICK_PHOTOS, FULL_PHOTOS = 4, 16
QUICK_ROUNDS, FULL_ROUNDS = 3, 7
_SCALES = (2, 4, 8)


@dataclass(frozen=True, slots=True)
class _Shift:
    """How far a way of decoding moves features from those of full decoding."""

    squared_l2: float
    largest_squared_l2: float
    largest_relative: float

    def __str__(self) -> str:
        return (
            f"squared L2 {self.squared_l2:.3f}, at most {self.largest_squared_l2:.3f} "
            f"(relative {self.largest_relative:.4f})"
        )


def measure(context: BenchContext) -> Iterator[Figure]:
    """Yield photos a second for both input sizes, and for noisy and for clean photos."""
    count = QUICK_PHOTOS if context.quick else FULL_PHOTOS
    rounds = QUICK_ROUNDS if context.quick else FULL_ROUNDS
    context.report(f"Making {count} photos of {WIDTH * HEIGHT / 1e6:.0f} megapixels")
    small = [path.read_bytes() for path in context.inputs.photos(count)]
    kinds = {
        "camera": [camera_photo(photo, seed) for seed, photo in enumerate(small)],
        "studio": [studio_photo(photo) for photo in small],
    }
    weights_224 = write_weights_224(context.workspace / "bundled-at-224.safetensors")
    for size, weights in (("224", weights_224), ("bundled", bundled_weights())):
        with contextlib.closing(EmbeddingEngine(weights)) as engine:
            for kind, photos in kinds.items():
                context.report(f"Decoding {kind} photos for the input size {size}")
                yield _figure(f"decode.12mp.{kind}.{size}", kind, photos, engine, rounds)


def _figure(
    name: str, kind: str, photos: list[bytes], engine: EmbeddingEngine, rounds: int
) -> Figure:
    preprocessing = engine.info.preprocessing
    ours_s, baseline_s, floor_s = in_turn(
        rounds,
        lambda: [network_input(photo, preprocessing) for photo in photos],
        lambda: [np.array(opened_and_resized(photo, preprocessing)) for photo in photos],
        lambda: [_huffman_codes_only(photo) for photo in photos],
    )
    full = _features(engine, photos, fast=False)
    shift = _shift(full, _features(engine, photos, fast=True))
    scales = "; ".join(
        f"1/{scale}: {_shift(full, _features_at(engine, photos, scale))}" for scale in _SCALES
    )
    megabytes = sum(map(len, photos)) / len(photos) / 1e6
    return Figure(
        name=name,
        what=f"Decode and prepare a 12-megapixel {kind} photo for "
        f"{preprocessing.width} x {preprocessing.height}",
        ours=len(photos) / median(ours_s),
        unit="photos/s",
        better=Better.HIGHER,
        baseline=len(photos) / median(baseline_s),
        baseline_what="Pillow's full decode and Resize",
        target=Target(TIMES_FASTER, of_ratio=True),
        limit=len(photos) / median(floor_s),
        limit_what="reading the Huffman codes: whatever is left out, they come one after another",
        note=f"{megabytes:.1f} MB a file. Moves features by {shift}; the setting “decoding: full” "
        f"does without. Decoded at {scales}.",
    )


def _huffman_codes_only(photo: bytes) -> tuple[int, int]:
    """Decode the least that the JPEG library can, one grey pixel for 64; return the size."""
    with Image.open(io.BytesIO(photo)) as image:
        image.draft("L", (image.width // 8, image.height // 8))
        image.load()
        return image.size


def _features(engine: EmbeddingEngine, photos: list[bytes], *, fast: bool) -> Vectors:
    preprocessing = engine.info.preprocessing
    return engine.embed(np.stack([network_input(p, preprocessing, fast=fast) for p in photos]))


def _features_at(engine: EmbeddingEngine, photos: list[bytes], scale: int) -> Vectors:
    pixels = []
    for photo in photos:
        with Image.open(io.BytesIO(photo)) as image:
            image.draft("RGB", (image.width // scale, image.height // scale))
            out = io.BytesIO()
            image.save(out, "BMP")
        # Without loss, so that only the scale differs.
        pixels.append(network_input(out.getvalue(), engine.info.preprocessing, fast=False))
    return engine.embed(np.stack(pixels))


def _shift(full: Vectors, other: Vectors) -> _Shift:
    squared_l2 = ((other.astype(np.float64) - full) ** 2).sum(axis=1)
    lengths = np.sqrt((full.astype(np.float64) ** 2).sum(axis=1))
    return _Shift(
        float(np.median(squared_l2)),
        float(squared_l2.max()),
        float((np.sqrt(squared_l2) / lengths).max()),
    )
