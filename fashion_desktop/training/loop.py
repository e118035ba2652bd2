"""The training itself: batches in, averaged weights out."""

from __future__ import annotations

import logging
import math
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import UsageError, WeightsError
from fashion_desktop.training.batches import Batches
from fashion_desktop.training.checkpoint import Origin, Part, load_checkpoint, save_checkpoint
from fashion_desktop.training.objective import Objective
from fashion_desktop.training.preparation import TrainingData
from fashion_desktop.training.recipe import CPU_RECIPE, Recipe
from fashion_desktop.training.start import Start
from fashion_desktop.training.student import AveragedWeights, Student

if TYPE_CHECKING:
    import torch

logger = logging.getLogger(__name__)

_LOG_EVERY = 50
_SAVE_EVERY_S = 300.0
_MOST_MAKERS = 8
CHECKPOINT = "checkpoint.pt"


def train(
    recipe: Recipe, data: TrainingData, start: Start, folder: Path
) -> dict[str, npt.NDArray[np.float32]]:
    """Train from ``start``, or from the checkpoint in ``folder``.

    The same recipe, data, start, device and number of threads give the same weights, also when
    interrupted. (Some sums on a GPU are added in an order of their own.)

    Returns:
        The averaged weights of the backbone by torchvision's names.

    Raises:
        WeightsError: the loss is no longer a number; the last good checkpoint stays.
        UsageError: the checkpoint cannot be used, or the GPU has too little memory.
    """
    import torch

    torch.manual_seed(recipe.seed)
    # Distances are small differences of large squares: TF32 would round them away.
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    classes = {task: len(names) for task, names in data.index.names.items()}
    student = Student(classes, data.catalogue.teacher.shape[1], device)
    start.put_into(student.backbone)
    average = AveragedWeights(student.backbone, recipe.ema_decay)
    optimizer = torch.optim.SGD(
        student.parameter_groups(recipe.weight_decay),
        lr=recipe.learning_rate,
        momentum=recipe.momentum,
        nesterov=True,
        fused=True,
    )
    objective = Objective(recipe, device)
    parts: dict[str, Part] = {
        "modules": student.modules,
        "average": average,
        "optimizer": optimizer,
        "memory": objective.memory,
    }
    checkpoint = folder / CHECKPOINT
    origin = Origin(recipe, data.digest(), start.fingerprint)
    first = 0
    if checkpoint.is_file():
        first = load_checkpoint(checkpoint, origin, parts, device)
        logger.info("going on at step %d of %d", first, recipe.steps)
    student.modules.train()
    saved_at = time.monotonic()
    report = _Report(recipe)
    batches = Batches(recipe, data.catalogue, data.home, _makers(device))
    for step, batch in enumerate(batches.from_step(first), first):
        _set_learning_rate(optimizer, recipe, step)
        metric = recipe.phase_at(step).metric
        optimizer.zero_grad()
        try:
            outputs = student(batch.photos)
            losses = objective.parts(outputs, batch, metric)
            loss = torch.stack(list(losses.values())).sum()
            torch.autograd.backward(loss)
            objective.remember(outputs, batch)
            parameters = student.modules.parameters()
            norm = torch.nn.utils.clip_grad_norm_(parameters, recipe.gradient_norm)
            if not torch.isfinite(loss + norm):
                raise WeightsError(
                    f"The training has gone wrong at step {step}: its loss is not a number. Start "
                    "again with another --seed, in another output folder."
                )
            optimizer.step()
        except torch.OutOfMemoryError as error:
            raise UsageError(_too_large(recipe)) from error
        average.update(student.backbone)
        report.add(step, {name: part.item() for name, part in losses.items()})
        if time.monotonic() - saved_at > _SAVE_EVERY_S or step + 1 == recipe.steps:
            save_checkpoint(checkpoint, origin, step + 1, parts)
            saved_at = time.monotonic()
    return {name: value.cpu().numpy() for name, value in average.state.items()}


def _too_large(recipe: Recipe) -> str:
    problem = f"The GPU's memory is too small for batches of {recipe.mix.size} photos."
    if recipe.mix.size > CPU_RECIPE.mix.size:
        return f"{problem} Give --recipe cpu: its batches are smaller, and it runs on a GPU too."
    return f"{problem} Train on the processor: set CUDA_VISIBLE_DEVICES to nothing."


def _makers(device: torch.device) -> int:
    """Return how many threads make batches: a GPU waits for them, a CPU is busy itself."""
    return 1 if device.type == "cpu" else min(_MOST_MAKERS, os.cpu_count() or 1)


def learning_rate(recipe: Recipe, step: int) -> float:
    """Return the learning rate at a step: a linear rise, then half a cosine."""
    rise = max(1, round(recipe.warm_up * recipe.steps))
    if step < rise:
        return recipe.learning_rate * (step + 1) / rise
    done = (step - rise) / max(1, recipe.steps - rise)
    return recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * done))


def _set_learning_rate(optimizer: torch.optim.Optimizer, recipe: Recipe, step: int) -> None:
    rate = learning_rate(recipe, step)
    for group in optimizer.param_groups:
        group["lr"] = rate


class _Report:
    """Logs the parts of the loss now and then."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._sums: dict[str, float] = {}
        self._count = 0
        self._since = time.monotonic()

    def add(self, step: int, parts: Mapping[str, float]) -> None:
        for name, value in parts.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
        self._count += 1
        if self._count < _LOG_EVERY:
            return
        rate = self._count * self._recipe.mix.size / (time.monotonic() - self._since)
        losses = "  ".join(
            f"{name} {value / self._count:.3f}" for name, value in self._sums.items()
        )
        logger.info("%d/%d  %.0f photos/s  %s", step + 1, self._recipe.steps, rate, losses)
        self._sums, self._count, self._since = {}, 0, time.monotonic()
