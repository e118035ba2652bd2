"""ResNet50 as a feature extractor: batches of prepared photos in, raw pooled features out."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import FEATURE_DIM, WeightsInfo
from fashion_desktop.embedding.device import choose_device, describe_device, set_cpu_threads_once
from fashion_desktop.embedding.torch_preload import preload_torch
from fashion_desktop.embedding.weights_info import read_info

if TYPE_CHECKING:
    import torch
    from torch import nn

_CHANNELS_LAST_FROM_PX = 60 * 80
"""Input area from which the "channels last" memory layout is the faster one on CPUs: by a
quarter at 224 x 224, while at 48 x 64 it is a seventh slower."""


class EmbeddingEngine:
    """One set of weights on one device. Thread-safe; one batch is computed at a time.

    Making an engine only reads who the weights are; torch and the numbers are loaded by
    ``load`` or by the first batch.

    Args:
        weights_path: a file that ``read_weights`` accepts.
        device: a setting that ``choose_device`` accepts.

    Raises:
        WeightsError: the file is missing or no weights file.
    """

    def __init__(self, weights_path: Path, device: str = "auto") -> None:
        self._path = weights_path
        self._device_setting = device
        self._lock = threading.RLock()
        self._network: _Network | None = None
        self._closed = False
        self._max_batch: int | None = None
        self._device_name = ""
        self.info: WeightsInfo = read_info(weights_path)

    @property
    def device_name(self) -> str:
        """The device in use, for people; empty before ``load``. Never waits for a batch."""
        return self._device_name

    def load(self) -> None:
        """Load the weights onto the device. Does nothing the second time.

        Raises:
            WeightsError: the weights or the device cannot be used.
        """
        with self._lock:
            self._loaded()

    def embed(self, batch: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Return the features of prepared photos, not normalised.

        A photo's features do not depend on what else is in the batch (within 1e-4 of their
        length, the rounding of the device's matrix products). A batch that does not fit into
        a GPU's memory is computed in smaller parts.

        Args:
            batch: shape (n, height, width, 3), RGB, 0..255, as ``prepare`` returns them.

        Returns:
            Shape (n, 2048).

        Raises:
            WeightsError: the weights or the device cannot be used.
            ValueError: the batch has another shape or type.
        """
        expected = (self.info.preprocessing.height, self.info.preprocessing.width, 3)
        if batch.dtype != np.uint8 or batch.ndim != 4 or batch.shape[1:] != expected:
            raise ValueError(f"expected uint8 (n, *{expected}), got {batch.dtype} {batch.shape}")
        with self._lock:
            network = self._loaded()
            features = np.empty((len(batch), FEATURE_DIM), dtype=np.float32)
            done = 0
            while done < len(batch):
                part = batch[done : done + (self._max_batch or len(batch))]
                try:
                    features[done : done + len(part)] = network.features(part)
                except MemoryError:
                    self._halve(len(part))
                else:
                    done += len(part)
        if not np.isfinite(features).all():
            raise WeightsError(
                f"The weights “{self.info.name}” give results that are not numbers. "
                "Choose other weights in settings."
            )
        return features

    def close(self) -> None:
        """Free the network's memory, after the batch at hand. The engine is then unusable."""
        with self._lock:
            network, self._network, self._closed = self._network, None, True
            if network is not None:
                network.free()

    def _loaded(self) -> _Network:
        if self._closed:
            raise RuntimeError("the engine is closed")
        if self._network is None:
            self._network = self._build()
        return self._network

    def _build(self) -> _Network:
        preload_torch()
        from fashion_desktop.embedding.weights_file import read_weights, resnet50_without_head

        device = choose_device(self._device_setting)
        if device.type == "cpu":
            set_cpu_threads_once()
        info, weights = read_weights(self._path)
        if info.fingerprint != self.info.fingerprint:
            raise WeightsError(
                f"The weights file “{self._path.name}” has changed since the program started. "
                "Restart the program to use the new one."
            )
        model = resnet50_without_head()
        model.load_state_dict(weights, strict=True)
        network = _Network(model, device, info)
        self._device_name = describe_device(device)
        return network

    def _halve(self, failed_size: int) -> None:
        if failed_size <= 1:
            raise WeightsError(
                "There is too little free memory for a single photo. Close other programs, or "
                "choose “cpu” as the device in settings."
            )
        self._max_batch = failed_size // 2


class _Network:
    """The network itself: on its device, batch normalisation folded into the convolutions."""

    def __init__(self, model: nn.Module, device: torch.device, info: WeightsInfo) -> None:
        import torch
        from torch.nn.utils import convert_conv2d_weight_memory_format

        self.device = device
        if device.type == "cuda":
            # TF32 rounds to 10 bits: distances would depend on the device.
            torch.backends.cudnn.allow_tf32 = False
        preprocessing = info.preprocessing
        pixels = preprocessing.width * preprocessing.height
        self._memory_format = (
            torch.channels_last if pixels >= _CHANNELS_LAST_FROM_PX else torch.contiguous_format
        )
        folded = _with_folded_norms(model.eval()).requires_grad_(requires_grad=False).to(device)
        self._model = convert_conv2d_weight_memory_format(folded, self._memory_format)
        self._mean = torch.tensor(preprocessing.mean, device=device).view(1, 3, 1, 1)
        self._std = torch.tensor(preprocessing.std, device=device).view(1, 3, 1, 1)

    def features(self, batch: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Return float32 (n, 2048) for uint8 (n, height, width, 3).

        Raises:
            MemoryError: the batch does not fit into the device's memory.
        """
        import torch

        try:
            with torch.inference_mode():
                pixels = torch.from_numpy(np.ascontiguousarray(batch)).to(self.device)
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

        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        elif self.device.type == "mps":
            torch.mps.empty_cache()


def _is_out_of_memory(error: RuntimeError) -> bool:
    import torch

    text = str(error).lower()
    return (
        isinstance(error, torch.OutOfMemoryError)
        or "out of memory" in text
        or "can't allocate memory" in text
    )


def _with_folded_norms(model: nn.Module) -> nn.Module:
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
