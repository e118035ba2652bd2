"""The whole loss of a batch, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.training.batches import Batch
from fashion_desktop.training.label_index import TASKS, UNKNOWN
from fashion_desktop.training.metric_loss import (
    LabelRows,
    Memory,
    alike_loss,
    same_product_loss,
)
from fashion_desktop.training.recipe import Recipe
from fashion_desktop.training.student import Outputs

if TYPE_CHECKING:
    import torch


class Objective:
    """Adds up the losses of a recipe; remembers features for the metric part."""

    def __init__(self, recipe: Recipe, device: torch.device) -> None:
        self._recipe = recipe
        self._device = device
        self.memory = Memory(recipe.memory, FEATURE_DIM, device)

    def parts(self, outputs: Outputs, batch: Batch, metric: float) -> Mapping[str, torch.Tensor]:
        """Return the weighted parts of the loss by name; their sum is what training lowers.

        Args:
            outputs: what the student made of the batch.
            batch: the batch.
            metric: share of the metric losses that is in force.
        """
        from torch.nn import functional

        recipe, mix = self._recipe, self._recipe.mix
        weights = asdict(recipe.loss)
        numbers = {task: batch.numbers[task].to(self._device) for task in TASKS}
        parts = {}
        for task in TASKS:
            known = numbers[task] != UNKNOWN
            if not outputs.logits[task].shape[1]:
                continue  # a catalogue need not have all labels
            if not known.any():
                # A head without gradients now and with some later is more than fused SGD takes.
                parts[task] = outputs.logits[task].sum() * 0
                continue
            parts[task] = functional.cross_entropy(
                outputs.logits[task][known],
                numbers[task][known],
                label_smoothing=recipe.label_smoothing,
            )
        agreement = functional.cosine_similarity(
            outputs.teacher, batch.teacher.to(self._device), dim=1
        )
        parts["teacher"] = 1 - agreement.mean()
        remembered = self.memory.distances(outputs.features)
        if len(self.memory) >= mix.size:
            parts["alike"] = metric * alike_loss(
                remembered, self._labels(batch), self.memory.labels, recipe.alike_sharpness
            )
        first, again = outputs.features[: -mix.second_views], outputs.features[-mix.second_views :]
        parts["same_product"] = metric * same_product_loss(
            first, again, remembered[-mix.second_views :], recipe.same_product_sharpness
        )
        return {name: weights[name] * part for name, part in parts.items()}

    def remember(self, outputs: Outputs, batch: Batch) -> None:
        """Let later batches be compared with this one; call it when its gradients are known."""
        self.memory.add(outputs.features, self._labels(batch))

    def _labels(self, batch: Batch) -> LabelRows:
        tasks = ("article_type", "colour", "garment")
        article_type, colour, garment = (batch.numbers[task].to(self._device) for task in tasks)
        return LabelRows(article_type, colour, garment)
