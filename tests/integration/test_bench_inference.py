from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from support.drawn_photos import draw_photo

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.cpu_engines import CpuEngines, UnavailableError
from fashion_desktop.bench.figure import Figure
from fashion_desktop.bench.half_precision import HalfPrecisionNetwork, measured_gemm_flops
from fashion_desktop.bench.inputs import PhotoInputs
from fashion_desktop.bench.measurements import gpu, inference
from fashion_desktop.domain.weights import Fit, Preprocessing
from fashion_desktop.embedding.decode import decode_photo
from fashion_desktop.embedding.preprocess import prepare
from fashion_desktop.embedding.stored_tensor import Weights
from fashion_desktop.embedding.torch_network import TorchNetwork
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.storage.resources import resource_path

TINY = Preprocessing(48, 32, Fit.PAD)


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(resource_path("weights", BUNDLED_FILE))[1]


@pytest.fixture(scope="module")
def photos() -> np.ndarray:
    return np.stack([prepare(decode_photo(draw_photo(i)), TINY) for i in range(10)])


@pytest.fixture
def engines(weights: Weights, photos: np.ndarray, tmp_path: Path) -> CpuEngines:
    return CpuEngines(weights, TINY, photos[:4], tmp_path, compile_too=False)


@pytest.fixture
def figures(engines: CpuEngines, photos: np.ndarray) -> dict[str, Figure]:
    found = inference.measure_size("224", engines, photos[:5], 1, lambda _text: None)
    return {figure.name: figure for figure in found}


def test_every_engine_is_compared_with_the_old_way(figures: dict[str, Figure]) -> None:
    for name in ("eager_8", "channels_last", "folded", "traced", "int8", "onnxruntime"):
        figure = figures[f"inference.224.{name}"]
        assert figure.ours > 0
        assert figure.baseline is not None
        assert figure.baseline > 0
        assert "Features differ by at most" in figure.note
    ours = figures["inference.224.onnxruntime"]
    assert ours.target is not None
    assert ours.met is not None
    assert "Not measured: torch.compile" in ours.note
    share = figures.get("inference.224.peak_share")
    assert share is None or 0 < share.ours < 100


def test_faithful_engines_are_faithful_and_int8_is_near(
    engines: CpuEngines, photos: np.ndarray
) -> None:
    built = {}
    for engine in (*engines.all(), engines.ours()):
        try:
            built[engine.name] = engine.build()
        except UnavailableError:
            assert engine.name in {"compiled", "openvino"}
    expected = built.pop("eager_1")(photos[:3])
    lengths = np.linalg.norm(expected, axis=1)
    for name, compute in built.items():
        error = np.linalg.norm(compute(photos[:3]) - expected, axis=1) / lengths
        assert error.max() < (0.5 if name == "int8" else 1e-5), name


def test_without_a_compiler_torch_compile_says_so(
    weights: Weights, photos: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    engines = CpuEngines(weights, TINY, photos, tmp_path, compile_too=True)
    compiled = next(engine for engine in engines.all() if engine.name == "compiled")
    with pytest.raises(UnavailableError, match="compiler"):
        compiled.build()


@pytest.mark.parametrize("sizes", [[3, 2], [4], [1, 1, 1]])
def test_half_precision_keeps_order_and_is_near(
    weights: Weights, photos: np.ndarray, sizes: list[int]
) -> None:
    ends = np.cumsum(sizes)
    batches = [photos[end - size : end] for end, size in zip(ends, sizes, strict=True)]
    network = HalfPrecisionNetwork(weights, TINY, torch.device("cpu"), torch.bfloat16)
    found = network.embed(batches)
    expected = TorchNetwork(weights, TINY, "cpu").features(photos[: sum(sizes)])
    assert found.dtype == np.float32
    error = np.linalg.norm(found - expected, axis=1) / np.linalg.norm(expected, axis=1)
    assert error.max() < 0.05


def test_the_gpu_figure_has_a_limit_and_an_error(weights: Weights, photos: np.ndarray) -> None:
    device = torch.device("cpu")
    limit = measured_gemm_flops(device, torch.bfloat16, side=64, rounds=1)
    figure = gpu.measure_size(
        "gpu.tiny.half", weights, TINY, [photos[:2]] * 2, (device, torch.bfloat16), limit, rounds=1
    )
    assert figure.ours > 0
    assert figure.baseline is not None
    assert figure.limit is not None
    assert "% of the limit" in figure.note
    assert "Features differ" in figure.note


def test_without_a_gpu_there_is_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    said: list[str] = []
    inputs = PhotoInputs(None, tmp_path, quick=True, report=said.append)
    context = BenchContext(True, tmp_path, inputs, said.append)
    for possible in (False, True):
        monkeypatch.setattr(gpu, "gpu_is_possible", lambda answer=possible: answer)
        assert list(gpu.measure(context)) == []
        assert "NVIDIA GPU" in said.pop()
