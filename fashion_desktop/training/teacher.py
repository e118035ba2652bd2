"""What a pretrained network sees in each photo: the example that the student follows.

The teacher is EfficientNet-Lite2 with ImageNet weights, from the Python package index. Its
features of every training photo are computed once. See Hinton, Vinyals and Dean, "Distilling
the Knowledge in a Neural Network", 2015, and for features instead of labels Romero et al.,
"FitNets", 2015.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fashion_desktop.evaluation.efficientnet_lite import DIMENSION, EfficientNetLite
from fashion_desktop.training.array_cache import store_arrays, stored_arrays

Features = npt.NDArray[np.float16]

_VARIANT = 2
_BATCH = 32
_DIMENSIONS = 512


@dataclass(frozen=True, slots=True)
class TeacherInput:
    """Photos as the teacher gets them.

    Attributes:
        pixels: (n, h, w, 3), RGB.
        width, height: what they are resized to.
    """

    pixels: npt.NDArray[np.uint8]
    width: int
    height: int


def teacher_features(
    sets: Sequence[TeacherInput], file: Path, progress: Callable[[int, int], None]
) -> list[Features]:
    """Return the teacher's features, (n, 512), of each set of n photos.

    The 1280 pooled features are centred, rotated onto the principal directions of all sets
    together, of which the first 512 are kept, half whitened and scaled to a length of 1.

    Args:
        sets: the photos.
        file: an ``.npz`` file where the features are kept; read if they are of these photos.
        progress: called with how many are done, of how many.

    Raises:
        FashionDesktopError: the packages of the extra "training" are not installed, or
            ``file`` cannot be written.
    """
    ends = np.cumsum([len(one.pixels) for one in sets])[:-1]
    inputs = _digest(sets)
    stored = stored_arrays(file, "inputs", "features")
    if stored is not None and np.array_equal(stored[0], inputs):
        return np.split(stored[1], ends)
    raw = _pooled(sets, progress)
    raw -= raw.mean(axis=0)
    _, directions = np.linalg.eigh(raw.T.astype(np.float64) @ raw)
    rotated = raw @ directions[:, ::-1][:, :_DIMENSIONS].astype(np.float32)
    # Half whitened: the leading directions still lead, but not alone.
    rotated /= np.sqrt(rotated.std(axis=0) + 1e-6)
    rotated /= np.linalg.norm(rotated, axis=1, keepdims=True)
    features = rotated.astype(np.float16)
    store_arrays(file, inputs=inputs, features=features)
    return np.split(features, ends)


def _digest(sets: Sequence[TeacherInput]) -> str:
    digest = hashlib.sha256(f"EfficientNet-Lite{_VARIANT} {_DIMENSIONS}\n".encode())
    for one in sets:
        digest.update(f"{one.pixels.shape} {one.width}x{one.height}\n".encode())
        digest.update(np.ascontiguousarray(one.pixels).data)
    return digest.hexdigest()


def _pooled(
    sets: Sequence[TeacherInput], progress: Callable[[int, int], None]
) -> npt.NDArray[np.float32]:
    network = EfficientNetLite(_VARIANT)
    total = sum(len(one.pixels) for one in sets)
    pooled = np.empty((total, DIMENSION), np.float32)
    done = 0
    for one in sets:
        for start in range(0, len(one.pixels), _BATCH):
            part = one.pixels[start : start + _BATCH]
            pooled[done : done + len(part)] = network.features(part, (one.width, one.height))
            done += len(part)
            progress(done, total)
    network.close()
    return pooled
