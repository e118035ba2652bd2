"""How figures grow with the size of the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fashion_desktop.bench.figure import Figure


@dataclass(frozen=True, slots=True)
class Growth:
    """A figure at several sizes: it grows as size to the power of the exponent.

    Attributes:
        ours, baseline: at ``sizes``; the baseline is empty unless it is known at every size.
        exponent, baseline_exponent: None where a value is not positive.
    """

    name: str
    what: str
    unit: str
    sizes: list[int]
    ours: list[float]
    baseline: list[float]
    baseline_what: str
    exponent: float | None
    baseline_exponent: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the growth as JSON values."""
        return {
            "name": self.name,
            "what": self.what,
            "unit": self.unit,
            "sizes": self.sizes,
            "ours": self.ours,
            "baseline": self.baseline or None,
            "exponent": self.exponent,
            "baseline_exponent": self.baseline_exponent,
        }


def growths(figures: Iterable[Figure]) -> list[Growth]:
    """Return the growth of every figure that was measured at more than one size."""
    by_name: dict[str, dict[int, Figure]] = {}
    for figure in figures:
        if figure.size:
            by_name.setdefault(figure.name, {})[figure.size] = figure
    return [_growth(dict(sorted(of.items()))) for of in by_name.values() if len(of) > 1]


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float | None:
    """Return b of ``value = a * size ** b``, fitted by least squares of the logarithms."""
    if len(sizes) != len(values) or len(set(sizes)) < 2 or min(*sizes, *values) <= 0:
        return None
    x, y = np.log(sizes), np.log(values)
    x = x - x.mean()
    return float((x * y).sum() / (x * x).sum())


def _growth(of: dict[int, Figure]) -> Growth:
    sizes, measured = list(of), list(of.values())
    ours = [figure.ours for figure in measured]
    known = [figure.baseline for figure in measured if figure.baseline is not None]
    baseline = known if len(known) == len(measured) else []
    return Growth(
        name=measured[-1].name,
        what=measured[-1].what,
        unit=measured[-1].unit,
        sizes=sizes,
        ours=ours,
        baseline=baseline,
        baseline_what=measured[-1].baseline_what,
        exponent=exponent(sizes, ours),
        baseline_exponent=exponent(sizes, baseline),
    )
