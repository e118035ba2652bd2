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


def test_memory_keeps_the_latest() -> None:
    memory = Memory(4, 2, torch.device("cpu"))
    for number in range(3):
        features = torch.full((2, 2), float(number))
        memory.add(features, _rows([number] * 2, [0, 0], [0, 0]))
    features, labels = memory.rows()
    assert len(memory) == 4
    assert sorted(features[:, 0].tolist()) == [1.0, 1.0, 2.0, 2.0]
    assert sorted(labels.article_type.tolist()) == [1, 1, 2, 2]


def test_what_is_remembered_later_does_not_spoil_gradients() -> None:
    memory = Memory(4, 2, torch.device("cpu"))
    labels = _rows([0, 1, 0, 1], [0] * 4, [0] * 4)
    memory.add(torch.rand(4, 2), labels)
    features = torch.rand(4, 2, requires_grad=True)
    loss = alike_loss(features, labels, memory, 4.0)
    memory.add(features, labels)
    torch.autograd.backward(loss)
    assert features.grad is not None
    assert features.grad.abs().sum() > 0


@pytest.fixture
def two_kinds() -> tuple[Memory, LabelRows]:
    memory = Memory(4, 2, torch.device("cpu"))
    labels = _rows([0, 0, 1, 1], [0, 0, 1, 1], [-1] * 4)
    memory.add(torch.tensor([[0.0, 0.0], [0.0, 1.0], [9.0, 0.0], [9.0, 1.0]]), labels)
    return memory, labels


def test_right_order_costs_less(two_kinds: tuple[Memory, LabelRows]) -> None:
    memory, labels = two_kinds
    among_their_kind = torch.tensor([[0.0, 0.5], [0.0, 0.5], [9.0, 0.5], [9.0, 0.5]])
    swapped = among_their_kind.flip(0)
    right = alike_loss(among_their_kind, labels, memory, 8.0)
    wrong = alike_loss(swapped, labels, memory, 8.0)
    assert 0 <= right < 0.01
    assert wrong > 5


def test_the_scale_of_features_does_not_matter(two_kinds: tuple[Memory, LabelRows]) -> None:
    memory, labels = two_kinds
    features = torch.rand(4, 2)
    small = alike_loss(features, labels, memory, 8.0)
    larger = Memory(4, 2, torch.device("cpu"))
    larger.add(memory.rows()[0] * 10, labels)
    assert alike_loss(features * 10, labels, larger, 8.0).item() == pytest.approx(
        small.item(), rel=1e-4
    )


def test_second_views_should_be_nearest_to_their_own() -> None:
    first = torch.tensor([[0.0, 0.0], [5.0, 0.0], [0.0, 5.0]])
    nothing = Memory(4, 2, torch.device("cpu"))
    own = same_product_loss(first, first[:2] + 0.1, nothing, 12.0)
    other = same_product_loss(first, first[:2].flip(0), nothing, 12.0)
    assert own < 0.01
    assert other > 1


def test_second_views_should_be_nearer_than_earlier_photos() -> None:
    first = torch.tensor([[0.0, 0.0], [5.0, 0.0], [0.0, 5.0]])
    losses = []
    for distance in (9.0, 1.0):
        memory = Memory(4, 2, torch.device("cpu"))
        memory.add(first + distance, _rows([0] * 3, [0] * 3, [0] * 3))
        losses.append(same_product_loss(first, first[:2] + 0.5, memory, 12.0).item())
    assert losses[0] < 0.5 * losses[1]
