from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from fashion_desktop.domain.weights import Fit, Preprocessing
from fashion_desktop.embedding.cpu_threads import compute_threads
from fashion_desktop.embedding.engine import build_network
from fashion_desktop.embedding.onnx_network import OnnxNetwork
from fashion_desktop.embedding.torch_network import TorchNetwork, set_torch_threads_once
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.storage.resources import resource_path

SMALL = Preprocessing(48, 64, Fit.PAD)
LARGE = Preprocessing(112, 96, Fit.CROP, 112, mean=(0.4, 0.5, 0.6), std=(0.2, 0.3, 0.4))


@pytest.fixture(scope="module")
def weights() -> dict[str, Any]:
    return read_weights(Path(resource_path("weights", BUNDLED_FILE)))[1]


@pytest.fixture
def network(weights: dict[str, Any]) -> TorchNetwork:
    return TorchNetwork(weights, SMALL, "cpu")


def photos(preprocessing: Preprocessing, count: int = 3) -> np.ndarray:
    shape = (count, preprocessing.height, preprocessing.width, 3)
    return np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)


@pytest.mark.parametrize("preprocessing", [SMALL, LARGE], ids=["small", "large"])
def test_both_networks_compute_the_same(
    weights: dict[str, Any], preprocessing: Preprocessing
) -> None:
    batch = photos(preprocessing)
    found = OnnxNetwork(weights, preprocessing).features(batch)
    expected = TorchNetwork(weights, preprocessing, "cpu").features(batch)
    difference = np.linalg.norm(found - expected, axis=1)
    assert (difference <= 1e-5 * np.linalg.norm(expected, axis=1)).all()


def test_the_cpu_gets_onnx_runtime_and_other_devices_torch(weights: dict[str, Any]) -> None:
    assert isinstance(build_network(weights, SMALL, "cpu"), OnnxNetwork)
    with pytest.raises((RuntimeError, AssertionError, NotImplementedError)):
        build_network(weights, SMALL, "cuda:99")


def test_computing_leaves_gradients_on(network: TorchNetwork) -> None:
    assert network.features(photos(SMALL)).shape == (3, 2048)
    assert torch.is_grad_enabled()


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (torch.OutOfMemoryError("CUDA out of memory"), MemoryError),
        (RuntimeError("MPS backend out of memory"), MemoryError),
        (RuntimeError("device-side assert"), RuntimeError),
    ],
)
def test_a_lack_of_memory_is_told_from_other_failures(
    network: TorchNetwork,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    expected: type[Exception],
) -> None:
    def fail(_: torch.Tensor) -> torch.Tensor:
        raise failure

    monkeypatch.setattr(network, "_model", fail)
    with pytest.raises(expected):
        network.features(photos(SMALL))


def test_cpu_threads_are_set_once() -> None:
    threads = set_torch_threads_once()
    assert set_torch_threads_once() == threads == torch.get_num_threads() == compute_threads()
