"""The network that is trained: torchvision's ResNet50 and the heads that teach it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.embedding.torchvision_loader import import_torchvision_models

if TYPE_CHECKING:
    import torch

_HEAD_LENGTH = 3.0
"""How long the features are, on average, that heads get: long enough to be sure of a label."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What the student makes of a batch of n photos.

    Attributes:
        features: (n, 2048), what will be compared.
        logits: (n, classes) for each task.
        teacher: (n, d), its guess of the teacher's features.
    """

    features: torch.Tensor
    logits: Mapping[str, torch.Tensor]
    teacher: torch.Tensor


class Student:
    """ResNet50 without its classification layer, and linear heads on its features.

    Only the backbone is exported; the heads say during training what its features are for.

    Args:
        classes: how many there are, for each task.
        teacher_dim: length of the teacher's features.
        device: where it is trained.
    """

    def __init__(self, classes: Mapping[str, int], teacher_dim: int, device: torch.device) -> None:
        import torch
        from torch import nn

        self.device = device
        self._in_half_precision = computes_bfloat16(device)
        backbone = import_torchvision_models().resnet50(weights=None)
        backbone.fc = nn.Identity()
        # Every block starts as the identity (Goyal et al., "Accurate, Large Minibatch SGD",
        # 2017, 5.1), but for the last stage: its features must not be empty.
        for layer in (backbone.layer1, backbone.layer2, backbone.layer3):
            for block in layer:
                nn.init.zeros_(block.bn3.weight)
        heads = {task: nn.Linear(FEATURE_DIM, count) for task, count in classes.items()}
        self.backbone: nn.Module = backbone
        self.heads = nn.ModuleDict(heads)
        self.to_teacher = nn.Linear(FEATURE_DIM, teacher_dim)
        self.modules = nn.ModuleList([self.backbone, self.heads, self.to_teacher])
        self.modules.to(device)
        self.backbone.to(memory_format=torch.channels_last)

    def __call__(self, photos: torch.Tensor) -> Outputs:
        """Run on normalised photos, (n, 3, height, width); in mixed precision if it is fast."""
        import torch

        photos = photos.to(self.device, memory_format=torch.channels_last, non_blocking=True)
        half = self._in_half_precision
        with torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=half):
            features = self.backbone(photos)
        features = features.float()
        spread = _spread(features) * _HEAD_LENGTH
        return Outputs(
            features,
            {task: head(spread) for task, head in self.heads.items()},
            self.to_teacher(spread),
        )

    def parameter_groups(self, weight_decay: float) -> list[dict[str, object]]:
        """Return the parameters; those of norms and the biases do not decay."""
        parameters = list(self.modules.parameters())
        return [
            {"params": [p for p in parameters if p.ndim > 1], "weight_decay": weight_decay},
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
        ]


def computes_bfloat16(device: torch.device) -> bool:
    """Return whether a device has instructions for bfloat16; without them it is slow."""
    import torch

    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    asked = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")  # not yet public in torch
    answers = [getattr(torch.cpu, name, None) for name in asked]
    return any(answer is not None and answer() for answer in answers)


def _spread(features: torch.Tensor) -> torch.Tensor:
    """Return features around their mean, of length 1 on average.

    Metric losses do not care how far apart features lie; heads on features that lie close
    together would learn, and teach, too little.
    """
    import torch

    centred = features - features.mean(dim=0)
    length = centred.square().sum(dim=1).mean().clamp_min(1e-6)
    return centred * torch.rsqrt(length)


class AveragedWeights:
    """A running average of a backbone's weights and norm statistics.

    Such averages generalise better than the last step (Polyak and Juditsky, 1992).
    """

    def __init__(self, backbone: torch.nn.Module, decay: float) -> None:
        self._decay = decay
        self._steps = 0
        self.state = {
            name: value.detach().clone().float()
            for name, value in backbone.state_dict().items()
            if value.is_floating_point()
        }

    def update(self, backbone: torch.nn.Module) -> None:
        """Take one step of training into the average; the first ones count more."""
        self._steps += 1
        decay = min(self._decay, (1 + self._steps) / (10 + self._steps))
        current = backbone.state_dict()
        for name, average in self.state.items():
            average.lerp_(current[name].float(), 1 - decay)

    def state_dict(self) -> Mapping[str, Any]:
        """Return all that ``load_state_dict`` needs."""
        return {"average": self.state, "steps": self._steps}

    def load_state_dict(self, state: Mapping[str, Any], /) -> None:
        """Go on from a checkpoint."""
        self._steps = int(state["steps"])
        for name, value in state["average"].items():
            self.state[name].copy_(value)
