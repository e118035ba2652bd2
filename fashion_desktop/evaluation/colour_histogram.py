"""The plainest way to tell what looks alike: how much of which colour a photo has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from fashion_desktop.evaluation.neighbours import Features

_HUES, _SATURATIONS, _VALUES = 12, 4, 4
_EDGE_PX = 64


class ColourHistogram:
    """Joint histogram of hue, saturation and value, in 12, 4 and 4 equal steps.

    Colour histograms: Swain and Ballard, "Color Indexing", 1991. Each photo's shares are replaced
    by their square roots, so that half the squared L2 distance of two is their squared Hellinger
    distance.
    """

    name = "colour histogram"
    dimension = _HUES * _SATURATIONS * _VALUES
    about = f"hue, saturation and value in {_HUES}, {_SATURATIONS} and {_VALUES} steps"

    def features(self, images: Sequence[Image.Image]) -> Features:
        """Return shape (n, 192)."""
        return np.stack([self._features(image) for image in images])

    def _features(self, image: Image.Image) -> Features:
        small = image.copy()
        small.thumbnail((_EDGE_PX, _EDGE_PX), Image.Resampling.BOX)
        hue, saturation, value = np.asarray(small.convert("HSV"), dtype=np.int64).reshape(-1, 3).T
        step = (hue * _HUES >> 8) * _SATURATIONS + (saturation * _SATURATIONS >> 8)
        step = step * _VALUES + (value * _VALUES >> 8)
        counts = np.bincount(step, minlength=self.dimension)
        shares: Features = (counts / counts.sum()).astype(np.float32)
        return np.sqrt(shares)

    def close(self) -> None:
        """Do nothing: there is nothing to free."""
