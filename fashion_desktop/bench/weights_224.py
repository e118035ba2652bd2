"""The bundled weights as a file that counts as ImageNet-style: photos come in at 224 x 224."""

from __future__ import annotations

from pathlib import Path

from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.embedding.weights_choice import resolve_weights
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.storage.settings_store import weights_cache_folder


def bundled_weights() -> Path:
    """Return the weights file that the program uses without any settings."""
    return resolve_weights(WeightsChoice.BUNDLED, None, weights_cache_folder())


def write_weights_224(target: Path) -> Path:
    """Write the bundled weights without the metadata that says how they were trained.

    A ResNet50 takes photos of any size; only what it is asked to see changes.
    """
    from safetensors.numpy import save_file

    _, weights = read_weights(bundled_weights())
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file(weights, target)
    return target
