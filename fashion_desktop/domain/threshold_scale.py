"""Arithmetic of the threshold slider: its scale, its histogram and its steps.

Scores of look-alikes crowd together (0.001 to 0.02 is usual) while an identical photo scores
exactly 1.0, so the scale is logarithmic, and what lies far above the crowd is compressed into
a short zone at the tight end.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LOWEST_SCORE = 1e-12
"""Nothing on the scale lies below; a squared distance of 10^12 is no look-alike of anything."""

_MARGIN = 0.05  # of the crowd's logarithmic span, kept free at either side
_LEAST_SPAN = math.log(4.0)  # a few equal scores still get a scale to move on
_OUTLIER_SHARE = 0.03  # of the candidates may be compressed at the tight end
_CROWD_STRETCH = 1.8  # times the span of the others: what lies within still counts as crowd
_CROWD_SHARE = 0.86  # of the scale's length that the crowd keeps for itself then
_FEW = 10  # candidates say too little about where a scale should begin and end
_WORTH_COMPRESSING = 0.4  # of the span: below that the few high scores simply stay on the scale


@dataclass(frozen=True, slots=True)
class ThresholdScale:
    """Maps scores to positions 0 (loosest) to 1 (tightest), logarithmically, and back.

    Positions up to ``crowd_share`` hold scores from ``low`` to ``crowd_high``; those beyond
    hold the rest up to ``high``. Without outliers ``crowd_share`` is 1.
    """

    low: float
    crowd_high: float
    high: float
    crowd_share: float = 1.0

    @classmethod
    def fit(
        cls,
        candidates: Candidates,
        recommended: float,
        typical: tuple[float, float] | None = None,
    ) -> ThresholdScale:
        """Return a scale that holds all candidates and the recommended threshold.

        Args:
            candidates: of the query on show.
            recommended: the threshold to hold in any case.
            typical: the lowest and the highest score that are usual with the weights in use;
                they are held, too, where the candidates are few.
        """
        logs = [math.log(score) for score in candidates.ascending]
        scores_held = [recommended, *(typical or ())] if len(logs) < _FEW else [recommended]
        held = [math.log(max(score, LOWEST_SCORE)) for score in scores_held]
        if not logs and typical is None:
            span = math.log(30.0)
            return cls._of_logs(held[0] - span / 2, held[0] + span / 2)
        outliers = max(1, int(_OUTLIER_SHARE * len(logs))) if len(logs) > 1 else 0
        low = min(held + logs[:1])
        top = max(held + logs[-1:])
        crowd_top = max(held + logs[: len(logs) - outliers])
        reach = low + _CROWD_STRETCH * (crowd_top - low)
        for log_score in logs[len(logs) - outliers :]:
            if log_score <= reach:
                crowd_top = max(crowd_top, log_score)
        if top - low < _LEAST_SPAN:
            missing = (_LEAST_SPAN - (top - low)) / 2
            low, top = low - missing, top + missing
            return cls._of_logs(low, top)
        if top - crowd_top <= _WORTH_COMPRESSING * (top - low):
            margin = _MARGIN * (top - low)
            return cls._of_logs(low - margin, top + margin)
        span = max(crowd_top - low, _LEAST_SPAN)
        margin = _MARGIN * span
        crowd_top = min(low + span + margin, (crowd_top + top) / 2)
        return cls._of_logs(low - margin, top + margin, crowd_top)

    @classmethod
    def _of_logs(cls, low: float, top: float, crowd_top: float | None = None) -> ThresholdScale:
        high = min(math.exp(top), 1.0)
        if crowd_top is None:
            return cls(math.exp(low), high, high)
        return cls(math.exp(low), math.exp(crowd_top), high, _CROWD_SHARE)

    def position(self, score: float) -> float:
        """Return where ``score`` stands, from 0 to 1; scores off the scale stand at its ends."""
        if score <= self.low:
            return 0.0
        if score >= self.high:
            return 1.0
        if score <= self.crowd_high:
            return self.crowd_share * _log_share(score, self.low, self.crowd_high)
        rest = _log_share(score, self.crowd_high, self.high)
        return self.crowd_share + (1.0 - self.crowd_share) * rest

    def score(self, position: float) -> float:
        """Return the score at ``position``; positions outside 0 to 1 mean the ends."""
        if position <= 0.0:
            return self.low
        if position >= 1.0:
            return self.high
        if position <= self.crowd_share:
            return _log_blend(self.low, self.crowd_high, position / self.crowd_share)
        rest = (position - self.crowd_share) / (1.0 - self.crowd_share)
        return _log_blend(self.crowd_high, self.high, rest)

    def ticks(self) -> tuple[float, ...]:
        """Return round scores to label, ascending: 1, 2 and 5 of each power of ten."""
        first = math.floor(math.log10(self.low))
        last = math.ceil(math.log10(self.crowd_high))
        ticks = [
            float(f"{digit}e{exponent}")
            for exponent in range(first, last + 1)
            for digit in (1, 2, 5)
            if self.low <= float(f"{digit}e{exponent}") <= self.crowd_high
        ]
        if self.crowd_share < 1.0:
            ticks.append(rounded(self.high, 1))
        return tuple(ticks)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The scores of one query's candidates, sorted upwards."""

    ascending: tuple[float, ...] = ()

    @classmethod
    def of(cls, scores: Iterable[float]) -> Candidates:
        """Return the candidates with these scores, given in any order.

        Scores a rounding error above 1 count as 1; those next to 0 as ``LOWEST_SCORE``.

        Raises:
            ValueError: a score is negative, not a number, or clearly above 1.
        """
        values = sorted(float(score) for score in scores)
        for value in values:
            if not 0.0 <= value <= 1.0 + 1e-6:
                raise ValueError(f"a similarity lies between 0 and 1, not at {value}")
        return cls(tuple(min(max(value, LOWEST_SCORE), 1.0) for value in values))

    def __len__(self) -> int:
        return len(self.ascending)

    def kept(self, threshold: float) -> int:
        """Return how many candidates have a score of at least ``threshold``."""
        return len(self.ascending) - bisect_left(self.ascending, threshold)

    def threshold_keeping(self, count: int) -> float:
        """Return the roundest threshold that keeps ``count`` candidates (from 1 to all).

        Equal scores stay together: where they straddle the edge, all of them are kept.

        Raises:
            ValueError: there are no candidates.
        """
        total = len(self.ascending)
        if total == 0:
            raise ValueError("there are no candidates to keep")
        edge = self.ascending[total - min(max(count, 1), total)]
        below = bisect_left(self.ascending, edge)
        if below == 0:
            return _roundest_between(edge / 1.1, edge)
        return _roundest_between(self.ascending[below - 1], edge)

    def step(self, threshold: float, change: int) -> float:
        """Return the threshold that keeps ``change`` candidates more (or, negative, fewer).

        Ends at all candidates and at the nearest one. Equal scores come and go together.
        Without candidates, or with nothing left to change, returns ``threshold``.
        """
        total = len(self.ascending)
        kept = self.kept(threshold)
        wanted = min(max(kept + change, 1), total)
        if change < 0:
            wanted = self._without_split_ties(wanted, kept) if kept > 1 else kept
        return threshold if wanted == kept else self.threshold_keeping(wanted)

    def _without_split_ties(self, wanted: int, kept: int) -> int:
        """Return ``wanted``, or fewer where ties would otherwise bring it back to ``kept``."""
        total = len(self.ascending)
        edge = self.ascending[total - wanted]
        if total - bisect_left(self.ascending, edge) < kept:
            return wanted
        strictly_above = total - bisect_right(self.ascending, edge)
        return strictly_above or kept

    def bins(self, scale: ThresholdScale, count: int) -> tuple[int, ...]:
        """Return how many candidates stand in each of ``count`` equal parts of the scale."""
        bins = [0] * count
        for score in self.ascending:
            bins[min(int(scale.position(score) * count), count - 1)] += 1
        return tuple(bins)


def rounded(value: float, digits: int) -> float:
    """Return ``value`` rounded to ``digits`` significant digits."""
    return float(f"{value:.{digits - 1}e}")


def _log_share(value: float, low: float, high: float) -> float:
    return math.log(value / low) / math.log(high / low)


def _log_blend(low: float, high: float, share: float) -> float:
    return low * math.exp(share * math.log(high / low))


def _roundest_between(low: float, high: float) -> float:
    """Return the number with the fewest digits in the interval (low, high]."""
    middle = math.sqrt(low * high)
    for digits in range(2, 17):
        candidate = rounded(middle, digits)
        if low < candidate <= high:
            return candidate
    return high
