"""ResNet50 as a feature extractor: batches of prepared photos in, raw pooled features out."""

from __future__ import annotations

import ctypes
import logging
import sys
import threading
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import FEATURE_DIM, Preprocessing, WeightsInfo
from fashion_desktop.embedding.cpu_threads import cpu_photos_a_part
from fashion_desktop.embedding.device import choose_device, torch_is_installed
from fashion_desktop.embedding.feature_network import FeatureNetwork
from fashion_desktop.embedding.onnx_network import OnnxNetwork
from fashion_desktop.embedding.stored_tensor import Weights
from fashion_desktop.embedding.torch_network import TorchNetwork
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.embedding.weights_info import read_info

logger = logging.getLogger(__name__)


class EmbeddingEngine:
    """One set of weights on one device. Thread-safe; one batch is computed at a time.

    Making an engine only reads who the weights are; the numbers and what computes with them
    are loaded by ``load`` or by the first batch: ONNX Runtime on a CPU, torch on a GPU.

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
        self._network: FeatureNetwork | None = None
        self._closed = False
        self._max_batch: int | None = None
        self._device_name = ""
        self._on_cpu = False
        self.info: WeightsInfo = read_info(weights_path)
        preprocessing = self.info.preprocessing
        self._photos_a_part = cpu_photos_a_part(preprocessing.width, preprocessing.height)

    @property
    def device_name(self) -> str:
        """The device in use, for people; empty before ``load``. Never waits for a batch."""
        return self._device_name

    @property
    def photos_a_part(self) -> int:
        """How many photos keep the device busy without holding up others for long.

        Before ``load``, the number for a CPU. Never waits for a batch.
        """
        return self._photos_a_part

    def load(self) -> None:
        """Load the weights onto the device. Does nothing the second time.

        Raises:
            WeightsError: the weights or the device cannot be used.
        """
        with self._lock:
            self._loaded()

    def embed(self, batch: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Return the features of prepared photos, not normalised.

        A photo's features do not depend on what else is in the batch (within 1e-5 of their
        length, the rounding of the device's matrix products). A batch that does not fit into
        the device's memory is computed in smaller parts.

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

    def _loaded(self) -> FeatureNetwork:
        if self._closed:
            raise RuntimeError("the engine is closed")
        if self._network is None:
            self._network = self._build()
            _return_free_memory()
        return self._network

    def _build(self) -> FeatureNetwork:
        device = choose_device(self._device_setting)
        info, weights = read_weights(self._path)
        if info.fingerprint != self.info.fingerprint:
            raise WeightsError(
                f"The weights file “{self._path.name}” has changed since the program started. "
                "Restart the program to use the new one."
            )
        network = build_network(weights, info.preprocessing, device)
        self._on_cpu = device == "cpu"
        self._device_name, self._photos_a_part = network.device_name, network.photos_a_part
        return network

    def _halve(self, failed_size: int) -> None:
        if failed_size <= 1:
            remedy = "" if self._on_cpu else ", or choose “cpu” as the device in settings"
            raise WeightsError(
                f"There is too little free memory for a single photo. Close other programs{remedy}."
            )
        self._max_batch = failed_size // 2


def build_network(weights: Weights, preprocessing: Preprocessing, device: str) -> FeatureNetwork:
    """Return the fastest faithful network for a device that ``choose_device`` returned.

    Raises:
        WeightsError: nothing that is installed can compute it, or memory is short.
    """
    if device != "cpu":
        return TorchNetwork(weights, preprocessing, device)
    try:
        return OnnxNetwork(weights, preprocessing)
    except MemoryError as error:
        # torch would need more.
        raise WeightsError(
            "There is too little free memory for the weights. Close other programs."
        ) from error
    except (ImportError, RuntimeError) as error:
        if not torch_is_installed():
            raise WeightsError(
                "The part of the program that looks at photos cannot be started on this "
                f"computer: {error}. Install the program again; if that does not help, install "
                "it from source, with PyTorch."
            ) from error
        logger.warning("ONNX Runtime cannot be used; torch computes, more slowly: %s", error)
        return TorchNetwork(weights, preprocessing, device)


def _return_free_memory() -> None:
    """Give back what building left free: glibc would keep two hundred megabytes of it."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(ctypes.c_size_t(0))
