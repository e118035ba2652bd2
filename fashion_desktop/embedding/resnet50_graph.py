"""ResNet50 as an ONNX graph, its batch normalisations folded into the convolutions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.weights import FEATURE_DIM, Preprocessing
from fashion_desktop.embedding.resnet50_layout import NORM_EPSILON, STEM, Convolution, blocks
from fashion_desktop.embedding.stored_tensor import Weights

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

PIXELS = "pixels"
FEATURES = "features"

_OPSET = 17
_IR_VERSION = 8
_INLINE_BYTES = 1024
"""ONNX Runtime wants smaller arrays inside the model."""
_LARGEST_VALUE = 255
_POOLING = {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}


@dataclass(frozen=True, slots=True)
class NetworkGraph:
    """The network's arithmetic and its numbers, apart from each other.

    Attributes:
        model: takes ``PIXELS``, uint8 (n, height, width, 3), gives ``FEATURES``, float32
            (n, 2048).
        arrays: by name, what the model refers to without holding it. A hundred megabytes in
            a message would be copied several times, with Python standing still meanwhile.
    """

    model: ModelProto
    arrays: Weights


def build_graph(weights: Weights, preprocessing: Preprocessing) -> NetworkGraph:
    """Return the graph for weights as ``read_weights`` returns them.

    Folding: normalisation is ``scale * (x - mean) + bias`` with ``scale = weight / sqrt(variance
    + epsilon)``, hence a convolution with ``scale * kernel`` and the bias ``bias - scale * mean``.
    Computed in float64.
    """
    builder = _Builder(weights)
    x = builder.normalised(preprocessing)
    x = builder.node("Relu", [builder.convolution(STEM, x)])
    x = builder.node("MaxPool", [x], _POOLING)
    for block in blocks():
        first, second, third = block.convolutions
        y = builder.node("Relu", [builder.convolution(first, x)])
        y = builder.node("Relu", [builder.convolution(second, y)])
        y = builder.convolution(third, y)
        shortcut = x if block.shortcut is None else builder.convolution(block.shortcut, x)
        x = builder.node("Relu", [builder.node("Add", [y, shortcut])])
    x = builder.node("GlobalAveragePool", [x])
    builder.node("Flatten", [x], output=FEATURES)
    return builder.graph(preprocessing)


@dataclass(slots=True)
class _Builder:
    weights: Weights
    nodes: list[NodeProto] = field(default_factory=list)
    arrays: Weights = field(default_factory=dict)

    def node(
        self,
        kind: str,
        inputs: list[str],
        attributes: Mapping[str, Any] | None = None,
        output: str = "",
    ) -> str:
        from onnx import helper

        output = output or f"{kind}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **(attributes or {})))
        return output

    def array(self, name: str, values: npt.NDArray[np.float64]) -> str:
        self.arrays[name] = np.ascontiguousarray(values, dtype=np.float32)
        return name

    def normalised(self, preprocessing: Preprocessing) -> str:
        from onnx import TensorProto

        mean = np.array(preprocessing.mean).reshape(1, 3, 1, 1) * _LARGEST_VALUE
        std = np.array(preprocessing.std).reshape(1, 3, 1, 1) * _LARGEST_VALUE
        planes = self.node("Transpose", [PIXELS], {"perm": [0, 3, 1, 2]})
        numbers = self.node("Cast", [planes], {"to": TensorProto.FLOAT})
        centred = self.node("Sub", [numbers, self.array("mean", mean)])
        return self.node("Mul", [centred, self.array("scale", 1 / std)])

    def convolution(self, layer: Convolution, x: str) -> str:
        def norm(parameter: str) -> npt.NDArray[np.float64]:
            return self.weights[f"{layer.norm}.{parameter}"].astype(np.float64)

        scale = norm("weight") / np.sqrt(norm("running_var") + NORM_EPSILON)
        kernel = self.weights[f"{layer.name}.weight"] * scale[:, None, None, None]
        bias = norm("bias") - norm("running_mean") * scale
        inputs = [x, self.array(f"{layer.name}.kernel", kernel)]
        inputs.append(self.array(f"{layer.name}.bias", bias))
        attributes = {
            "kernel_shape": [layer.kernel] * 2,
            "strides": [layer.stride] * 2,
            "pads": [layer.padding] * 4,
        }
        return self.node("Conv", inputs, attributes)

    def graph(self, preprocessing: Preprocessing) -> NetworkGraph:
        from onnx import TensorProto, helper, numpy_helper

        inline = {n: a for n, a in self.arrays.items() if a.nbytes < _INLINE_BYTES}
        outside = {n: a for n, a in self.arrays.items() if n not in inline}
        shape: list[str | int | None] = ["n", preprocessing.height, preprocessing.width, 3]
        graph = helper.make_graph(
            self.nodes,
            "resnet50",
            [helper.make_tensor_value_info(PIXELS, TensorProto.UINT8, shape)],
            [helper.make_tensor_value_info(FEATURES, TensorProto.FLOAT, ["n", FEATURE_DIM])],
            [numpy_helper.from_array(array, name) for name, array in inline.items()],
        )
        for name, array in outside.items():
            place = graph.initializer.add(
                name=name,
                data_type=TensorProto.FLOAT,
                dims=array.shape,
                data_location=TensorProto.EXTERNAL,
            )
            place.external_data.add(key="location", value="memory")
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION)
        return NetworkGraph(model, outside)
