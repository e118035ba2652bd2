"""What a set of ResNet50 weights expects and how its vectors are told apart."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum

FEATURE_DIM = 2048
"""ResNet50's globally average-pooled features."""


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
class WeightsInfo:
    """Identity of loaded weights.

    Attributes:
        fingerprint: 16 hex digits over the weights file's SHA-256 and the preprocessing;
            vectors are comparable exactly when their fingerprints are equal.
    """

    name: str
    fingerprint: str
    preprocessing: Preprocessing


def fingerprint_of(weights_sha256: str, preprocessing: Preprocessing) -> str:
    """Return the fingerprint of a weights file used with a preprocessing."""
    canonical = json.dumps(asdict(preprocessing), sort_keys=True)
    return hashlib.sha256(f"{weights_sha256}\n{canonical}".encode()).hexdigest()[:16]
