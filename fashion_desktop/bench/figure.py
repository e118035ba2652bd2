"""One measured figure, what it is compared with and what it should reach."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Better(StrEnum):
    """Which way a figure improves."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should reach.

    Attributes:
        bound: for ``ours / baseline`` if ``of_ratio``, else for ``ours`` itself. At least
            this where higher is better, at most this where lower is better.
    """

    bound: float
    of_ratio: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as measured; medians unless the name says otherwise.

    Attributes:
        name: stable and dotted, for example ``search.similar.p95``; results of other days are
            compared by name and size.
        what: one line for people.
        ours, baseline: in ``unit``, measured in the same run; no baseline where there is
            nothing to compare with.
        baseline_what: what the baseline does.
        size: products in the library, where the figure depends on it.
        limit, limit_what: the physical limit in ``unit``, where there is one.
        note: what a reader needs besides: the error of an approximation, the stage that bounds.
    """

    name: str
    what: str
    ours: float
    unit: str
    better: Better
    baseline: float | None = None
    baseline_what: str = ""
    target: Target | None = None
    size: int | None = None
    limit: float | None = None
    limit_what: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Return ours / baseline."""
        return self.ours / self.baseline if self.baseline else None

    @property
    def met(self) -> bool | None:
        """Return whether the target is reached; None where there is none to judge by."""
        if self.target is None:
            return None
        value = self.ratio if self.target.of_ratio else self.ours
        if value is None:
            return None
        if self.better is Better.HIGHER:
            return value >= self.target.bound
        return value <= self.target.bound
