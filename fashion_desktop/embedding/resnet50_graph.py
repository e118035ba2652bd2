"""ResNet50 as ONNX Runtime takes it: a small file of arithmetic, and the numbers it refers to.

The file ``resources/network/resnet50.onnx`` says what is computed, for photos of any size and any
weights. It holds no numbers: a hundred megabytes in a message would be copied several times. Batch
normalisations are folded into the convolutions, so it has none.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.weights import Preprocessing
from fashion_desktop.embedding.resnet50_layout import NORM_EPSILON, Convolution, convolutions
from fashion_desktop.embedding.stored_tensor import Weights
from fashion_desktop.storage.resources import resource_path

PIXELS = "pixels"
"""The input: uint8 (n, height, width, 3)."""
FEATURES = "features"
"""The output: float32 (n, 2048)."""
HEIGHT, WIDTH = "height", "width"
"""The input's sizes in pixels, to be fixed before the network is built: so it is faster."""
MEAN, SCALE = "mean", "scale"
"""Of the colours, 0..255, float32 (1, 3, 1, 1): the network computes ``scale * (x - mean)``."""

_LARGEST_VALUE = 255


def graph_path() -> Path:
    """Return where the file of arithmetic is."""
    return resource_path("network", "resnet50.onnx")


def kernel_name(layer: Convolution) -> str:
    """Return what the file calls a convolution's kernel."""
    return f"{layer.name}.kernel"


def bias_name(layer: Convolution) -> str:
    """Return what the file calls a convolution's bias."""
    return f"{layer.name}.bias"


def graph_arrays(weights: Weights, preprocessing: Preprocessing) -> Weights:
    """Return every number that the file refers to, by its name there.

    Folding: normalisation is ``scale * (x - mean) + bias`` with ``scale = weight / sqrt(variance
    + epsilon)``, hence a convolution with ``scale * kernel`` and the bias ``bias - scale * mean``.
    Computed in float64.

    Args:
        weights: as ``read_weights`` returns them.
        preprocessing: belongs to the weights.
    """
    mean = np.array(preprocessing.mean).reshape(1, 3, 1, 1) * _LARGEST_VALUE
    std = np.array(preprocessing.std).reshape(1, 3, 1, 1) * _LARGEST_VALUE
    arrays = {MEAN: _float32(mean), SCALE: _float32(1 / std)}
    for layer in convolutions():
        weight, bias, norm_mean, variance = (
            weights[f"{layer.norm}.{parameter}"].astype(np.float64)
            for parameter in ("weight", "bias", "running_mean", "running_var")
        )
        scale = weight / np.sqrt(variance + NORM_EPSILON)
        kernel = weights[f"{layer.name}.weight"] * scale[:, None, None, None]
        arrays[kernel_name(layer)] = _float32(kernel)
        arrays[bias_name(layer)] = _float32(bias - norm_mean * scale)
    return arrays


def _float32(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    return np.ascontiguousarray(values, dtype=np.float32)
