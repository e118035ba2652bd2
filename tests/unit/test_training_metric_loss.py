"""The losses that put distances in order."""

from __future__ import annotations

import pytest
import torch

from fashion_desktop.training.metric_loss import (
    LabelRows,
    Memory,
    alike_loss,
    same_product_loss,
    squared_l2,
)


def _rows(article_type: list[int], colour: list[int], garment: list[int]) -> LabelRows:
    return LabelRows(torch.tensor(article_type), torch.tensor(colour), torch.tensor(garment))


def test_squared_distances() -> None:
    one = torch.tensor([[0.0, 0.0], [3.0, 4.0]])
    assert squared_l2(one, one).tolist() == [[0.0, 25.0], [25.0, 0.0]]


def test_attraction_grows_with_what_is_shared() -> None:
    mine = _rows([1], [2], [0])
    others = _rows([1, 1, 7, 7, -1, -1], [2, 9, 2, 9, -1, -1], [0, 0, 3, 0, 0, 4])
    both, type_only, colour_only, catalogue, home, other_home = mine.attraction(others)[0].tolist()
    assert both > type_only > colour_only > 0
    assert home > colour_only
    assert catalogue == 0  # another article type, though of the same rough garment class
    assert other_home == 0


def test_unknown_labels_attract_nothing() -> None:
    nothing = _rows([-1], [-1], [-1])
    assert nothing.attraction(nothing).tolist() == [[0.0]]


def _memory(features: torch.Tensor, labels: LabelRows) -> Memory:
    memory = Memory(len(features), features.shape[1], torch.device("cpu"))
    memory.add(features, labels)
    return memory


def _alike(features: torch.Tensor, labels: LabelRows, memory: Memory) -> torch.Tensor:
    return alike_loss(memory.distances(features), labels, memory.labels, 8.0)


def test_memory_keeps_the_latest() -> None:
    memory = Memory(4, 2, torch.device("cpu"))
    assert len(memory) == 0
    assert memory.distances(torch.ones(3, 2)).shape == (3, 0)
    for number in range(3):
        features = torch.full((2, 2), float(number))
        memory.add(features, _rows([number] * 2, [0, 0], [0, 0]))
    assert len(memory) == 4
    assert sorted(memory.distances(torch.zeros(1, 2))[0].tolist()) == [2.0, 2.0, 8.0, 8.0]
    assert sorted(memory.labels.article_type.tolist()) == [1, 1, 2, 2]


def test_gradients_flow_to_the_new_photos_only() -> None:
    labels = _rows([0, 1, 0, 1], [0] * 4, [0] * 4)
    earlier = torch.rand(4, 2, requires_grad=True)
    memory = _memory(earlier, labels)
    features = torch.rand(4, 2, requires_grad=True)
    torch.autograd.backward(_alike(features, labels, memory))
    assert features.grad is not None
    assert features.grad.abs().sum() > 0
    assert earlier.grad is None


def test_remembering_before_the_gradients_are_known_is_an_error() -> None:
    labels = _rows([0, 1, 0, 1], [0] * 4, [0] * 4)
    memory = _memory(torch.rand(4, 2), labels)
    features = torch.rand(4, 2, requires_grad=True)
    loss = _alike(features, labels, memory)
    memory.add(features, labels)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        torch.autograd.backward(loss)


@pytest.fixture
def two_kinds() -> tuple[Memory, LabelRows]:
    labels = _rows([0, 0, 1, 1], [0, 0, 1, 1], [-1] * 4)
    return _memory(torch.tensor([[0.0, 0.0], [0.0, 1.0], [9.0, 0.0], [9.0, 1.0]]), labels), labels


def test_right_order_costs_less(two_kinds: tuple[Memory, LabelRows]) -> None:
    memory, labels = two_kinds
    among_their_kind = torch.tensor([[0.0, 0.5], [0.0, 0.5], [9.0, 0.5], [9.0, 0.5]])
    assert 0 <= _alike(among_their_kind, labels, memory) < 0.01
    assert _alike(among_their_kind.flip(0), labels, memory) > 5


def test_the_scale_of_features_does_not_matter() -> None:
    labels = _rows([0, 0, 1, 1], [0, 0, 1, 1], [-1] * 4)
    features, earlier = torch.rand(4, 2), torch.rand(4, 2)
    small = _alike(features, labels, _memory(earlier, labels)).item()
    large = _alike(features * 10, labels, _memory(earlier * 10, labels)).item()
    assert large == pytest.approx(small, rel=1e-4)


def test_second_views_should_be_nearest_to_their_own() -> None:
    first = torch.tensor([[0.0, 0.0], [5.0, 0.0], [0.0, 5.0]])
    nothing = torch.empty(2, 0)
    assert same_product_loss(first, first[:2] + 0.1, nothing, 12.0) < 0.01
    assert same_product_loss(first, first[:2].flip(0), nothing, 12.0) > 1


def test_second_views_should_be_nearer_than_earlier_photos() -> None:
    first = torch.tensor([[0.0, 0.0], [5.0, 0.0], [0.0, 5.0]])
    second = first[:2] + 0.5
    far, near = (
        same_product_loss(first, second, squared_l2(second, first + distance), 12.0).item()
        for distance in (9.0, 1.0)
    )
    assert far < 0.5 * near
