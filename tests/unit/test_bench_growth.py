"""Growth with the size of the library."""

from __future__ import annotations

import pytest
from support.bench_results import figure

from fashion_desktop.bench.growth import exponent, growths


@pytest.mark.parametrize("power", [-1.0, 0.0, 0.5, 1.0, 2.0])
def test_the_exponent_of_a_power_is_found(power: float) -> None:
    sizes = [1_000, 10_000, 40_000]
    assert exponent(sizes, [3 * size**power for size in sizes]) == pytest.approx(power, abs=1e-9)


def test_the_exponent_is_fitted_to_all_points() -> None:
    # Slope 1 from 1 to 10 and 0 from 10 to 100: by symmetry one half.
    assert exponent([1, 10, 100], [1, 10, 10]) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("sizes", "values"), [([1], [1]), ([5, 5], [1, 2]), ([1, 2], [0, 1]), ([1, 2], [])]
)
def test_what_has_no_exponent(sizes: list[float], values: list[float]) -> None:
    assert exponent(sizes, values) is None


def test_figures_of_one_name_are_put_in_order_of_size() -> None:
    [growth] = growths(
        [
            figure("a", 8.0, size=100, baseline=100.0),
            figure("alone", 1.0, size=10),
            figure("a", 8.0, size=10, baseline=10.0),
            figure("without size", 1.0),
        ]
    )
    assert (growth.name, growth.sizes, growth.ours) == ("a", [10, 100], [8.0, 8.0])
    assert growth.exponent == pytest.approx(0)
    assert growth.baseline_exponent == pytest.approx(1)
    assert growth.as_json()["baseline"] == [10.0, 100.0]


def test_a_baseline_that_is_not_always_there_has_no_growth() -> None:
    [growth] = growths([figure(size=10, baseline=1.0), figure(size=20)])
    assert growth.baseline == []
    assert growth.baseline_exponent is None
