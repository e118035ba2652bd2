"""ResNet50 in half precision on a GPU, photos transferred while others are computed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.bench.timing import in_turn
from fashion_desktop.domain.weights import Preprocessing
from fashion_desktop.embedding.stored_tensor import Weights
from fashion_desktop.embedding.torch_network import resnet50_without_head, with_folded_norms

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class HalfPrecisionNetwork:
    """ResNet50 under autocast: channels last, batch normalisation folded.

    Args:
        device: where to compute.
        dtype: ``float16``, or ``bfloat16``, which CPUs know as well.
    """

    def __init__(
        self,
        weights: Weights,
        preprocessing: Preprocessing,
        device: torch.device,
        dtype: torch.dtype,
    ) -> None:
        import torch
        from torch.nn.utils import convert_conv2d_weight_memory_format

        self._device = device
        self._dtype = dtype
        model = resnet50_without_head()
        state = {name: torch.from_numpy(array) for name, array in weights.items()}
        model.load_state_dict(state, strict=False)
        folded = with_folded_norms(model.eval()).requires_grad_(requires_grad=False).to(device)
        self._model = convert_conv2d_weight_memory_format(folded, torch.channels_last)
        self._mean = torch.tensor(preprocessing.mean, device=device).view(1, 3, 1, 1)
        self._std = torch.tensor(preprocessing.std, device=device).view(1, 3, 1, 1)
        # Copies run beside the arithmetic only in a stream of their own and from pinned memory.
        streams: Any = torch.cuda  # parts of it have no types
        self._copying = streams.Stream(device) if device.type == "cuda" else None

    def embed(self, batches: Iterable[npt.NDArray[np.uint8]]) -> npt.NDArray[np.float32]:
        """Return the features of all batches of shape (n, height, width, 3), one after the other.

        Each batch is on its way while the one before is computed.
        """
        import torch

        found: list[Tensor] = []
        with torch.inference_mode(), torch.autocast(self._device.type, self._dtype):
            upcoming = iter(batches)
            waiting = self._sent(next(upcoming, None))
            while waiting is not None:
                here, waiting = waiting, self._sent(next(upcoming, None))
                found.append(self._features(*here))
            features: npt.NDArray[np.float32] = torch.cat(found).cpu().numpy()
        return features

    def _sent(
        self, batch: npt.NDArray[np.uint8] | None
    ) -> tuple[Tensor, torch.cuda.Event | None] | None:
        """Start the transfer; return the batch on the device and when it will be there."""
        import torch

        if batch is None:
            return None
        pixels = torch.from_numpy(batch)
        if self._copying is None:
            return pixels.to(self._device), None
        with torch.cuda.stream(self._copying):
            on_device = pixels.pin_memory().to(self._device, non_blocking=True)
            arrived = self._copying.record_event()
        return on_device, arrived

    def _features(self, pixels: Tensor, arrived: torch.cuda.Event | None) -> Tensor:
        import torch

        if arrived is not None:
            computing = torch.cuda.current_stream(self._device)
            computing.wait_event(arrived)
            pixels.record_stream(computing)
        scaled = pixels.permute(0, 3, 1, 2).float().div_(255.0).sub_(self._mean).div_(self._std)
        ready = scaled.contiguous(memory_format=torch.channels_last)
        features: Tensor = self._model(ready).float()
        return features


def measured_gemm_flops(
    device: torch.device, dtype: torch.dtype, side: int = 8192, rounds: int = 10
) -> float:
    """Return the floating point operations a second of a matrix product: the device's limit."""
    import torch

    left = torch.rand(side, side, device=device).to(dtype)
    right = torch.rand(side, side, device=device).to(dtype)

    def multiply() -> None:
        torch.mm(left, right)
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    (times,) = in_turn(rounds, multiply)
    return 2 * side**3 / min(times)
