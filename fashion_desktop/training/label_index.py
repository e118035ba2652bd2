"""Labels as whole numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fashion_desktop.evaluation.labelled_photos import Labels

UNKNOWN = -1
"""The number of a label that is not known or too rare to be learnt."""
TASKS = ("article_type", "colour", "gender", "usage", "garment")
"""What the network learns to tell: the attributes of ``Labels``."""
_LEAST_PHOTOS = 5


@dataclass(frozen=True, slots=True)
class LabelIndex:
    """The labels of each task, in the order of their numbers."""

    names: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, labels: Sequence[Labels]) -> LabelIndex:
        """Return an index of all labels that are not too rare."""
        return cls({task: _frequent(getattr(one, task) for one in labels) for task in TASKS})

    def numbers(self, labels: Sequence[Labels]) -> dict[str, npt.NDArray[np.int64]]:
        """Return one number a photo for each task, ``UNKNOWN`` where there is none."""
        return {
            task: np.array([self._number(task, getattr(one, task)) for one in labels], np.int64)
            for task in TASKS
        }

    def _number(self, task: str, name: str) -> int:
        names = self.names[task]
        return names.index(name) if name in names else UNKNOWN


def _frequent(names: Iterable[str]) -> tuple[str, ...]:
    counts = Counter(name for name in names if name)
    return tuple(sorted(name for name, count in counts.items() if count >= _LEAST_PHOTOS))
