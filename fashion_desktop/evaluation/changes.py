"""What may happen to a product's photo before somebody looks for the product with it.

Every change is deterministic and keeps the photo's size. A change that cannot be made to a photo
(the background of one that has no plain background) leaves it out.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from fashion_desktop.embedding.preprocess import frame_colour
from fashion_desktop.evaluation.background import background_mask, frame_share

_CROP_SHARE = 0.1
_ROTATION_DEGREES = 10
_DARKER, _BRIGHTER = 0.75, 1.25
_JPEG_QUALITY = 40
_LIGHT_COLOUR = (214, 224, 235)
_TEXTURE_COLOUR = (186, 170, 150)
_TEXTURE_SEED = 7
_GRAINS = ((0.02, 10.0), (0.06, 16.0), (0.24, 20.0))
"""Sizes of the texture's grains as shares of the photo's height, and their standard deviations
(0..255)."""
_LEAST_PLAIN_FRAME = 0.8
"""Share of the frame that has to be background; models cut off by the edge are usual."""
_BACKGROUND_SHARES = (0.1, 0.95)

Change = Callable[[Image.Image], Image.Image | None]


@dataclass(frozen=True, slots=True)
class NamedChange:
    """A change with its names.

    Attributes:
        name: in results; stays the same for ever.
        title: for people, short.
        about: what exactly is done.
        apply: takes an upright RGB photo; None where the change cannot be made.
    """

    name: str
    title: str
    about: str
    apply: Change


def _cropped(image: Image.Image) -> Image.Image:
    left, top = (round(side * _CROP_SHARE) for side in image.size)
    inner = image.crop((left, top, image.width - left, image.height - top))
    return inner.resize(image.size, Image.Resampling.BICUBIC)


def _rotated(image: Image.Image, degrees: float) -> Image.Image:
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=frame_colour(image))


def _brightness(image: Image.Image, factor: float) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(factor)


def _as_poor_jpeg(image: Image.Image) -> Image.Image:
    encoded = io.BytesIO()
    image.save(encoded, "JPEG", quality=_JPEG_QUALITY)
    with Image.open(encoded) as decoded:
        return decoded.convert("RGB")


def _on_background(
    image: Image.Image, background: Callable[[tuple[int, int]], Image.Image]
) -> Image.Image | None:
    mask = background_mask(image)
    least, most = _BACKGROUND_SHARES
    if frame_share(mask) < _LEAST_PLAIN_FRAME or not least <= mask.mean() <= most:
        return None
    # A soft edge, as a photo has; a hard one would be a mark of the change itself.
    alpha = Image.fromarray(mask.astype(np.uint8) * 255).filter(ImageFilter.GaussianBlur(0.6))
    return Image.composite(background(image.size), image, alpha)


def _light(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGB", size, _LIGHT_COLOUR)


# The photos of a catalogue are nearly all of one size. A texture is as large as its photo, so
# those of odd sizes make room for each other.
@lru_cache(maxsize=2)
def _textured(size: tuple[int, int]) -> Image.Image:
    """Return a surface like cloth or wood: grains of several sizes on brown."""
    width, height = size
    chance = np.random.default_rng(_TEXTURE_SEED)
    surface = np.zeros((height, width), dtype=np.float32)
    for grain, deviation in _GRAINS:
        step = max(1.0, grain * height)
        coarse = (max(2, round(width / step)), max(2, round(height / step)))
        noise = chance.normal(0.0, deviation, coarse[::-1]).astype(np.float32)
        smooth = Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC)
        surface += np.asarray(smooth)
    pixels = np.array(_TEXTURE_COLOUR, dtype=np.float32) + surface[:, :, None]
    return Image.fromarray(np.clip(pixels.round(), 0, 255).astype(np.uint8))


CHANGES: tuple[NamedChange, ...] = (
    NamedChange("crop", "Crop", f"{_CROP_SHARE:.0%} cut off each side", _cropped),
    NamedChange(
        "rotate_left",
        "Turn left",
        f"by {_ROTATION_DEGREES}°, corners in the frame's colour",
        partial(_rotated, degrees=_ROTATION_DEGREES),
    ),
    NamedChange(
        "rotate_right",
        "Turn right",
        f"by {_ROTATION_DEGREES}°, corners in the frame's colour",
        partial(_rotated, degrees=-_ROTATION_DEGREES),
    ),
    NamedChange("darker", "Darker", f"times {_DARKER}", partial(_brightness, factor=_DARKER)),
    NamedChange(
        "brighter", "Brighter", f"times {_BRIGHTER}", partial(_brightness, factor=_BRIGHTER)
    ),
    NamedChange("jpeg", "JPEG", f"stored at quality {_JPEG_QUALITY}", _as_poor_jpeg),
    NamedChange(
        "light_background",
        "Light background",
        "a plain background becomes light blue",
        partial(_on_background, background=_light),
    ),
    NamedChange(
        "texture_background",
        "Texture",
        "a plain background becomes a brown texture",
        partial(_on_background, background=_textured),
    ),
    NamedChange("mirror", "Mirror", "left and right exchanged", ImageOps.mirror),
)
