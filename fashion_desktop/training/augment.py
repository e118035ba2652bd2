"""Changes photos as people's cameras and shops do, without changing what they are."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

if TYPE_CHECKING:
    import torch

_MAX_TURN = math.radians(14)
_LOG_SCALE = (math.log(0.72), math.log(1.3))  # of the visible cut-out; above 1 the photo shrinks
_STRETCH = 1.1  # of the width, at most, while the height shrinks by as much
_SHIFT = 0.09  # of the size
_BRIGHTNESS = (0.65, 1.35)
_CONTRAST = (0.8, 1.2)
_TINT = 0.05  # of each channel's gain: colours keep their names
_JPEG_SHARE, _JPEG_QUALITY = 0.25, (20, 70)
_BLUR_SHARE = 0.15
_NEW_BACKGROUND_SHARE = 0.35
_ERASED_SHARE = 0.15


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
        scenes: npt.NDArray[np.uint8],
    ) -> torch.Tensor:
        """Return changed photos as float32 (n, 3, height, width), 0..1.

        Args:
            pixels: (n, h, w, 3).
            background: (n, h, w), where another background may be put.
            scenes: (m, h2, w2, 3), photos that serve as other backgrounds.
        """
        import torch
        from torch.nn import functional

        pixels = self._recompressed(self._on_other_backgrounds(pixels, background, scenes))
        photos = torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))).float() / 255
        grid = functional.affine_grid(
            torch.from_numpy(self._placements(len(pixels))),
            [len(pixels), 3, self._height, self._width],
            align_corners=False,
        )
        views = functional.grid_sample(photos, grid, padding_mode="border", align_corners=False)
        return self._erased(self._relit(self._blurred(views)))

    def _chosen(self, count: int, share: float) -> npt.NDArray[np.int64]:
        return np.flatnonzero(self._rng.random(count) < share)

    def _on_other_backgrounds(
        self,
        pixels: npt.NDArray[np.uint8],
        background: npt.NDArray[np.bool_],
        scenes: npt.NDArray[np.uint8],
    ) -> npt.NDArray[np.uint8]:
        changed = pixels.copy()
        height, width = pixels.shape[1:3]
        for one in self._chosen(len(pixels), _NEW_BACKGROUND_SHARE):
            if self._rng.random() < 0.5:
                plain = self._rng.integers(90, 256, 3) if self._rng.random() < 0.6 else None
                if plain is None:
                    plain = np.full(3, self._rng.integers(0, 256))
                changed[one][background[one]] = plain
            else:
                scene = scenes[self._rng.integers(len(scenes))]
                top = self._rng.integers(scene.shape[0] - height + 1)
                left = self._rng.integers(scene.shape[1] - width + 1)
                cut = scene[top : top + height, left : left + width]
                changed[one][background[one]] = cut[background[one]]
        return changed

    def _recompressed(self, pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        for one in self._chosen(len(pixels), _JPEG_SHARE):
            file = io.BytesIO()
            quality = int(self._rng.integers(*_JPEG_QUALITY))
            Image.fromarray(pixels[one]).save(file, "JPEG", quality=quality)
            pixels[one] = np.asarray(Image.open(file))
        return pixels

    def _placements(self, count: int) -> npt.NDArray[np.float32]:
        """Return (count, 2, 3) matrices: flips, turns, zooms and shifts of the cut-out."""
        rng = self._rng
        turn = rng.uniform(-_MAX_TURN, _MAX_TURN, count) * (rng.random(count) < 0.6)
        zoom = np.exp(rng.uniform(*_LOG_SCALE, count))
        stretch = np.exp(rng.uniform(-math.log(_STRETCH), math.log(_STRETCH), count))
        mirror = np.where(rng.random(count) < 0.5, -1.0, 1.0)
        aspect = self._height / self._width
        matrices = np.empty((count, 2, 3), np.float32)
        matrices[:, 0, 0] = mirror * zoom * stretch * np.cos(turn)
        matrices[:, 0, 1] = -zoom / stretch * np.sin(turn) * aspect
        matrices[:, 1, 0] = mirror * zoom * stretch * np.sin(turn) / aspect
        matrices[:, 1, 1] = zoom / stretch * np.cos(turn)
        matrices[:, :, 2] = rng.uniform(-2 * _SHIFT, 2 * _SHIFT, (count, 2))
        return matrices

    def _blurred(self, views: torch.Tensor) -> torch.Tensor:
        from torch.nn import functional

        chosen = self._chosen(len(views), _BLUR_SHARE)
        if len(chosen):
            padded = functional.pad(views[chosen], (1, 1, 1, 1), mode="replicate")
            views[chosen] = functional.avg_pool2d(padded, 3, 1)
        return views

    def _relit(self, views: torch.Tensor) -> torch.Tensor:
        import torch

        count = len(views)
        gain = self._rng.uniform(*_BRIGHTNESS, (count, 1))
        gain = gain * self._rng.uniform(1 - _TINT, 1 + _TINT, (count, 3))
        contrast = self._rng.uniform(*_CONTRAST, (count, 1))
        gains = torch.from_numpy((gain * contrast)[:, :, None, None].astype(np.float32))
        level = torch.from_numpy((gain * (1 - contrast))[:, :, None, None].astype(np.float32))
        mean = views.mean(dim=(1, 2, 3), keepdim=True)
        return (views * gains + mean * level).clamp_(0, 1)

    def _erased(self, views: torch.Tensor) -> torch.Tensor:
        for one in self._chosen(len(views), _ERASED_SHARE):
            high = int(self._rng.uniform(0.15, 0.35) * self._height)
            wide = int(self._rng.uniform(0.15, 0.35) * self._width)
            top = self._rng.integers(self._height - high)
            left = self._rng.integers(self._width - wide)
            views[one, :, top : top + high, left : left + wide] = float(self._rng.random())
        return views
