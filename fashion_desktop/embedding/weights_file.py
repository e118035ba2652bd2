"""Loads the numbers of a weights file, and nothing that could run code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import WeightsInfo
from fashion_desktop.embedding.resnet50_layout import parameter_shapes
from fashion_desktop.embedding.stored_tensor import (
    WHOLE_NUMBERS,
    StoredTensor,
    Weights,
    from_bfloat16,
)
from fashion_desktop.embedding.torch_weights import read_torch_file
from fashion_desktop.embedding.weights_info import (
    EXPECTED,
    WeightsFormat,
    damaged,
    read_info,
    unreadable,
    weights_format_of,
)

_PREFIXES = ("module.", "backbone.", "model.", "_orig_mod.")
"""What training wrappers put before every name."""
_COUNTERS = ".num_batches_tracked"
_HEAD = "fc."
_FRACTIONS = frozenset({"F64", "F32", "F16"})
_BFLOAT16 = "BF16"


def read_weights(path: Path) -> tuple[WeightsInfo, Weights]:
    """Load a weights file as float32 arrays named and shaped as ``parameter_shapes`` says.

    Accepts safetensors and PyTorch state dicts, with or without a classification layer, batch
    counters and the usual name prefixes, in half, single or double precision. None of it
    takes torch.

    Raises:
        WeightsError: missing, damaged, too large, code inside, another network, or numbers
            that are not finite; the message says what was expected.
    """
    weights_format = weights_format_of(path)
    info = read_info(path)
    read = _read_safetensors if weights_format is WeightsFormat.SAFETENSORS else read_torch_file
    return info, _checked(_unwrapped(read(path)), path)


def _read_safetensors(path: Path) -> dict[str, StoredTensor]:
    import safetensors

    # Its functions are compiled and have no types.
    library: Any = safetensors
    try:
        file = library.safe_open(path, framework="numpy")
        names: list[str] = file.keys()
        kinds = {name: str(file.get_slice(name).get_dtype()) for name in names}
        shapes = {name: tuple(file.get_slice(name).get_shape()) for name in names}
        # NumPy has no such type: its numbers are taken from the raw bytes.
        halves = {}
        if _BFLOAT16 in kinds.values():
            content = library.deserialize(path.read_bytes())
            halves = {name: bytes(raw["data"]) for name, raw in content if kinds[name] == _BFLOAT16}
    except OSError as error:
        raise unreadable(path, error) from error
    except (safetensors.SafetensorError, ValueError, KeyError, RuntimeError):
        raise damaged(path) from None

    def stored(name: str) -> StoredTensor:
        if name in halves:
            numbers = np.frombuffer(halves[name], "<u2").reshape(shapes[name])
            return StoredTensor(shapes[name], "", lambda: from_bfloat16(numbers))
        problem = ""
        if kinds[name] not in _FRACTIONS:
            problem = f"is stored as {kinds[name]}" if kinds[name][0] == "F" else WHOLE_NUMBERS
        return StoredTensor(shapes[name], problem, lambda: _as_float32(file.get_tensor(name)))

    return {name: stored(name) for name in kinds}


def _as_float32(numbers: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
    with np.errstate(over="ignore"):
        return numbers.astype(np.float32, copy=False)


def _unwrapped(tensors: Mapping[str, StoredTensor]) -> dict[str, StoredTensor]:
    """Take off name prefixes; what lies beside the prefixed part (heads, optimisers) is left."""
    named = dict(tensors)
    while "conv1.weight" not in named:
        prefix = next((p for p in _PREFIXES if any(name.startswith(p) for name in named)), None)
        if prefix is None:
            break
        named = {
            name.removeprefix(prefix): value
            for name, value in named.items()
            if name.startswith(prefix)
        }
    return named


@cache
def _known_names() -> frozenset[str]:
    shapes = parameter_shapes()
    norms = {name.rpartition(".")[0] for name in shapes if name.endswith(".running_var")}
    return frozenset(shapes) | {f"{norm}{_COUNTERS}" for norm in norms}


def _checked(tensors: Mapping[str, StoredTensor], path: Path) -> Weights:
    """Return the tensors of exactly the expected names and shapes, as float32.

    Shapes come first: a stretched tensor takes no space in its file, but would when converted.
    """
    parts = {name.split(".")[0] for name in _known_names()}
    for name in tensors:
        known = name in _known_names() or name.startswith(_HEAD)
        if name.split(".")[0] in parts and not known:
            raise _other_network(path, f"it has “{name}”, which ResNet50 does not have")
    checked: Weights = {}
    for name, shape in parameter_shapes().items():
        tensor = tensors.get(name)
        if tensor is None:
            raise _other_network(path, f"“{name}” is missing")
        if tensor.shape != shape:
            raise _other_network(path, f"“{name}” has shape {tensor.shape} instead of {shape}")
        if tensor.problem:
            raise _other_network(path, f"“{name}” {tensor.problem}")
        checked[name] = _usable(name, tensor.read(), path)
    return checked


def _usable(name: str, numbers: npt.NDArray[np.float32], path: Path) -> npt.NDArray[np.float32]:
    if not np.isfinite(numbers).all():
        raise WeightsError(
            f"The weights in “{path.name}” are unusable: “{name}” contains values that are not "
            "numbers, as after a training that went wrong. Choose another weights file."
        )
    if name.endswith(".running_var") and (numbers < 0).any():
        raise WeightsError(
            f"The weights in “{path.name}” are unusable: “{name}” contains negative variances. "
            "Choose another weights file."
        )
    return numbers


def _other_network(path: Path, difference: str) -> WeightsError:
    return WeightsError(
        f"The weights in “{path.name}” are for another network: {difference}. {EXPECTED}"
    )
