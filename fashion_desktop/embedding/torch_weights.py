"""Reads PyTorch state dicts, and nothing that could run code. Imports torch when called."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.embedding.stored_tensor import WHOLE_NUMBERS, StoredTensor
from fashion_desktop.embedding.torch_preload import preload_torch
from fashion_desktop.embedding.weights_info import (
    EXPECTED,
    MAX_WEIGHTS_BYTES,
    damaged,
    unreadable,
)

if TYPE_CHECKING:
    from torch import Tensor

_WRAPPERS = ("state_dict", "model_state_dict", "model")
"""Under these names training checkpoints keep the weights."""


def read_torch_file(path: Path) -> dict[str, StoredTensor]:
    """Return the tensors of a ``.pth`` or ``.pt`` file; whatever else it holds is left out.

    Raises:
        WeightsError: missing, damaged, too large, no named weights, or code inside.
    """
    preload_torch()
    import torch

    return {
        str(name): _stored(value)
        for name, value in _content(path).items()
        if isinstance(value, torch.Tensor)
    }


def _content(path: Path) -> Mapping[Any, Any]:
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
    for wrapper in _WRAPPERS:
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


def _stored(tensor: Tensor) -> StoredTensor:
    import torch

    problem = ""
    if not tensor.dtype.is_floating_point:
        problem = WHOLE_NUMBERS
    elif tensor.layout is not torch.strided:
        problem = "is stored sparsely"

    def read() -> npt.NDArray[np.float32]:
        numbers: npt.NDArray[np.float32] = tensor.detach().to(torch.float32).numpy()
        return numbers

    return StoredTensor(tuple(tensor.shape), problem, read)
