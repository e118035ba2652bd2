"""Where a training begins: at random numbers, or at weights that know something already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import UsageError
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.training.batches import INPUT
from fashion_desktop.training.export import DataSet

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class Start:
    """The numbers that the backbone has before the first step.

    Attributes:
        description: for people.
        fingerprint: tells these numbers from others; empty for random ones.
        weights: by torchvision's names; none for random ones.
        licence: of these numbers, as their file names it.
        data: what they were trained on, as far as their file says.
    """

    description: str = "random numbers"
    fingerprint: str = ""
    weights: Mapping[str, npt.NDArray[np.float32]] = field(default_factory=dict)
    licence: str = ""
    data: tuple[DataSet, ...] = ()

    def put_into(self, backbone: torch.nn.Module) -> None:
        """Replace the numbers of a ResNet50; random ones stay as they are."""
        import torch

        if self.weights:
            numbers = {name: torch.from_numpy(array) for name, array in self.weights.items()}
            # Only the batch counters may be missing: reading weights checks all else.
            backbone.load_state_dict(numbers, strict=False)


def start_from(file: Path) -> Start:
    """Return the numbers of a weights file, such as torchvision's of ImageNet.

    Raises:
        WeightsError: no weights of a ResNet50.
        UsageError: they were made for photos normalised in another way than training does.
    """
    info, weights = read_weights(file)
    asked = info.preprocessing
    if (asked.mean, asked.std) != (INPUT.mean, INPUT.std):
        raise UsageError(
            f"“{file.name}” was made for photos normalised with mean {asked.mean} and deviation "
            f"{asked.std}; training normalises with {INPUT.mean} and {INPUT.std}. Start from "
            "other weights, or from none."
        )
    name = f"{info.name} {info.version}".strip()
    return Start(
        description=f"{name} ({info.fingerprint})",
        fingerprint=info.fingerprint,
        weights=weights,
        licence=info.licence,
        data=tuple(DataSet.named(one) for one in info.trained_on.split(";") if one.strip())
        or (DataSet(f"what {name} was trained on"),),
    )
