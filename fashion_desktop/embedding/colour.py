"""From any Pillow picture to plain 8-bit sRGB on white."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

_WHITE = (255, 255, 255)
_TIFF_PHOTOMETRIC = 262
_TIFF_WHITE_IS_ZERO = 0
_PROFILE_MODES = {b"RGB ": "RGB", b"CMYK": "CMYK", b"GRAY": "L"}
"""Colour space in an ICC header → the Pillow mode its transform takes."""
_MAX_PROFILE_BYTES = 16 * 1024 * 1024


def transparent_colour(image: Image.Image) -> object:
    """Return a PNG's or GIF's "this colour is transparent", scaled to the decoded values.

    Pillow hands out the value as the file has it, but scales the pixels of grey PNGs with 2 or
    4 bits and of RGB PNGs with 16 bits to 8. Must be called before the pixels are loaded.
    """
    value = image.info.get("transparency")
    tile = getattr(image, "tile", None)
    raw_mode = tile[0].args if tile else None
    if isinstance(raw_mode, tuple):
        raw_mode = raw_mode[0]
    if raw_mode == "L;2" and isinstance(value, int):
        return value * 85
    if raw_mode == "L;4" and isinstance(value, int):
        return value * 17
    if raw_mode == "RGB;16B" and isinstance(value, tuple):
        return tuple(channel >> 8 for channel in value)
    return value


def to_rgb_on_white(image: Image.Image, transparency: object = None) -> Image.Image:
    """Return a loaded picture as 8-bit sRGB, whatever its mode, transparency put on white.

    An embedded ICC profile is applied when it is valid and fits the picture's mode, and is
    ignored otherwise.

    Args:
        image: a picture whose pixels are loaded.
        transparency: what ``transparent_colour`` returned for it.
    """
    profile = image.info.get("icc_profile")
    image, alpha = _split_alpha(image, transparency)
    rgb = _apply_profile(image, profile) if profile else None
    if rgb is None:
        rgb = _lab_to_rgb(image) if image.mode == "LAB" else image.convert("RGB")
    if alpha is None:
        return rgb
    on_white = Image.new("RGB", rgb.size, _WHITE)
    on_white.paste(rgb, mask=alpha)
    return on_white


def _split_alpha(
    image: Image.Image, transparency: object
) -> tuple[Image.Image, Image.Image | None]:
    """Return the colours in an 8-bit mode without alpha, and the alpha channel if any."""
    mode = image.mode
    if mode.startswith(("I", "F")):
        alpha = None
        if isinstance(transparency, int):
            alpha = Image.fromarray(
                np.where(np.asarray(image) == transparency, 0, 255).astype(np.uint8)
            )
        return _deep_grey_to_8_bits(image), alpha
    if transparency is not None and mode in {"1", "L", "P", "RGB"}:
        image.info["transparency"] = transparency
        image = image.convert("RGBA")
    elif mode in {"PA", "RGBa"}:
        image = image.convert("RGBA")
    elif mode == "La":
        image = image.convert("LA")
    elif mode == "1":
        return image.convert("L"), None
    elif mode in {"P", "RGBX", "HSV", "YCbCr"}:
        return image.convert("RGB"), None
    if image.mode in {"RGBA", "LA"}:
        return image.convert(image.mode[:-1]), image.getchannel("A")
    return image, None


def _deep_grey_to_8_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit, 32-bit and floating-point grey to 8 bits.

    16-bit files use their full range. The wider modes do not say which range they use, so the
    smallest usual one that holds the values is taken: 0..1 (floating point only), 0..255,
    0..65535, else lowest to highest value.
    """
    values = np.asarray(image).astype(np.float32)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if image.mode.startswith("I;16"):
        scaled = values / 257.0
    elif low < 0 or high > 65535:
        scaled = (values - low) * (255.0 / max(high - low, 1e-12))
    elif high > 255:
        scaled = values / 257.0
    elif high <= 1 and image.mode == "F":
        scaled = values * 255.0
    else:
        scaled = values
    if _is_white_zero(image):
        scaled = 255.0 - scaled
    return Image.fromarray(np.clip(np.rint(scaled), 0, 255).astype(np.uint8))


def _is_white_zero(image: Image.Image) -> bool:
    """Whether a 16-bit TIFF counts from white to black, which Pillow leaves to its caller."""
    tags = getattr(image, "tag_v2", None)
    return (
        tags is not None
        and image.mode.startswith("I;16")
        and tags.get(_TIFF_PHOTOMETRIC) == _TIFF_WHITE_IS_ZERO
    )


def _apply_profile(image: Image.Image, profile: object) -> Image.Image | None:
    """Convert to sRGB by an embedded ICC profile, or return None if it cannot be used."""
    if not isinstance(profile, bytes) or not 128 < len(profile) <= _MAX_PROFILE_BYTES:
        return None
    if _PROFILE_MODES.get(profile[16:20]) != image.mode:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        # Most profiles in the wild are sRGB itself; the round trip would only cost time.
        if ImageCms.getProfileDescription(source).strip().startswith("sRGB"):
            return image.convert("RGB")
        return ImageCms.profileToProfile(
            image,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _lab_to_rgb(image: Image.Image) -> Image.Image:
    transform = ImageCms.buildTransform(
        ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB"
    )
    converted = ImageCms.applyTransform(image, transform)
    if converted is None:
        raise ValueError("the colours cannot be converted")
    return converted
