"""What ResNet50 consists of, written down once: names, shapes, strides. Free of torch.

Architecture: He et al., "Deep Residual Learning for Image Recognition", 2015, with the stride in
the 3 x 3 convolution of a block, as torchvision has it. Names are torchvision's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

NORM_EPSILON = 1e-5
"""Added to the variance in every batch normalisation."""

_STAGES = ((3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2))
"""Of each stage: blocks, channels inside a block, stride of its first block."""
_EXPANSION = 4
"""A block gives so many times the channels it has inside."""
_NORM_PARAMETERS = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True, slots=True)
class Convolution:
    """A square convolution without bias and the batch normalisation after it.

    Attributes:
        name, norm: what their parameters' names begin with.
        kernel, stride, padding: in pixels.
    """

    name: str
    norm: str
    inputs: int
    outputs: int
    kernel: int
    stride: int = 1

    @property
    def padding(self) -> int:
        """Keep the picture's size (but for the stride)."""
        return self.kernel // 2


@dataclass(frozen=True, slots=True)
class Block:
    """A bottleneck: what its convolutions make is added to its input, then rectified.

    Attributes:
        convolutions: one after the other, rectified in between.
        shortcut: what fits the input to the output, where their shapes differ.
    """

    name: str
    convolutions: tuple[Convolution, Convolution, Convolution]
    shortcut: Convolution | None


STEM = Convolution("conv1", "bn1", 3, 64, kernel=7, stride=2)
"""Followed by max pooling: 3 x 3, stride 2."""


def blocks() -> Iterator[Block]:
    """Yield the sixteen blocks in order."""
    inputs = STEM.outputs
    for number, (count, inner, first_stride) in enumerate(_STAGES, start=1):
        outputs = inner * _EXPANSION
        for index in range(count):
            name = f"layer{number}.{index}"
            stride = first_stride if index == 0 else 1
            yield Block(
                name,
                (
                    Convolution(f"{name}.conv1", f"{name}.bn1", inputs, inner, 1),
                    Convolution(f"{name}.conv2", f"{name}.bn2", inner, inner, 3, stride),
                    Convolution(f"{name}.conv3", f"{name}.bn3", inner, outputs, 1),
                ),
                Convolution(
                    f"{name}.downsample.0", f"{name}.downsample.1", inputs, outputs, 1, stride
                )
                if index == 0
                else None,
            )
            inputs = outputs


def convolutions() -> Iterator[Convolution]:
    """Yield all 53 convolutions."""
    yield STEM
    for block in blocks():
        yield from block.convolutions
        if block.shortcut is not None:
            yield block.shortcut


def parameter_shapes() -> dict[str, tuple[int, ...]]:
    """Return the shape of every parameter by its name, without the classification layer."""
    shapes: dict[str, tuple[int, ...]] = {}
    for layer in convolutions():
        shapes[f"{layer.name}.weight"] = (layer.outputs, layer.inputs, layer.kernel, layer.kernel)
        for parameter in _NORM_PARAMETERS:
            shapes[f"{layer.norm}.{parameter}"] = (layer.outputs,)
    return shapes
