"""Where a training stands, on disk, so that it can go on after an interruption."""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashion_desktop.domain.errors import FashionDesktopError, UsageError
from fashion_desktop.training.recipe import Recipe

if TYPE_CHECKING:
    import torch

    from fashion_desktop.training.student import AveragedWeights, Student

_DAMAGED = (RuntimeError, pickle.UnpicklingError, EOFError, ValueError, LookupError, TypeError)
"""How reading a file can fail that is cut off, altered, or no checkpoint at all."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a checkpoint comes from and can be continued with.

    Attributes:
        data: tells the photos, labels and features from any others.
        start: tells the numbers that it started from; empty for random ones.
    """

    recipe: Recipe
    data: str
    start: str = ""


def save_checkpoint(
    path: Path,
    origin: Origin,
    step: int,
    student: Student,
    average: AveragedWeights,
    optimizer: torch.optim.Optimizer,
) -> None:
    """Write a checkpoint beside the old one, then in its place.

    Raises:
        FashionDesktopError: it cannot be written; the old one stays.
    """
    import torch

    temporary = path.with_suffix(".part")
    content = {
        "recipe": asdict(origin.recipe),
        "data": origin.data,
        "start": origin.start,
        "step": step,
        "modules": student.modules.state_dict(),
        "average": average.state,
        "optimizer": optimizer.state_dict(),
    }
    try:
        with temporary.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except (OSError, RuntimeError) as error:  # torch has both for a full disk
        raise FashionDesktopError(
            f"The checkpoint {path} cannot be written: {error}. Make room there; the same "
            "command then goes on from the last checkpoint."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def load_checkpoint(
    path: Path,
    origin: Origin,
    student: Student,
    average: AveragedWeights,
    optimizer: torch.optim.Optimizer,
) -> int:
    """Put everything back as it was, and return the next step.

    Raises:
        UsageError: the checkpoint is damaged, or belongs to another recipe, other photos or
            another start.
        OSError: it cannot be read.
    """
    import torch

    try:
        stored: Mapping[str, Any] = torch.load(path, map_location=student.device, weights_only=True)
        stored_recipe, step = stored["recipe"], int(stored["step"])
    except _DAMAGED as error:
        raise UsageError(_damaged(path)) from error
    if stored_recipe != asdict(origin.recipe):
        raise UsageError(
            f"{path} belongs to a training with another recipe. Choose another output folder, "
            "or delete it to start again."
        )
    if stored.get("data") != origin.data:
        raise UsageError(
            f"{path} belongs to a training on other photos or labels. Choose another output "
            "folder, or delete it to start again."
        )
    if stored.get("start", "") != origin.start:
        raise UsageError(
            f"{path} belongs to a training that started from other weights. Choose another "
            "output folder, or delete it to start again."
        )
    try:
        student.modules.load_state_dict(stored["modules"])
        optimizer.load_state_dict(stored["optimizer"])
        average.restored(stored["average"], step)
    except _DAMAGED as error:
        raise UsageError(_damaged(path)) from error
    return step


def _damaged(path: Path) -> str:
    return (
        f"The checkpoint {path} is damaged. Delete it to start again, or choose another "
        "output folder."
    )
