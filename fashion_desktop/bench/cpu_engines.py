"""The ways to compute ResNet50 on a CPU that are compared: all take the same prepared photos."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import logging
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.weights import Preprocessing
from fashion_desktop.embedding.cpu_threads import compute_threads
from fashion_desktop.embedding.onnx_network import OnnxNetwork, session_options
from fashion_desktop.embedding.onnx_runtime import onnx_runtime
from fashion_desktop.embedding.resnet50_graph import FEATURES, PIXELS, graph_arrays, graph_path
from fashion_desktop.embedding.stored_tensor import Weights
from fashion_desktop.embedding.torch_network import (
    resnet50_without_head,
    set_torch_threads_once,
    with_folded_norms,
)

if TYPE_CHECKING:
    from onnx import ModelProto
    from torch import Tensor, nn

Pixels = npt.NDArray[np.uint8]
Features = npt.NDArray[np.float32]
Compute = Callable[[Pixels], Features]

BATCH = 8
_INT8_REMARK = (
    "Not offered as a setting: the nearest photos are not quite the same, and that it is faster "
    "without 8-bit matrix instructions (VNNI, AMX) as well is not shown."
)
_QUANTISED = ("Conv", "Add", "Relu", "MaxPool", "GlobalAveragePool")


class UnavailableError(Exception):
    """This computer cannot compute that way; the message says why."""


@dataclass(frozen=True, slots=True)
class CpuEngine:
    """One way to compute features.

    Attributes:
        name: stable, part of a figure's name.
        batch: photos it is given at once.
        build: loads it.
        remark: what a reader should know besides.

    Raises (build):
        UnavailableError: it cannot be used here.
    """

    name: str
    what: str
    batch: int
    build: Callable[[], Compute]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CpuEngines:
    """Makes the engines for one input size.

    Attributes:
        calibration: prepared photos that int8 takes its ranges from.
        compile_too: also measure torch.compile, which takes a minute to build.
    """

    weights: Weights
    preprocessing: Preprocessing
    calibration: Pixels
    workspace: Path
    compile_too: bool

    def all(self) -> Iterator[CpuEngine]:
        """Yield the old way first, then the others."""
        set_torch_threads_once()
        eager = self._model()
        yield CpuEngine("eager_1", "torch eager, one photo at a time", 1, self._torch(eager))
        yield CpuEngine("eager_8", "torch eager", BATCH, self._torch(eager))
        yield CpuEngine(
            "channels_last",
            "torch eager, channels last",
            BATCH,
            self._torch(self._model(channels_last=True), channels_last=True),
        )
        folded = with_folded_norms(self._model(channels_last=True))
        yield CpuEngine(
            "folded",
            "torch, batch norm folded, channels last",
            BATCH,
            self._torch(folded, channels_last=True),
        )
        yield CpuEngine("traced", "torch, traced and frozen", BATCH, self._traced)
        yield CpuEngine("compiled", "torch.compile", BATCH, self._compiled)
        yield CpuEngine("openvino", "OpenVINO, float32", BATCH, self._openvino)
        yield CpuEngine("int8", "ONNX Runtime, int8", BATCH, self._int8, remark=_INT8_REMARK)

    def ours(self) -> CpuEngine:
        """Return what the program uses."""
        network = OnnxNetwork(self.weights, self.preprocessing)
        return CpuEngine(
            "onnxruntime",
            "ONNX Runtime, as the program uses it",
            network.photos_a_part,
            lambda: network.features,
        )

    def _model(self, *, channels_last: bool = False) -> nn.Module:
        import torch
        from torch.nn.utils import convert_conv2d_weight_memory_format

        model = resnet50_without_head()
        state = {name: torch.from_numpy(array) for name, array in self.weights.items()}
        model.load_state_dict(state, strict=False)
        model.eval().requires_grad_(requires_grad=False)
        layout = torch.channels_last if channels_last else torch.contiguous_format
        return convert_conv2d_weight_memory_format(model, layout)

    def _torch(
        self, model: Callable[[Tensor], Tensor], *, channels_last: bool = False
    ) -> Callable[[], Compute]:
        return lambda: self._computing(model, channels_last=channels_last)

    def _computing(
        self, model: Callable[[Tensor], Tensor], *, channels_last: bool = False
    ) -> Compute:
        import torch

        mean = torch.tensor(self.preprocessing.mean).view(1, 3, 1, 1)
        std = torch.tensor(self.preprocessing.std).view(1, 3, 1, 1)
        layout = torch.channels_last if channels_last else torch.contiguous_format

        def compute(pixels: Pixels) -> Features:
            with torch.inference_mode():
                scaled = torch.from_numpy(pixels).permute(0, 3, 1, 2).float().div_(255.0)
                ready = scaled.sub_(mean).div_(std).contiguous(memory_format=layout)
                features: Features = model(ready).numpy()
                return features

        return compute

    def _traced(self) -> Compute:
        import torch

        shape = (BATCH, 3, self.preprocessing.height, self.preprocessing.width)
        with warnings.catch_warnings(), torch.inference_mode():
            # torch would rather have its users export; that cannot be run without Python's help.
            warnings.simplefilter("ignore")
            jit: Any = torch.jit
            traced = jit.trace(self._model(), torch.zeros(shape), check_trace=False)
            frozen = jit.optimize_for_inference(jit.freeze(traced))
        return self._computing(frozen)

    def _compiled(self) -> Compute:
        import torch

        if not self.compile_too:
            raise UnavailableError("torch.compile is measured in the full mode only")
        if not any(shutil.which(name) for name in ("g++", "clang++", "cl")):
            raise UnavailableError("torch.compile needs a C++ compiler, and there is none")
        # Not for inference_mode: what is compiled under it cannot be called outside.
        compute = self._computing(torch.compile(with_folded_norms(self._model())))
        shape = (BATCH, self.preprocessing.height, self.preprocessing.width, 3)
        try:
            compute(np.zeros(shape, np.uint8))
        except Exception as error:
            raise UnavailableError(f"torch.compile failed: {_first_line(error)}") from error
        return compute

    def _openvino(self) -> Compute:
        if importlib.util.find_spec("openvino") is None:
            raise UnavailableError("OpenVINO is not installed")
        library: Any = importlib.import_module("openvino")
        core = library.Core()
        model = core.read_model(self._whole_model().SerializeToString())
        settings = {
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": compute_threads(),
        }
        compiled = core.compile_model(model, "CPU", settings)
        return lambda pixels: np.asarray(compiled(pixels)[0])

    def _int8(self) -> Compute:
        """Quantise weights and activations to 8 bits, with ranges from real photos."""
        onnxruntime = onnx_runtime()
        from onnxruntime import quantization

        path = Path(tempfile.mkdtemp(dir=self.workspace)) / "int8.onnx"
        with _without_advice():
            quantization.quantize_static(
                self._whole_model(),
                path,
                _CalibrationReader(self.calibration),
                quant_format=quantization.QuantFormat.QDQ,
                op_types_to_quantize=list(_QUANTISED),
                per_channel=True,
                activation_type=quantization.QuantType.QUInt8,
                weight_type=quantization.QuantType.QInt8,
            )
        session = onnxruntime.InferenceSession(
            path, session_options(compute_threads()), providers=["CPUExecutionProvider"]
        )
        return lambda pixels: np.asarray(session.run([FEATURES], {PIXELS: pixels})[0])

    def _whole_model(self) -> ModelProto:
        """Return the program's graph with the numbers inside, as others want it."""
        if importlib.util.find_spec("onnx") is None:
            raise UnavailableError("the Python package onnx is not installed")
        from onnx import load_model_from_string, numpy_helper

        model = load_model_from_string(graph_path().read_bytes())
        _, height, width, _ = model.graph.input[0].type.tensor_type.shape.dim
        height.dim_value = self.preprocessing.height
        width.dim_value = self.preprocessing.width
        arrays = graph_arrays(self.weights, self.preprocessing)
        for place in model.graph.initializer:
            place.CopyFrom(numpy_helper.from_array(arrays[place.name], place.name))
        return model


@contextlib.contextmanager
def _without_advice() -> Iterator[None]:
    """Keep quiet about a preparation of the graph that ours does not need: it is folded."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


class _CalibrationReader:
    """Hands out photos one by one, the way that onnxruntime's quantisation asks for them."""

    def __init__(self, photos: Pixels) -> None:
        self._left = iter(photos)

    def get_next(self) -> dict[str, Pixels] | None:
        photo: Pixels | None = next(self._left, None)
        return None if photo is None else {PIXELS: photo[None]}


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
