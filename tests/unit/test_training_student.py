"""What the heads learn from, and the average of weights that is exported."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from fashion_desktop.training.student import AveragedWeights, Student


def _filled(module: nn.Module, value: float) -> nn.Module:
    with torch.no_grad():
        for tensor in module.state_dict().values():
            if tensor.is_floating_point():
                tensor.fill_(value)
    return module


def test_heads_learn_as_much_from_features_that_lie_close_together() -> None:
    student = Student({"colour": 3}, 4, torch.device("cpu"))
    photos = torch.rand(6, 3, 32, 24, generator=torch.Generator().manual_seed(2))
    student.modules.eval()
    with torch.no_grad():
        outputs = student(photos)
        features = outputs.features
        for close in (features, 7 + features / 50):
            student.backbone = _Always(close)
            again = student(photos)
            assert torch.allclose(again.logits["colour"], outputs.logits["colour"], atol=1e-3)
            assert torch.allclose(again.teacher, outputs.teacher, atol=1e-3)
            assert torch.equal(again.features, close)
    assert outputs.logits["colour"].shape == (6, 3)
    assert outputs.logits["colour"].std() > 0.02


class _Always(nn.Module):
    """Answers the same features to any photos."""

    def __init__(self, features: torch.Tensor) -> None:
        super().__init__()
        self.features = features

    def forward(self, _photos: torch.Tensor) -> torch.Tensor:
        return self.features


def test_the_first_steps_count_more_and_later_ones_by_the_decay() -> None:
    module = _filled(nn.BatchNorm1d(2), 0.0)
    average = AveragedWeights(module, 0.25)
    _filled(module, 1.0)
    average.update(module)
    # The first decay is (1 + 1) / (10 + 1).
    assert average.state["weight"].tolist() == pytest.approx([9 / 11] * 2)
    average.update(module)
    # The second would be 3 / 12, which is where the decay ends: of the rest a quarter stays.
    assert average.state["weight"].tolist() == pytest.approx([1 - 2 / 11 / 4] * 2)
    average.update(module)
    assert average.state["weight"].tolist() == pytest.approx([1 - 2 / 11 / 16] * 2)


def test_statistics_of_norms_are_averaged_and_counters_left_out() -> None:
    module = nn.BatchNorm1d(2)
    average = AveragedWeights(module, 0.9)
    assert set(average.state) == {"weight", "bias", "running_mean", "running_var"}
    average.update(_filled(module, 5.0))
    assert average.state["running_mean"].tolist() == pytest.approx([5 * 9 / 11] * 2)


def test_the_average_is_a_copy() -> None:
    module = _filled(nn.BatchNorm1d(2), 1.0)
    average = AveragedWeights(module, 0.9)
    _filled(module, 7.0)
    assert average.state["weight"].tolist() == [1.0, 1.0]
