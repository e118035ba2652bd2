"""One named array of a weights file, in whatever way the file stores it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Weights = dict[str, npt.NDArray[np.float32]]
"""A network's parameters by name."""

WHOLE_NUMBERS = "holds whole numbers instead of fractions"


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A tensor whose numbers are not read yet.

    Attributes:
        problem: why the numbers are of no use, or "".
        read: returns them as float32; what is too large for that becomes infinite.
    """

    shape: tuple[int, ...]
    problem: str
    read: Callable[[], npt.NDArray[np.float32]]


def from_bfloat16(halves: npt.NDArray[np.uint16]) -> npt.NDArray[np.float32]:
    """Return the numbers whose upper halves these are."""
    bits = halves.astype(np.uint32, order="C")
    bits <<= 16
    return bits.view(np.float32)
