"""What the engine asks of a network, whatever computes it."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt


class FeatureNetwork(Protocol):
    """ResNet50 loaded on a device; used by one thread at a time.

    Attributes:
        device_name: for people, for example "CPU, 2 threads".
        photos_a_part: how many photos keep the device busy without holding up others for long.
    """

    device_name: str
    photos_a_part: int

    def features(self, batch: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Return float32 (n, 2048) for uint8 (n, height, width, 3).

        Raises:
            MemoryError: the batch does not fit into the device's memory.
        """

    def free(self) -> None:
        """Give the device's memory back."""
