"""The numbers of a training, and how its learning rate moves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fashion_desktop.training.loop import learning_rate
from fashion_desktop.training.recipe import (
    CPU_RECIPE,
    GPU_RECIPE,
    REFINING_RECIPE,
    BatchMix,
    Phase,
    Recipe,
)

RECIPE = Recipe(
    phases=(Phase(36, 48, 80, metric=0.3), Phase(72, 96, 120)),
    mix=BatchMix(catalogue=6, second_views=1, home=3),
    learning_rate=0.5,
    warm_up=0.25,
)


def test_phases_follow_each_other() -> None:
    assert RECIPE.mix.size == 10
    assert RECIPE.phase_steps == (8, 12)
    assert RECIPE.steps == 20
    widths = [RECIPE.phase_at(step).width for step in range(20)]
    assert widths == [36] * 8 + [72] * 12


def test_learning_rate_rises_then_falls_to_nearly_nothing() -> None:
    rates = [learning_rate(RECIPE, step) for step in range(RECIPE.steps)]
    assert rates[:5] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])
    assert rates[5] == pytest.approx(0.5)
    assert rates[5:] == sorted(rates[5:], reverse=True)
    assert 0 < rates[-1] < 0.01


def test_even_the_shortest_phase_has_a_step() -> None:
    assert replace(RECIPE, phases=(Phase(36, 48, 1),)).steps == 1


@pytest.mark.parametrize("recipe", [CPU_RECIPE, GPU_RECIPE, REFINING_RECIPE])
def test_recipes_end_at_three_to_four(recipe: Recipe) -> None:
    assert all(phase.width * 4 == phase.height * 3 for phase in recipe.phases)
    widths = [phase.width for phase in recipe.phases]
    assert widths == sorted(widths)
    assert recipe.mix.second_views <= recipe.mix.catalogue
