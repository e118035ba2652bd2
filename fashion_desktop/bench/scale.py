"""Logarithmic axes: positions, ticks and their labels."""

from __future__ import annotations

import math
from dataclasses import dataclass

_FEW_DECADES = 1.5
_SOME_DECADES = 3.0


@dataclass(frozen=True, slots=True)
class LogScale:
    """From values to pixels; ``low`` lies at ``start`` and ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the position of a positive value."""
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Return round values within the scale, not too many of them."""
        decades = math.log10(self.high / self.low)
        steps = (1, 2, 5) if decades <= _FEW_DECADES else (1, 3) if decades <= _SOME_DECADES else ()
        exponents = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        every = max(1, round(decades / 6))
        values = [
            step * 10.0**exponent
            for exponent in exponents
            for step in steps or (1,)
            if steps or exponent % every == 0
        ]
        slack = 1e-9
        return [v for v in values if self.low * (1 - slack) <= v <= self.high * (1 + slack)]


def short_number(value: float) -> str:
    """Return a tick's label, such as "0.05", "20", "40k" or "1M"."""
    for unit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= unit * 0.9995:
            return f"{value / unit:.3g}{letter}"
    return f"{value:.3g}" if value >= 1e-4 else f"{value:.0e}"
