"""What the processor could do at most, and what ResNet50 asks of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fashion_desktop.bench.processor import clock_mhz, vector_instructions
from fashion_desktop.embedding.cpu_threads import physical_cores
from fashion_desktop.embedding.resnet50_layout import STEM, Convolution, blocks
from fashion_desktop.embedding.torch_network import set_torch_threads_once

_AVX512_FLOPS = 64
_AVX2_FLOPS = 32
_POOLING_STRIDE = 2


@dataclass(frozen=True, slots=True)
class Float32Peak:
    """What the processor's float32 units do at most.

    Attributes:
        flops: a second, on all the physical cores that may be used.
        what: how it is calculated.
    """

    flops: float
    what: str


def float32_peak(
    cores: int | None = None, mhz: int | None = None, sets: Sequence[str] | None = None
) -> Float32Peak | None:
    """Return cores x clock x operations a cycle; None where one of them is unknown.

    A core with AVX2 does 32 a cycle: two units, eight numbers each, multiplied and added. With
    AVX-512 it is 64 where there are two such units; a core with one does half of it.
    """
    cores = physical_cores() if cores is None else cores
    mhz = clock_mhz() if mhz is None else mhz
    sets = vector_instructions() if sets is None else sets
    if not mhz or not {"AVX2", "AVX-512"} & set(sets):
        return None
    name, a_cycle = ("AVX-512", _AVX512_FLOPS) if "AVX-512" in sets else ("AVX2", _AVX2_FLOPS)
    what = f"float32 peak: {cores} cores × {mhz / 1000:.2f} GHz × {a_cycle} ({name})"
    return Float32Peak(cores * mhz * 1e6 * a_cycle, what)


def multiply_adds(width: int, height: int) -> int:
    """Return how many multiplications (each with an addition) the convolutions need a photo."""
    total, width, height = _cost(STEM, width, height)
    width, height = -(-width // _POOLING_STRIDE), -(-height // _POOLING_STRIDE)
    for block in blocks():
        if block.shortcut is not None:
            total += _cost(block.shortcut, width, height)[0]
        for layer in block.convolutions:
            cost, width, height = _cost(layer, width, height)
            total += cost
    return total


def _cost(layer: Convolution, width: int, height: int) -> tuple[int, int, int]:
    """Return the multiplications and the size of what comes out (rounded up, as padded)."""
    width, height = -(-width // layer.stride), -(-height // layer.stride)
    return width * height * layer.outputs * layer.inputs * layer.kernel**2, width, height


@dataclass(frozen=True, slots=True)
class MatrixProduct:
    """torch's float32 product of two square matrices: the practical ceiling."""

    side: int = 2048

    @property
    def flops(self) -> int:
        """Operations that one product takes."""
        return 2 * self.side**3

    def prepared(self) -> Callable[[], object]:
        """Return what computes the product once, on as many threads as the network."""
        import torch

        set_torch_threads_once()
        left, right = torch.rand(self.side, self.side), torch.rand(self.side, self.side)
        return lambda: torch.mm(left, right)
