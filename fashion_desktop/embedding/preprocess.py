"""From an upright RGB picture to the pixels that the network takes. Free of torch."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PIL import Image

from fashion_desktop.domain.weights import Fit, Preprocessing

_MAX_PADDED_PIXELS = 50_000_000
_MAX_CROP_ASPECT = 8


def prepare(image: Image.Image, preprocessing: Preprocessing) -> npt.NDArray[np.uint8]:
    """Return a picture as network input of shape (height, width, 3), RGB, 0..255.

    Scaling to 0..1 and normalising are left to the engine.

    Args:
        image: upright, mode "RGB", of any shape.
        preprocessing: belongs to the weights.
    """
    fitted = (
        _padded(image, preprocessing)
        if preprocessing.fit is Fit.PAD
        else _cropped(image, preprocessing)
    )
    return np.array(fitted, dtype=np.uint8)


def decode_target(preprocessing: Preprocessing) -> tuple[int, int]:
    """Return the smallest (width, height) in pixels at which decoding loses nothing that counts."""
    if preprocessing.fit is Fit.PAD:
        return preprocessing.width, preprocessing.height
    return preprocessing.resize_shorter, preprocessing.resize_shorter


def _padded(image: Image.Image, preprocessing: Preprocessing) -> Image.Image:
    """Pad to the input's aspect ratio with the median colour of the outer frame, then resize."""
    fill = frame_colour(image)
    image = _shrunk_for_padding(image, preprocessing)
    padded_size = _padded_size(image.size, preprocessing)
    if padded_size != image.size:
        canvas = Image.new("RGB", padded_size, fill)
        left = (padded_size[0] - image.width) // 2
        top = (padded_size[1] - image.height) // 2
        canvas.paste(image, (left, top))
        image = canvas
    return image.resize((preprocessing.width, preprocessing.height), Image.Resampling.BILINEAR)


def _padded_size(size: tuple[int, int], preprocessing: Preprocessing) -> tuple[int, int]:
    width, height = size
    wide, high = preprocessing.width, preprocessing.height
    if width * high < height * wide:
        return max(width, round(height * wide / high)), height
    return width, max(height, round(width * high / wide))


def _shrunk_for_padding(image: Image.Image, preprocessing: Preprocessing) -> Image.Image:
    """Return the picture, made smaller if padding a very long one would fill the memory."""
    padded_width, padded_height = _padded_size(image.size, preprocessing)
    excess = padded_width * padded_height / _MAX_PADDED_PIXELS
    if excess <= 1:
        return image
    scale = 1 / math.sqrt(excess)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BILINEAR)


def frame_colour(image: Image.Image) -> tuple[int, int, int]:
    """Return the median colour, channel by channel, of the outer one-pixel frame."""
    width, height = image.size
    sides = [
        image.crop(box)
        for box in (
            (0, 0, width, 1),
            (0, height - 1, width, height),
            (0, 0, 1, height),
            (width - 1, 0, width, height),
        )
    ]
    frame = np.concatenate([np.asarray(side).reshape(-1, 3) for side in sides])
    red, green, blue = (int(value) for value in np.median(frame, axis=0))
    return red, green, blue


def _cropped(image: Image.Image, preprocessing: Preprocessing) -> Image.Image:
    """Resize the shorter side, then cut the centre, as torchvision's Resize and CenterCrop."""
    image = _without_far_ends(image)
    width, height = image.size
    shorter = preprocessing.resize_shorter
    if width <= height:
        size = (shorter, int(shorter * height / width))
    else:
        size = (int(shorter * width / height), shorter)
    resized = image.resize(size, Image.Resampling.BILINEAR)
    left = round((size[0] - preprocessing.width) / 2)
    top = round((size[1] - preprocessing.height) / 2)
    return resized.crop((left, top, left + preprocessing.width, top + preprocessing.height))


def _without_far_ends(image: Image.Image) -> Image.Image:
    """Cut the ends off a very long picture, which the centre crop would throw away anyway."""
    width, height = image.size
    longest = _MAX_CROP_ASPECT * min(width, height)
    if max(width, height) <= longest:
        return image
    if width > height:
        left = (width - longest) // 2
        return image.crop((left, 0, left + longest, height))
    top = (height - longest) // 2
    return image.crop((0, top, width, top + longest))
