"""Inference: every way to compute ResNet50 on this CPU beside the old one, with its error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.cpu_engines import (
    Compute,
    CpuEngine,
    CpuEngines,
    Features,
    Pixels,
    UnavailableError,
)
from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.old_way import require_torch
from fashion_desktop.bench.peak import MatrixProduct, float32_peak, multiply_adds
from fashion_desktop.bench.photo_set import prepared_pixels
from fashion_desktop.bench.timing import in_turn, median
from fashion_desktop.domain.weights import Fit, Preprocessing, WeightsChoice
from fashion_desktop.embedding.weights_choice import resolve_weights
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.storage.settings_store import weights_cache_folder

_OLD = "one photo at a time, torchvision ResNet50 in torch, eager"
_LARGE = Preprocessing(224, 224, Fit.CROP, resize_shorter=256)
_TARGETS = {"224": Target(1.9, of_ratio=True), "bundled": Target(3.0, of_ratio=True)}
_GIGA = 1e9
_FEWEST_A_CALL = 4


@dataclass(frozen=True, slots=True)
class _Effort:
    """How much is measured.

    Attributes:
        rounds: of timing.
        calibration: photos that int8 takes its ranges from.
        compared: photos whose features are compared.
    """

    rounds: int
    calibration: int
    compared: int


_QUICK = _Effort(rounds=3, calibration=16, compared=16)
_FULL = _Effort(rounds=12, calibration=100, compared=100)


@dataclass(frozen=True, slots=True)
class _Measured:
    engine: CpuEngine
    photos_per_s: float
    error: float


def measure(context: BenchContext) -> Iterator[Figure]:
    """Yield photos a second of every engine at 224 x 224 and at the bundled weights' size."""
    require_torch()
    path = resolve_weights(WeightsChoice.BUNDLED, None, weights_cache_folder())
    info, weights = read_weights(path)
    effort = _QUICK if context.quick else _FULL
    for size, preprocessing in (("224", _LARGE), ("bundled", info.preprocessing)):
        files = context.inputs.photos(effort.compared + effort.calibration)
        pixels = _pixels(files, preprocessing)
        engines = CpuEngines(
            weights,
            preprocessing,
            calibration=pixels[effort.compared :],
            workspace=context.workspace,
            compile_too=not context.quick,
        )
        yield from measure_size(
            size, engines, pixels[: effort.compared], effort.rounds, context.report
        )


def measure_size(
    size: str,
    engines: CpuEngines,
    photos: Pixels,
    rounds: int,
    report: Callable[[str], None],
) -> Iterator[Figure]:
    """Yield the figures of one input size.

    Args:
        photos: prepared; repeated where an engine takes more at once.
    """
    measured, missing, product_flops = _measured(size, engines, photos, rounds, report)
    old, ours = measured[0], measured[-1]
    where = f"{engines.preprocessing.width} x {engines.preprocessing.height}"
    cost = 2 * multiply_adds(engines.preprocessing.width, engines.preprocessing.height)
    peak = float32_peak()
    for found in measured[1:]:
        figure = Figure(
            name=f"inference.{size}.{found.engine.name}",
            what=f"{found.engine.what}, batches of {found.engine.batch}, {where}",
            ours=found.photos_per_s,
            unit="photos/s",
            better=Better.HIGHER,
            baseline=old.photos_per_s,
            baseline_what=_OLD,
            note=_note(found),
        )
        if found is ours:
            figure = replace(
                figure,
                target=_TARGETS[size],
                limit=None if peak is None else peak.flops / cost,
                limit_what="" if peak is None else peak.what,
                note=" ".join([figure.note, *missing]),
            )
        yield figure
    reached = ours.photos_per_s * cost
    if peak is not None:
        yield Figure(
            name=f"inference.{size}.peak_share",
            what=f"share of the processor's float32 peak that the network reaches, {where}",
            ours=100 * reached / peak.flops,
            unit="%",
            better=Better.HIGHER,
            baseline=100 * old.photos_per_s * cost / peak.flops,
            baseline_what=_OLD,
            limit=100.0,
            limit_what=peak.what,
            note=(
                f"{cost / _GIGA:.2f} GFLOP a photo, {reached / _GIGA:.0f} GFLOP/s. A plain "
                f"matrix product reaches {product_flops / _GIGA:.0f} GFLOP/s in the same run, "
                f"{100 * product_flops / peak.flops:.0f} % of the peak."
            ),
        )


def _measured(
    size: str,
    engines: CpuEngines,
    photos: Pixels,
    rounds: int,
    report: Callable[[str], None],
) -> tuple[list[_Measured], list[str], float]:
    """Return what was measured, and what a matrix product reaches meanwhile, at best.

    The old way is first, ours last; then why others are missing; then operations a second.
    """
    usable: list[tuple[CpuEngine, Compute]] = []
    missing: list[str] = []
    for engine in (*engines.all(), engines.ours()):
        report(f"Loading {engine.what}, {size}")
        try:
            usable.append((engine, engine.build()))
        except UnavailableError as reason:
            missing.append(f"Not measured: {reason}.")
    report(f"Measuring {len(usable)} engines, {size}")
    calls = [_call(compute, photos, engine.batch) for engine, compute in usable]
    product = MatrixProduct()
    *times, product_s = in_turn(rounds, *calls, product.prepared())
    expected = _features(usable[0][1], photos, 1)
    measured = [
        _Measured(
            engine,
            _photos_a_call(engine.batch) / median(taken),
            _relative_error(_features(compute, photos, engine.batch), expected),
        )
        for (engine, compute), taken in zip(usable, times, strict=True)
    ]
    return measured, missing, product.flops / min(product_s)


def _photos_a_call(batch: int) -> int:
    return max(batch, _FEWEST_A_CALL)


def _call(compute: Compute, photos: Pixels, batch: int) -> Callable[[], object]:
    count = _photos_a_call(batch)
    timed = photos[np.arange(count) % len(photos)]
    return lambda: _features(compute, timed, batch)


def _features(compute: Compute, photos: Pixels, batch: int) -> Features:
    starts = range(0, len(photos), batch)
    return np.concatenate([compute(photos[start : start + batch]) for start in starts])


def _relative_error(found: Features, expected: Features) -> float:
    """Return the largest difference of a photo's features, as a share of their length."""
    lengths = np.linalg.norm(expected, axis=1)
    return float((np.linalg.norm(found - expected, axis=1) / lengths).max())


def _note(found: _Measured) -> str:
    error = f"Features differ by at most {found.error:.1e} of their length from eager float32."
    return f"{error} {found.engine.remark}".rstrip()


def _pixels(files: list[Path], preprocessing: Preprocessing) -> Pixels:
    prepared = (prepared_pixels(file, preprocessing) for file in files)
    return np.stack([pixels for pixels in prepared if pixels is not None])
