"""Where a training stands, on disk, so that it can go on after an interruption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashion_desktop.domain.errors import UsageError
from fashion_desktop.training.recipe import Recipe

if TYPE_CHECKING:
    import torch

    from fashion_desktop.training.student import AveragedWeights, Student


def save_checkpoint(
    path: Path,
    recipe: Recipe,
    step: int,
    student: Student,
    average: AveragedWeights,
    optimizer: torch.optim.Optimizer,
) -> None:
    """Write a checkpoint beside the old one, then in its place."""
    import torch

    temporary = path.with_suffix(".part")
    torch.save(
        {
            "recipe": asdict(recipe),
            "step": step,
            "modules": student.modules.state_dict(),
            "average": average.state,
            "optimizer": optimizer.state_dict(),
        },
        temporary,
    )
    temporary.replace(path)


def load_checkpoint(
    path: Path,
    recipe: Recipe,
    student: Student,
    average: AveragedWeights,
    optimizer: torch.optim.Optimizer,
) -> int:
    """Put everything back as it was, and return the next step.

    Raises:
        UsageError: the checkpoint belongs to another recipe.
    """
    import torch

    stored: Mapping[str, Any] = torch.load(path, map_location=student.device, weights_only=True)
    if stored["recipe"] != asdict(recipe):
        raise UsageError(
            f"{path} belongs to a training with another recipe. Choose another output folder, "
            "or delete it to start again."
        )
    student.modules.load_state_dict(stored["modules"])
    optimizer.load_state_dict(stored["optimizer"])
    step = int(stored["step"])
    average.restored(stored["average"], step)
    return step
