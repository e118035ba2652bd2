"""Backgrounds that photos are put before: plain, lit from one side, grainy, patterned, blurred.

None shows a garment: a network that sees one behind the product would be taught to ignore it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

Picture = npt.NDArray[np.float32]

_SHARES = {
    "plain": 0.2,
    "grey": 0.1,
    "gradient": 0.15,
    "grain": 0.3,
    "pattern": 0.1,
    "corner": 0.15,
}
_LIGHT = (90.0, 256.0)
_GRAIN_SIZES = (0.01, 0.3)  # of the height
_GRAIN_DEVIATIONS = (4.0, 26.0)  # of 0..255
_STRIPE_WIDTHS = (0.02, 0.2)  # of the height
_CORNER = (0.12, 0.3)  # of a scene's height and width: what stands in its middle stays out


class Backgrounds:
    """Makes random backgrounds.

    Args:
        rng: decides everything.
        scenes: (m, h, w, 3), photos of rooms; only their corners are used, enlarged.
    """

    def __init__(self, rng: np.random.Generator, scenes: npt.NDArray[np.uint8]) -> None:
        self._rng = rng
        self._scenes = scenes

    def picture(self, height: int, width: int) -> Picture:
        """Return the next background, (height, width, 3), 0..255."""
        kind = self._rng.choice(list(_SHARES), p=list(_SHARES.values()))
        colour = self._colour()
        picture = np.broadcast_to(colour, (height, width, 3)).astype(np.float32)
        if kind == "grey":
            picture[:] = self._rng.uniform(0, 256)
        elif kind == "gradient":
            picture = self._between(colour, self._slope(height, width))
        elif kind == "grain":
            picture += self._grain(height, width)
        elif kind == "pattern":
            picture = self._between(colour, self._stripes(height, width))
        elif kind == "corner":
            picture = self._corner(height, width)
        return np.clip(picture, 0, 255)

    def _colour(self) -> Picture:
        """Return a light colour, or one near grey: what walls, floors and tables have."""
        if self._rng.random() < 0.5:
            return self._rng.uniform(*_LIGHT, 3).astype(np.float32)
        shades = self._rng.uniform(40, 250) + self._rng.normal(0, 14, 3)
        return np.clip(shades, 0, 255).astype(np.float32)

    def _between(self, colour: Picture, share: Picture) -> Picture:
        other = colour + self._rng.normal(0, 45) + self._rng.normal(0, 12, 3)
        mixed: Picture = (colour + (other - colour) * share[:, :, None]).astype(np.float32)
        return mixed

    def _along(self, height: int, width: int) -> Picture:
        """Return how far each pixel lies along a random direction, in heights."""
        angle = self._rng.uniform(0, 2 * np.pi)
        rows, columns = np.mgrid[:height, :width].astype(np.float32) / height
        along: Picture = (columns * np.cos(angle) + rows * np.sin(angle)).astype(np.float32)
        return along

    def _slope(self, height: int, width: int) -> Picture:
        along = self._along(height, width)
        slope: Picture = (along - along.min()) / max(float(np.ptp(along)), 1e-6)
        return slope

    def _stripes(self, height: int, width: int) -> Picture:
        """Return stripes, or checks where a second direction crosses the first."""
        period = 2 * self._rng.uniform(*_STRIPE_WIDTHS)
        stripes = (self._along(height, width) / period) % 1 < 0.5
        if self._rng.random() < 0.5:
            stripes ^= (self._along(height, width) / period) % 1 < 0.5
        return stripes.astype(np.float32)

    def _grain(self, height: int, width: int) -> Picture:
        """Return noise of one to three sizes, as cloth, wood, stone and plaster have."""
        surface = np.zeros((height, width, 1), np.float32)
        for _ in range(int(self._rng.integers(1, 4))):
            low, high = np.log(_GRAIN_SIZES)
            down = max(1.0, float(np.exp(self._rng.uniform(low, high))) * height)
            across = max(1.0, down * float(np.exp(self._rng.normal(0, 0.7))))
            coarse = max(2, round(height / down)), max(2, round(width / across))
            noise = self._rng.normal(0, self._rng.uniform(*_GRAIN_DEVIATIONS), coarse)
            smooth = Image.fromarray(noise.astype(np.float32)).resize(
                (width, height), Image.Resampling.BILINEAR
            )
            surface[:, :, 0] += np.asarray(smooth)
        return surface * self._rng.uniform(0.8, 1.2, 3).astype(np.float32)

    def _corner(self, height: int, width: int) -> Picture:
        scene = self._scenes[self._rng.integers(len(self._scenes))]
        share = self._rng.uniform(*_CORNER)
        down, across = (max(2, round(share * side)) for side in scene.shape[:2])
        top = 0 if self._rng.random() < 0.5 else scene.shape[0] - down
        left = 0 if self._rng.random() < 0.5 else scene.shape[1] - across
        cut = Image.fromarray(scene[top : top + down, left : left + across])
        return np.asarray(cut.resize((width, height), Image.Resampling.BILINEAR), np.float32)
