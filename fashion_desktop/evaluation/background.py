"""Where a photo shows nothing but a plain background."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from fashion_desktop.embedding.preprocess import frame_colour

Mask = npt.NDArray[np.bool_]

TOLERANCE = 24
"""Largest difference, in any of the three channels (0..255), that still counts as background."""


def background_mask(image: Image.Image, tolerance: int = TOLERANCE) -> Mask:
    """Return which pixels are background: near the frame's colour, and connected to the frame.

    The frame is the outermost row and column on each side, its colour the median. Pixels connect
    by their sides.

    Args:
        image: mode "RGB".

    Returns:
        Shape (height, width).
    """
    pixels = np.asarray(image, dtype=np.int16)
    colour = np.array(frame_colour(image), dtype=np.int16)
    near: Mask = np.abs(pixels - colour).max(axis=2) <= tolerance
    reached = near & _frame(near.shape)
    while True:
        before = int(reached.sum())
        reached = _spread_along_rows(reached, near)
        reached = _spread_along_rows(reached.T, near.T).T
        if int(reached.sum()) == before:
            return reached


def frame_share(mask: Mask) -> float:
    """Return how much of the outermost rows and columns is background, from 0 to 1."""
    return float(mask[_frame(mask.shape)].mean())


def _frame(shape: tuple[int, ...]) -> Mask:
    frame = np.ones(shape, dtype=np.bool_)
    frame[1:-1, 1:-1] = False
    return frame


def _spread_along_rows(reached: Mask, near: Mask) -> Mask:
    """Return ``reached`` and all of ``near`` that lies in one unbroken run of a row with it."""
    rows = np.arange(near.shape[0])[:, None]
    # The number changes with every pixel that is not near, and from row to row.
    runs = np.cumsum(~near.ravel()).reshape(near.shape) + rows
    has_reached = np.zeros(int(runs[-1, -1]) + 1, dtype=np.bool_)
    has_reached[runs[reached]] = True
    return near & has_reached[runs]
