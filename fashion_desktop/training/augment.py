"""Changes photos as people's cameras and shops do, without changing what they are."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

from fashion_desktop.training.backgrounds import Backgrounds

if TYPE_CHECKING:
    import torch

_STRETCH = 1.1  # of the width, at most, while the height shrinks by as much
_DENSEST = 2  # samples an output pixel, each way; each is a mean of 2 x 2 pixels itself
_JPEG_QUALITY = (20, 70)
_RING_TOLERANCE = (14, 40)  # of 0..255: how different from it the background's rim may be


@dataclass(frozen=True, slots=True)
class Strength:
    """How much photos are changed. Shares are of the photos, ranges are drawn from evenly.

    Attributes:
        turn_degrees: largest turn to either side, of ``turned`` of the photos.
        zoom: side of the visible cut-out; above 1 the photo shrinks. Drawn by logarithm.
        shift: largest shift, of the size.
        brightness: gain of all channels, by logarithm; what is brighter than white is cut off.
        contrast: gain of the differences from the mean.
        tint: largest change of one channel's gain: colours keep their names.
        jpeg, blur, background, erased: shares of the photos that are compressed, blurred, put
            before another background, and hidden in part.
    """

    turn_degrees: float
    turned: float
    zoom: tuple[float, float]
    shift: float
    brightness: tuple[float, float]
    contrast: tuple[float, float]
    tint: float
    jpeg: float
    blur: float
    background: float
    erased: float


MILD = Strength(
    turn_degrees=8,
    turned=0.4,
    zoom=(0.78, 1.2),
    shift=0.06,
    brightness=(0.85, 1.15),
    contrast=(0.9, 1.1),
    tint=0.03,
    jpeg=0.1,
    blur=0.05,
    background=0.2,
    erased=0.05,
)
"""Near to how catalogues show products: what types and colours are learnt from."""

STRONG = Strength(
    turn_degrees=15,
    turned=0.6,
    zoom=(0.7, 1.35),
    shift=0.09,
    brightness=(0.62, 1.6),
    contrast=(0.8, 1.2),
    tint=0.05,
    jpeg=0.3,
    blur=0.15,
    background=0.65,
    erased=0.15,
)
"""What a photo may look like that somebody looks for the same product with."""

HOME = Strength(
    turn_degrees=15,
    turned=0.6,
    zoom=(0.6, 1.25),
    shift=0.09,
    brightness=(0.65, 1.45),
    contrast=(0.8, 1.2),
    tint=0.05,
    jpeg=0.15,
    blur=0.1,
    background=0.3,
    erased=0.15,
)
"""For photos taken at home: few, and each of another room and light."""

HOME_VARIED = Strength(
    turn_degrees=25,
    turned=0.7,
    zoom=(0.45, 1.3),
    shift=0.12,
    brightness=(0.6, 1.5),
    contrast=(0.7, 1.3),
    tint=0.1,
    jpeg=0.15,
    blur=0.15,
    background=0.3,
    erased=0.35,
)
"""For the same photos once they are known by heart."""


class Augmenter:
    """Makes network inputs of one size from cached photos.

    Args:
        rng: decides everything; the same generator gives the same pictures.
        width, height: of the network's input in pixels.
    """

    def __init__(self, rng: np.random.Generator, width: int, height: int) -> None:
        self._rng = rng
        self._width = width
        self._height = height

    def views(
        self,
        pixels: npt.NDArray[np.uint8],
        background: npt.NDArray[np.bool_],
        backgrounds: Backgrounds,
        strength: Strength,
    ) -> torch.Tensor:
        """Return changed photos as float32 (n, 3, height, width), 0..1.

        Args:
            pixels: (n, h, w, 3).
            background: (n, h, w), where another background may be put.
            backgrounds: what is put there.
            strength: how much is changed.
        """
        import torch
        from torch.nn import functional

        pixels = self._on_other_backgrounds(pixels, background, backgrounds, strength.background)
        pixels = self._recompressed(pixels, strength.jpeg)
        photos = torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))).float() / 255
        # Larger photos are sampled more densely and averaged: single samples would alias.
        dense = min(_DENSEST, max(1, round(pixels.shape[1] / self._height)))
        grid = functional.affine_grid(
            torch.from_numpy(self._placements(len(pixels), strength)),
            [len(pixels), 3, dense * self._height, dense * self._width],
            align_corners=False,
        )
        views = functional.grid_sample(photos, grid, padding_mode="border", align_corners=False)
        views = functional.avg_pool2d(views, dense) if dense > 1 else views
        views = self._relit(self._blurred(views, strength.blur), strength)
        return self._erased(views, strength.erased)

    def _chosen(self, count: int, share: float) -> npt.NDArray[np.int64]:
        return np.flatnonzero(self._rng.random(count) < share)

    def _by_logarithm(self, ends: tuple[float, float], count: int) -> npt.NDArray[np.float64]:
        low, high = (math.log(end) for end in ends)
        return np.exp(self._rng.uniform(low, high, count))

    def _on_other_backgrounds(
        self,
        pixels: npt.NDArray[np.uint8],
        background: npt.NDArray[np.bool_],
        backgrounds: Backgrounds,
        share: float,
    ) -> npt.NDArray[np.uint8]:
        changed = pixels.copy()
        for one in self._chosen(len(pixels), share):
            if not background[one].any():
                continue
            old = pixels[one].astype(np.float32)
            alpha = self._opacity(old, background[one])
            new = backgrounds.picture(*pixels.shape[1:3])
            changed[one] = (old + (new - old) * alpha[:, :, None]).round()
        return changed

    def _opacity(
        self, photo: npt.NDArray[np.float32], background: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.float32]:
        """Return how much of a new background shows, 0..1: with a rim now narrow, now wide."""
        plain = np.median(photo[background], axis=0)
        near = np.abs(photo - plain).max(axis=2) <= self._rng.uniform(*_RING_TOLERANCE)
        hard = (background | (_spread(background) & near)).astype(np.float32)
        soft = self._rng.uniform(0, 0.6)
        opacity: npt.NDArray[np.float32] = (1 - soft) * hard + soft * _averaged(hard)
        return opacity

    def _recompressed(self, pixels: npt.NDArray[np.uint8], share: float) -> npt.NDArray[np.uint8]:
        for one in self._chosen(len(pixels), share):
            file = io.BytesIO()
            quality = int(self._rng.integers(*_JPEG_QUALITY))
            Image.fromarray(pixels[one]).save(file, "JPEG", quality=quality)
            pixels[one] = np.asarray(Image.open(file))
        return pixels

    def _placements(self, count: int, strength: Strength) -> npt.NDArray[np.float32]:
        """Return (count, 2, 3) matrices: flips, turns, zooms and shifts of the cut-out."""
        rng = self._rng
        most = math.radians(strength.turn_degrees)
        turn = rng.uniform(-most, most, count) * (rng.random(count) < strength.turned)
        zoom = self._by_logarithm(strength.zoom, count)
        stretch = np.exp(rng.uniform(-math.log(_STRETCH), math.log(_STRETCH), count))
        mirror = np.where(rng.random(count) < 0.5, -1.0, 1.0)
        aspect = self._height / self._width
        matrices = np.empty((count, 2, 3), np.float32)
        matrices[:, 0, 0] = mirror * zoom * stretch * np.cos(turn)
        matrices[:, 0, 1] = -zoom / stretch * np.sin(turn) * aspect
        matrices[:, 1, 0] = mirror * zoom * stretch * np.sin(turn) / aspect
        matrices[:, 1, 1] = zoom / stretch * np.cos(turn)
        matrices[:, :, 2] = rng.uniform(-2 * strength.shift, 2 * strength.shift, (count, 2))
        return matrices

    def _blurred(self, views: torch.Tensor, share: float) -> torch.Tensor:
        from torch.nn import functional

        chosen = self._chosen(len(views), share)
        if len(chosen):
            padded = functional.pad(views[chosen], (1, 1, 1, 1), mode="replicate")
            views[chosen] = functional.avg_pool2d(padded, 3, 1)
        return views

    def _relit(self, views: torch.Tensor, strength: Strength) -> torch.Tensor:
        import torch

        count = len(views)
        gain = self._by_logarithm(strength.brightness, count)[:, None]
        gain = gain * self._rng.uniform(1 - strength.tint, 1 + strength.tint, (count, 3))
        contrast = self._rng.uniform(*strength.contrast, (count, 1))
        gains = torch.from_numpy((gain * contrast)[:, :, None, None].astype(np.float32))
        level = torch.from_numpy((gain * (1 - contrast))[:, :, None, None].astype(np.float32))
        mean = views.mean(dim=(1, 2, 3), keepdim=True)
        return (views * gains + mean * level).clamp_(0, 1)

    def _erased(self, views: torch.Tensor, share: float) -> torch.Tensor:
        for one in self._chosen(len(views), share):
            high = int(self._rng.uniform(0.15, 0.35) * self._height)
            wide = int(self._rng.uniform(0.15, 0.35) * self._width)
            top = self._rng.integers(self._height - high)
            left = self._rng.integers(self._width - wide)
            views[one, :, top : top + high, left : left + wide] = float(self._rng.random())
        return views


def _spread(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return a mask and what touches it."""
    return _averaged(mask.astype(np.float32)) > 0


def _averaged(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the means of 3 by 3 pixels around each."""
    padded = np.pad(values, 1, mode="edge")
    down = padded[:-2] + padded[1:-1] + padded[2:]
    averaged: npt.NDArray[np.float32] = (down[:, :-2] + down[:, 1:-1] + down[:, 2:]) / 9
    return averaged
