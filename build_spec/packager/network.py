"""Writes ``resources/network/resnet50.onnx``: what ResNet50 computes, without its numbers.

To be run when the description of the network changes; the program reads the file as it is. Takes
the package ``onnx``, which the program does without.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onnx import NodeProto, TensorProto, helper

from fashion_desktop.domain.weights import FEATURE_DIM
from fashion_desktop.embedding.resnet50_graph import (
    FEATURES,
    HEIGHT,
    MEAN,
    PIXELS,
    SCALE,
    WIDTH,
    bias_name,
    graph_path,
    kernel_name,
)
from fashion_desktop.embedding.resnet50_layout import STEM, Convolution, blocks

_OPSET = 17
_IR_VERSION = 8
_PER_COLOUR = (1, 3, 1, 1)
_POOLING = {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}


def main(argv: Sequence[str] = ()) -> int:
    """Write the file; return 0."""
    if argv:
        sys.stderr.write("This step takes no arguments.\n")
        return 2
    path = graph_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(network_bytes())
    sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")
    return 0


def network_bytes() -> bytes:
    """Return the file's content: always the same bytes for the same description."""
    builder = _Builder()
    planes = builder.node("Transpose", [PIXELS], {"perm": [0, 3, 1, 2]})
    numbers = builder.node("Cast", [planes], {"to": TensorProto.FLOAT})
    centred = builder.node("Sub", [numbers, builder.outside(MEAN, _PER_COLOUR)])
    x = builder.node("Mul", [centred, builder.outside(SCALE, _PER_COLOUR)])
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
    return builder.serialised()


@dataclass(slots=True)
class _Builder:
    nodes: list[NodeProto] = field(default_factory=list)
    places: list[TensorProto] = field(default_factory=list)

    def node(
        self,
        kind: str,
        inputs: list[str],
        attributes: Mapping[str, Any] | None = None,
        output: str = "",
    ) -> str:
        output = output or f"{kind}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **(attributes or {})))
        return output

    def outside(self, name: str, shape: Sequence[int]) -> str:
        """Refer to numbers that the program hands over when it loads the file."""
        place = TensorProto(
            name=name,
            data_type=TensorProto.FLOAT,
            dims=shape,
            data_location=TensorProto.EXTERNAL,
        )
        place.external_data.add(key="location", value="memory")
        self.places.append(place)
        return name

    def convolution(self, layer: Convolution, x: str) -> str:
        shape = (layer.outputs, layer.inputs, layer.kernel, layer.kernel)
        kernel = self.outside(kernel_name(layer), shape)
        bias = self.outside(bias_name(layer), (layer.outputs,))
        attributes = {
            "kernel_shape": [layer.kernel] * 2,
            "strides": [layer.stride] * 2,
            "pads": [layer.padding] * 4,
        }
        return self.node("Conv", [x, kernel, bias], attributes)

    def serialised(self) -> bytes:
        pixels: list[str | int | None] = ["n", HEIGHT, WIDTH, 3]
        graph = helper.make_graph(
            self.nodes,
            "resnet50",
            [helper.make_tensor_value_info(PIXELS, TensorProto.UINT8, pixels)],
            [helper.make_tensor_value_info(FEATURES, TensorProto.FLOAT, ["n", FEATURE_DIM])],
            self.places,
        )
        opset = helper.make_opsetid("", _OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION)
        content: bytes = model.SerializeToString(deterministic=True)
        return content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
