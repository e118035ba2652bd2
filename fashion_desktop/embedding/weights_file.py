"""Loads the numbers of a weights file, and nothing that could run code."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import WeightsInfo
from fashion_desktop.embedding.torchvision_loader import import_torchvision_models
from fashion_desktop.embedding.weights_info import (
    EXPECTED,
    MAX_WEIGHTS_BYTES,
    WeightsFormat,
    damaged,
    read_info,
    unreadable,
    weights_format_of,
)

if TYPE_CHECKING:
    from torch import Tensor, nn

_PREFIXES = ("module.", "backbone.", "model.", "_orig_mod.")
"""What training wrappers put before every name."""
_COUNTERS = "num_batches_tracked"
_HEAD = "fc."


def resnet50_without_head() -> nn.Module:
    """Return torchvision's ResNet50 that ends after average pooling (2048 features)."""
    from torch import nn

    model: nn.Module = import_torchvision_models().resnet50(weights=None)
    model.fc = nn.Identity()
    return model


def read_weights(path: Path) -> tuple[WeightsInfo, dict[str, Tensor]]:
    """Load a weights file as float32 tensors named as in ``resnet50_without_head``.

    Accepts safetensors and PyTorch state dicts, with or without a classification layer, batch
    counters and the usual name prefixes, in half, single or double precision.

    Raises:
        WeightsError: missing, damaged, too large, code inside, another network, or numbers
            that are not finite; the message says what was expected.
    """
    weights_format = weights_format_of(path)
    info = read_info(path)
    if weights_format is WeightsFormat.SAFETENSORS:
        return info, _checked(_unwrapped(_read_safetensors(path)), path)
    return info, _checked(_unwrapped(_read_torch(path)), path)


def _read_safetensors(path: Path) -> dict[str, Any]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return dict(load_file(path))
    except OSError as error:
        raise unreadable(path, error) from error
    except (SafetensorError, ValueError, KeyError, RuntimeError):
        raise damaged(path) from None


def _read_torch(path: Path) -> Mapping[Any, Any]:
    import torch

    try:
        _check_archive(path)
        content = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise unreadable(path, error) from error
    except pickle.UnpicklingError as error:
        # torch names the refused global when a pickle wants anything but tensors.
        if "global" in str(error).lower() or "unsupported" in str(error).lower():
            raise _has_code(path) from error
        raise damaged(path) from error
    except (RuntimeError, ValueError, LookupError, TypeError, AttributeError, EOFError) as error:
        raise damaged(path) from error
    if not isinstance(content, Mapping):
        raise WeightsError(f"The file “{path.name}” holds no named weights. {EXPECTED}")
    for wrapper in ("state_dict", "model_state_dict", "model"):
        inner = content.get(wrapper)
        if isinstance(inner, Mapping):
            return inner
    return content


def _check_archive(path: Path) -> None:
    """Refuse compiled programs and archives that would unpack to far more than weights."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise damaged(path) from None
    if any(entry.filename.endswith("/constants.pkl") for entry in entries):
        raise _has_code(path)
    if sum(entry.file_size for entry in entries) > MAX_WEIGHTS_BYTES:
        raise WeightsError(f"The weights file “{path.name}” is too large. {EXPECTED}")


def _has_code(path: Path) -> WeightsError:
    return WeightsError(
        f"The file “{path.name}” holds program code, which is never run here. Save only the "
        f"state dict of the network. {EXPECTED}"
    )


def _unwrapped(tensors: Mapping[Any, Any]) -> dict[str, Any]:
    """Take off name prefixes; what lies beside the prefixed part (heads, optimisers) is left."""
    named = {str(name): value for name, value in tensors.items()}
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


def _checked(tensors: Mapping[str, Any], path: Path) -> dict[str, Tensor]:
    """Return the tensors of exactly the expected names and shapes, as float32.

    Shapes come first: a stretched tensor takes no space in its file, but would when converted.
    """
    import torch

    with torch.device("meta"):
        expected = resnet50_without_head().state_dict()
    parts = {name.split(".")[0] for name in expected}
    for name in tensors:
        if name.split(".")[0] in parts and name not in expected and not name.startswith(_HEAD):
            raise _other_network(path, f"it has “{name}”, which ResNet50 does not have")
    checked: dict[str, Tensor] = {}
    for name, pattern in expected.items():
        value = tensors.get(name)
        if name.endswith(_COUNTERS):
            checked[name] = torch.zeros((), dtype=torch.int64)
            continue
        if not isinstance(value, torch.Tensor):
            raise _other_network(path, f"“{name}” is missing")
        if value.shape != pattern.shape:
            raise _other_network(
                path, f"“{name}” has shape {tuple(value.shape)} instead of {tuple(pattern.shape)}"
            )
        checked[name] = _as_float32(name, value, path)
    return checked


def _as_float32(name: str, value: Tensor, path: Path) -> Tensor:
    import torch

    if not value.dtype.is_floating_point:
        raise _other_network(path, f"“{name}” holds whole numbers instead of fractions")
    if value.layout is not torch.strided:
        raise _other_network(path, f"“{name}” is stored sparsely")
    converted = value.detach().to(torch.float32)
    if not bool(torch.isfinite(converted).all()):
        raise WeightsError(
            f"The weights in “{path.name}” are unusable: “{name}” contains values that are not "
            "numbers, as after a training that went wrong. Choose another weights file."
        )
    if name.endswith("running_var") and bool((converted < 0).any()):
        raise WeightsError(
            f"The weights in “{path.name}” are unusable: “{name}” contains negative variances. "
            "Choose another weights file."
        )
    return converted


def _other_network(path: Path, difference: str) -> WeightsError:
    return WeightsError(
        f"The weights in “{path.name}” are for another network: {difference}. {EXPECTED}"
    )
