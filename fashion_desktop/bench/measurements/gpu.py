"""Embedding on an NVIDIA GPU in half precision, where there is one; elsewhere no figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.figure import Better, Figure
from fashion_desktop.bench.half_precision import HalfPrecisionNetwork, measured_gemm_flops
from fashion_desktop.bench.peak import multiply_adds
from fashion_desktop.bench.photo_set import prepared_pixels
from fashion_desktop.bench.timing import in_turn, median
from fashion_desktop.domain.weights import Fit, Preprocessing, WeightsChoice
from fashion_desktop.embedding.device import gpu_is_possible
from fashion_desktop.embedding.stored_tensor import Weights
from fashion_desktop.embedding.torch_network import TorchNetwork
from fashion_desktop.embedding.weights_choice import resolve_weights
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.storage.settings_store import weights_cache_folder

if TYPE_CHECKING:
    import torch

_LARGE = Preprocessing(224, 224, Fit.CROP, resize_shorter=256)
_BATCH = 256
_BATCHES = 8
_PLAIN_BATCH = 32
_TERA = 1e12


def measure(context: BenchContext) -> Iterator[Figure]:
    """Yield photos a second in half precision, with large batches and overlapped transfer."""
    if not gpu_is_possible():
        context.report("There is no NVIDIA GPU here, or torch was not built for it.")
        return
    import torch

    if not torch.cuda.is_available():
        context.report("There is no NVIDIA GPU that torch can use.")
        return
    device = torch.device("cuda")
    path = resolve_weights(WeightsChoice.BUNDLED, None, weights_cache_folder())
    info, weights = read_weights(path)
    gemm = measured_gemm_flops(device, torch.float16)
    for size, preprocessing in (("224", _LARGE), ("bundled", info.preprocessing)):
        files = context.inputs.photos(64)
        found = (prepared_pixels(file, preprocessing) for file in files)
        photos = np.stack([pixels for pixels in found if pixels is not None])
        batch = photos[np.arange(_BATCH) % len(photos)]
        yield measure_size(
            f"gpu.{size}.half",
            weights,
            preprocessing,
            [batch] * _BATCHES,
            (device, torch.float16),
            gemm,
            rounds=3 if context.quick else 10,
        )


def measure_size(
    name: str,
    weights: Weights,
    preprocessing: Preprocessing,
    batches: list[npt.NDArray[np.uint8]],
    precision: tuple[torch.device, torch.dtype],
    gemm_flops: float,
    rounds: int,
) -> Figure:
    """Return the figure of one input size, beside what the program computes: float32.

    Args:
        precision: on which device, with which numbers.
        gemm_flops: what a matrix product reaches there with these numbers.
    """
    device, dtype = precision
    plain = TorchNetwork(weights, preprocessing, str(device))
    half = HalfPrecisionNetwork(weights, preprocessing, device, dtype)

    def one_after_the_other() -> npt.NDArray[np.float32]:
        parts = (
            batch[start : start + _PLAIN_BATCH]
            for batch in batches
            for start in range(0, len(batch), _PLAIN_BATCH)
        )
        return np.concatenate([plain.features(part) for part in parts])

    expected, features = one_after_the_other(), half.embed(batches)
    lengths = np.linalg.norm(expected, axis=1)
    error = float((np.linalg.norm(features - expected, axis=1) / lengths).max())
    plain_s, half_s = in_turn(rounds, one_after_the_other, lambda: half.embed(batches))
    count = sum(map(len, batches))
    cost = 2 * multiply_adds(preprocessing.width, preprocessing.height)
    rate = count / median(half_s)
    share = 100 * rate * cost / gemm_flops
    return Figure(
        name=name,
        what=(
            f"half precision, batches of {len(batches[0])}, transfer overlapped, "
            f"{preprocessing.width} x {preprocessing.height}"
        ),
        ours=rate,
        unit="photos/s",
        better=Better.HIGHER,
        baseline=count / median(plain_s),
        baseline_what=f"float32 as the program computes, batches of {_PLAIN_BATCH}",
        limit=gemm_flops / cost,
        limit_what=f"a matrix product of the same numbers: {gemm_flops / _TERA:.1f} TFLOP/s",
        note=(
            f"{share:.1f} % of the limit. Features differ by at most {error:.1e} of their length "
            "from float32, which stays the default."
        ),
    )
