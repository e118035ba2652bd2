"""Where a training stands, on disk, so that it can go on after an interruption."""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from fashion_desktop.domain.errors import FashionDesktopError, UsageError
from fashion_desktop.storage.atomic_file import replace_patiently
from fashion_desktop.training.recipe import Recipe

if TYPE_CHECKING:
    import torch

_DAMAGED = (RuntimeError, pickle.UnpicklingError, EOFError, ValueError, LookupError, TypeError)
"""How reading a file can fail that is cut off, altered, or no checkpoint at all."""


class Part(Protocol):
    """Something that changes in training: modules, their average, an optimizer, a memory."""

    def state_dict(self) -> Mapping[str, Any]:
        """Return all that ``load_state_dict`` needs, as tensors and plain values."""

    def load_state_dict(self, state: dict[str, Any], /) -> object:
        """Put everything back."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a checkpoint comes from and can be continued with.

    Attributes:
        data: tells the photos, labels and teacher's features from any others.
        start: tells the numbers that it started from; empty for random ones.
    """

    recipe: Recipe
    data: str
    start: str = ""


def save_checkpoint(path: Path, origin: Origin, step: int, parts: Mapping[str, Part]) -> None:
    """Write a checkpoint beside the old one, then in its place.

    Raises:
        FashionDesktopError: it cannot be written; the old one stays.
    """
    import torch

    temporary = path.with_suffix(".part")
    content = {
        "origin": asdict(origin),
        "step": step,
        "parts": {name: part.state_dict() for name, part in parts.items()},
    }
    try:
        with temporary.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        replace_patiently(temporary, path)
    except (OSError, RuntimeError) as error:  # torch has both for a full disk
        raise FashionDesktopError(
            f"The checkpoint {path} cannot be written: {error}. Make room there; the same "
            "command then goes on from the last checkpoint."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def load_checkpoint(
    path: Path, origin: Origin, parts: Mapping[str, Part], device: torch.device
) -> int:
    """Put all parts back as they were, and return the next step.

    Raises:
        UsageError: the checkpoint is damaged, or belongs to another recipe, other photos or
            another start.
        OSError: it cannot be read.
    """
    import torch

    try:
        stored: Mapping[str, Any] = torch.load(path, map_location=device, weights_only=True)
        recipe, data, start = (stored["origin"][name] for name in ("recipe", "data", "start"))
        step, states = int(stored["step"]), stored["parts"]
    except _DAMAGED as error:
        raise UsageError(_damaged(path)) from error
    for found, expected, what in (
        (recipe, asdict(origin.recipe), "with another recipe"),
        (data, origin.data, "on other photos, labels or features of the teacher"),
        (start, origin.start, "that started from other weights"),
    ):
        if found != expected:
            raise UsageError(
                f"{path} belongs to a training {what}. Choose another output folder, or delete "
                "it to start again."
            )
    try:
        for name, part in parts.items():
            part.load_state_dict(states[name])
    except _DAMAGED as error:
        raise UsageError(_damaged(path)) from error
    return step


def _damaged(path: Path) -> str:
    return (
        f"The checkpoint {path} is damaged. Delete it to start again, or choose another "
        "output folder."
    )
