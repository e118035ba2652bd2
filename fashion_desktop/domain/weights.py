"""What a set of ResNet50 weights expects and how its vectors are told apart."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import pairwise

from fashion_desktop.domain.similarity import score_from_squared_l2

FEATURE_DIM = 2048
"""ResNet50's globally average-pooled features."""

NEAREST_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
RANDOM_PAIR_SHARES = (0.05, 0.5, 0.95)


class Fit(StrEnum):
    """How a photo of any shape becomes the network's input shape."""

    PAD = "pad"
    """Pad to the input's aspect ratio with the median colour of the outer frame, then resize."""
    CROP = "crop"
    """Resize the shorter side, then cut the centre."""


class WeightsChoice(StrEnum):
    """Which weights to use, in settings."""

    BUNDLED = "bundled"
    FILE = "file"
    IMAGENET_V2 = "imagenet1k_v2"
    IMAGENET_V1 = "imagenet1k_v1"


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """From decoded RGB photo to network input; belongs to the weights.

    Attributes:
        width, height: input size in pixels.
        resize_shorter: shorter side in pixels before cropping (``Fit.CROP`` only).
        mean, std: per-channel normalisation of values scaled to 0..1.
    """

    width: int
    height: int
    fit: Fit
    resize_shorter: int = 0
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True)
class DistanceQuantiles:
    """The squared L2 distances that weights typically give, as measured by who made them.

    Attributes:
        nearest: from a product to its nearest neighbour, at ``NEAREST_SHARES``.
        random_pair: between two products drawn by lot, at ``RANDOM_PAIR_SHARES``.

    Raises:
        ValueError: the numbers cannot be quantiles of squared distances.
    """

    nearest: tuple[float, ...]
    random_pair: tuple[float, ...]

    def __post_init__(self) -> None:
        for values, shares in (
            (self.nearest, NEAREST_SHARES),
            (self.random_pair, RANDOM_PAIR_SHARES),
        ):
            if len(values) != len(shares):
                raise ValueError(f"there are {len(values)} quantiles instead of {len(shares)}")
            if not all(math.isfinite(value) and value >= 0 for value in values):
                raise ValueError("a squared distance is a number of 0 or more")
            if any(smaller > larger for smaller, larger in pairwise(values)):
                raise ValueError("quantiles of distances must rise")

    @property
    def typical_scores(self) -> tuple[float, float]:
        """The similarity of products drawn by lot, and that of very near neighbours."""
        ends = sorted((self.nearest[0], self.random_pair[len(self.random_pair) // 2]))
        return score_from_squared_l2(ends[1]), score_from_squared_l2(ends[0])


@dataclass(frozen=True, slots=True)
class WeightsInfo:
    """Identity of loaded weights, and what their file says about them.

    Attributes:
        fingerprint: 16 hex digits over the weights file's SHA-256 and the preprocessing;
            vectors are comparable exactly when their fingerprints are equal.
        version, licence, trained_on: in the file's own words; empty where it says nothing.
        recommended_threshold: the similarity from which on photos count as alike.
    """

    name: str
    fingerprint: str
    preprocessing: Preprocessing
    version: str = ""
    licence: str = ""
    trained_on: str = ""
    recommended_threshold: float | None = None
    distance_quantiles: DistanceQuantiles | None = None


def fingerprint_of(weights_sha256: str, preprocessing: Preprocessing) -> str:
    """Return the fingerprint of a weights file used with a preprocessing."""
    canonical = json.dumps(asdict(preprocessing), sort_keys=True)
    return hashlib.sha256(f"{weights_sha256}\n{canonical}".encode()).hexdigest()[:16]
