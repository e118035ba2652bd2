"""12-megapixel photos to measure decoding with, made from smaller ones."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 3000, 4000
_SHARED_NOISE, _COLOUR_NOISE = 5.5, 2.5
_QUALITY = 92


def camera_photo(photo: bytes, seed: int = 0) -> bytes:
    """Return a photo as a camera would have taken it: enlarged, with a sensor's noise, 3 to 4 MB.

    Args:
        photo: any photo; its proportions become 3:4.
    """
    with Image.open(io.BytesIO(photo)) as image:
        large = image.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    numbers = np.random.default_rng(seed)
    pixels = np.asarray(large).astype(np.float32)
    pixels += _SHARED_NOISE * numbers.standard_normal((HEIGHT, WIDTH, 1), dtype=np.float32)
    pixels += _COLOUR_NOISE * numbers.standard_normal((HEIGHT, WIDTH, 3), dtype=np.float32)
    return _jpeg(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)))


def studio_photo(photo: bytes) -> bytes:
    """Return a photo as a studio would deliver it: enlarged, without noise, on much white."""
    with Image.open(io.BytesIO(photo)) as image:
        product = image.convert("RGB").resize(
            (WIDTH * 2 // 3, HEIGHT * 2 // 3), Image.Resampling.BICUBIC
        )
    canvas = Image.new("RGB", (WIDTH, HEIGHT), "white")
    canvas.paste(product, (WIDTH // 6, HEIGHT // 6))
    return _jpeg(canvas)


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
