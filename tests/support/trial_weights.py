"""Weights files that differ from the bundled ones, made where they are needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.storage.resources import resource_path


def write_trial_weights(target: Path, spread: float = 0.18, seed: int = 4) -> Path:
    """Write the bundled weights with every convolution's numbers moved at random.

    Args:
        spread: by how much, as a share of each number; larger changes more look-alikes.
    """
    from safetensors import safe_open
    from safetensors.numpy import load_file, save_file

    bundled = resource_path("weights", BUNDLED_FILE)
    with safe_open(bundled, "np") as file:
        metadata = {**file.metadata(), "name": "Trial weights"}
    tensors = load_file(bundled)
    random = np.random.default_rng(seed)
    for name, values in tensors.items():
        if values.ndim == 4:
            factors = 1 + spread * random.standard_normal(values.shape, np.float32)
            tensors[name] = (values.astype(np.float32) * factors).astype(values.dtype)
    save_file(tensors, target, metadata)
    return target
