"""ResNet50 by torch: on a GPU, and on CPUs where ONNX Runtime cannot be used."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.weights import Preprocessing
from fashion_desktop.embedding.cpu_threads import compute_threads, cpu_photos_a_part
from fashion_desktop.embedding.device import describe_device
from fashion_desktop.embedding.stored_tensor import Weights
from fashion_desktop.embedding.torch_preload import preload_torch
from fashion_desktop.embedding.torchvision_loader import import_torchvision_models

if TYPE_CHECKING:
    from torch import nn

_CHANNELS_LAST_FROM_PX = 60 * 80
"""Input area from which the "channels last" memory layout is the faster one on CPUs: by a
quarter at 224 x 224, while at 48 x 64 it is a seventh slower."""
_GPU_PHOTOS_A_PART = 128

_threads_lock = threading.Lock()
_threads_set: list[int] = []


class TorchNetwork:
    """A ``FeatureNetwork`` in float32, batch normalisation folded into the convolutions.

    Args:
        device: as ``choose_device`` returns it.
    """

    def __init__(self, weights: Weights, preprocessing: Preprocessing, device: str) -> None:
        preload_torch()
        import torch
        from torch.nn.utils import convert_conv2d_weight_memory_format

        self._device = torch.device(device)
        if self._device.type == "cpu":
            set_torch_threads_once()
        elif self._device.type == "cuda":
            # TF32 rounds to 10 bits: distances would depend on the device.
            torch.backends.cudnn.allow_tf32 = False
        pixels = preprocessing.width * preprocessing.height
        self._memory_format = (
            torch.channels_last if pixels >= _CHANNELS_LAST_FROM_PX else torch.contiguous_format
        )
        model = resnet50_without_head()
        # Only the batch counters are missing, and they matter in training alone.
        model.load_state_dict({n: torch.from_numpy(a) for n, a in weights.items()}, strict=False)
        folded = with_folded_norms(model.eval()).requires_grad_(requires_grad=False)
        self._model = convert_conv2d_weight_memory_format(
            folded.to(self._device), self._memory_format
        )
        self._mean = torch.tensor(preprocessing.mean, device=device).view(1, 3, 1, 1)
        self._std = torch.tensor(preprocessing.std, device=device).view(1, 3, 1, 1)
        self.device_name = describe_device(device)
        self.photos_a_part = (
            cpu_photos_a_part(preprocessing.width, preprocessing.height)
            if self._device.type == "cpu"
            else _GPU_PHOTOS_A_PART
        )

    def features(self, batch: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Return float32 (n, 2048) for uint8 (n, height, width, 3).

        Raises:
            MemoryError: the batch does not fit into the device's memory.
        """
        import torch

        try:
            with torch.inference_mode():
                pixels = torch.from_numpy(np.ascontiguousarray(batch)).to(self._device)
                scaled = pixels.permute(0, 3, 1, 2).float().div_(255.0)
                normalised = scaled.sub_(self._mean).div_(self._std)
                ready = normalised.contiguous(memory_format=self._memory_format)
                result: npt.NDArray[np.float32] = self._model(ready).cpu().numpy()
                return result
        except RuntimeError as error:
            if not _is_out_of_memory(error):
                raise
        # Outside the handler, so that the failed batch's tensors are free before the next try.
        self._empty_cache()
        raise MemoryError

    def free(self) -> None:
        """Give the device's memory back."""
        del self._model
        self._empty_cache()

    def _empty_cache(self) -> None:
        import torch

        if self._device.type == "cuda":
            torch.cuda.empty_cache()
        elif self._device.type == "mps":
            torch.mps.empty_cache()


def resnet50_without_head() -> nn.Module:
    """Return torchvision's ResNet50 that ends after average pooling (2048 features)."""
    from torch import nn

    model: nn.Module = import_torchvision_models().resnet50(weights=None)
    model.fc = nn.Identity()
    return model


def set_torch_threads_once() -> int:
    """Set how many CPU threads torch uses, the first time; return the number in force.

    torch has one such number for the whole process, so later calls change nothing.
    """
    import torch

    with _threads_lock:
        if not _threads_set:
            torch.set_num_threads(compute_threads())
            _threads_set.append(torch.get_num_threads())
        return _threads_set[0]


def with_folded_norms(model: nn.Module) -> nn.Module:
    """Merge every batch normalisation into the convolution before it: the same function, faster.

    A normalisation is known by its name: ``bnX`` follows ``convX``, and in a ``downsample``
    pair the second follows the first.
    """
    from torch import nn
    from torch.nn.utils.fusion import fuse_conv_bn_eval

    for module in list(model.modules()):
        children = dict(module.named_children())
        for name, norm in children.items():
            if not isinstance(norm, nn.BatchNorm2d):
                continue
            conv_name = "0" if name == "1" else name.replace("bn", "conv")
            conv = children[conv_name]
            if not isinstance(conv, nn.Conv2d):
                raise TypeError(f"{conv_name} is no convolution")
            setattr(module, conv_name, fuse_conv_bn_eval(conv, norm))
            setattr(module, name, nn.Identity())
    return model


def _is_out_of_memory(error: RuntimeError) -> bool:
    import torch

    text = str(error).lower()
    return (
        isinstance(error, torch.OutOfMemoryError)
        or "out of memory" in text
        or "can't allocate memory" in text
    )
