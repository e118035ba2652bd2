"""Trained weights as the file that the program bundles: half precision, described, checked."""

from __future__ import annotations

import contextlib
import json
import math
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.similarity import DEFAULT_THRESHOLD
from fashion_desktop.domain.weights import (
    FEATURE_DIM,
    NEAREST_SHARES,
    RANDOM_PAIR_SHARES,
    DistanceQuantiles,
    Fit,
    Preprocessing,
    WeightsInfo,
)
from fashion_desktop.embedding.engine import EmbeddingEngine, build_network
from fashion_desktop.embedding.resnet50_layout import parameter_shapes
from fashion_desktop.embedding.stored_tensor import Weights
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.embedding.weights_info import (
    NEAREST_KEY,
    RANDOM_PAIR_KEY,
    RECOMMENDED_THRESHOLD_KEY,
    sha256_of,
)
from fashion_desktop.storage.atomic_file import replace_patiently, write_atomically

MAX_FILE_BYTES = 50_000_000
HALF_PRECISION_ERROR = 0.01
"""How far half precision may move a photo's features, as a share of their length."""

_ALIGNMENT = 8
_SIGNIFICANT_DIGITS = 6
_PROBES = 8
_NO_LICENCE = "licence not stated"

Photos = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class DataSet:
    """Photos that weights were trained on; their licence may be unknown."""

    name: str
    licence: str = ""

    def __str__(self) -> str:
        """Return both in words, as ``named`` reads them."""
        return f"{self.name}, {self.licence or _NO_LICENCE}"

    @classmethod
    def named(cls, text: str) -> DataSet:
        """Return what "NAME, LICENCE" or "NAME" says; a name may have commas, a licence none."""
        name, _, licence = (part.strip() for part in text.rpartition(","))
        if not name:
            return cls(licence)
        return cls(name, "" if licence == _NO_LICENCE else licence)


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """How weights came to be.

    Attributes:
        base: what training began with, for example "random numbers" or a teacher's name.
        photos_seen: counting a photo as often as it was looked at.
        catalogue_epochs, home_epochs: how often each photo of a set was seen, on average.
        recipe: the steps, in a sentence or two.
    """

    seed: int
    photos_seen: int
    catalogue_epochs: float
    home_epochs: float
    base: str
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What a weights file says about itself.

    Attributes:
        licence: of the weights; empty if it is not stated.
        distances: of the scaled features, among products that training never saw.
        distances_measured_on: these products, for example "4,412 held-out products".
    """

    name: str
    version: str
    preprocessing: Preprocessing
    data: tuple[DataSet, ...]
    training: TrainingRun
    distances: DistanceQuantiles
    distances_measured_on: str
    licence: str = ""
    recommended_threshold: float = DEFAULT_THRESHOLD


@dataclass(frozen=True, slots=True)
class ExportedWeights:
    """A weights file that has been written and read back.

    Attributes:
        largest_error: by what share of their length half precision moves features, at most.
    """

    path: Path
    info: WeightsInfo
    sha256: str
    size_bytes: int
    largest_error: float


def export_weights(
    weights: Mapping[str, npt.NDArray[np.float32]],
    description: Description,
    target: Path,
    photos: Photos | None = None,
) -> ExportedWeights:
    """Write weights in half precision, check that they still compute the same, move to ``target``.

    The same weights and description give the same bytes, hence the same fingerprint.

    Args:
        weights: by torchvision's names; heads and batch counters are left out.
        description: becomes the file's metadata.
        target: replaced only by a file that has passed every check.
        photos: prepared, shape (n, height, width, 3), to compare features on; None for
            made-up ones.

    Raises:
        WeightsError: parameters are missing or misshapen, half precision cannot hold them or
            moves features too far, or the file becomes too large.
        OSError: the folder cannot be written.
    """
    network = _network_of(weights)
    halves = _halves(network)
    content = safetensors_bytes(halves, metadata_of(description))
    if len(content) >= MAX_FILE_BYTES:
        raise WeightsError(
            f"The weights file would have {len(content) / 1e6:.1f} MB; "
            f"less than {MAX_FILE_BYTES / 1e6:.0f} MB are allowed. Shorten its description."
        )
    unchecked = target.with_name(f".{target.stem}.unchecked{target.suffix}")
    try:
        write_atomically(unchecked, content)
        info = _checked_info(unchecked, halves, description)
        if photos is None:
            photos = probe_photos(description.preprocessing)
        error = _largest_error(unchecked, network, photos)
        if not error <= HALF_PRECISION_ERROR:
            raise WeightsError(
                f"Half precision moves features by {error:.2%} of their length, more than the "
                f"{HALF_PRECISION_ERROR:.0%} allowed. Scale the weights differently."
            )
        sha256 = sha256_of(unchecked)
        replace_patiently(unchecked, target)
    finally:
        unchecked.unlink(missing_ok=True)
    return ExportedWeights(target, info, sha256, len(content), error)


def metadata_of(description: Description) -> dict[str, str]:
    """Return the metadata of a weights file; ``read_info`` reads what the program needs of it."""
    preprocessing = description.preprocessing
    metadata = {
        "name": description.name,
        "version": description.version,
        "format": "pt",
        "architecture": "torchvision resnet50 without fc",
        "feature": f"{FEATURE_DIM} average-pooled, float32, not normalised",
        "feature_dim": str(FEATURE_DIM),
        "fit": _fit_text(preprocessing),
        "input_width": str(preprocessing.width),
        "input_height": str(preprocessing.height),
        "resample": "bilinear (Pillow, antialiased)",
        "channels": "RGB",
        "mean": ",".join(map(str, preprocessing.mean)),
        "std": ",".join(map(str, preprocessing.std)),
        "licence": description.licence,
        "trained_on": "; ".join(map(str, description.data)),
        "training": json.dumps(asdict(description.training), ensure_ascii=False),
        RECOMMENDED_THRESHOLD_KEY: str(description.recommended_threshold),
        NEAREST_KEY: _quantiles_text(NEAREST_SHARES, description.distances.nearest),
        RANDOM_PAIR_KEY: _quantiles_text(RANDOM_PAIR_SHARES, description.distances.random_pair),
        "distances_measured_on": description.distances_measured_on,
    }
    if preprocessing.fit is Fit.CROP:
        metadata["resize_shorter"] = str(preprocessing.resize_shorter)
    return metadata


def safetensors_bytes(
    tensors: Mapping[str, npt.NDArray[np.float16]], metadata: Mapping[str, str]
) -> bytes:
    """Return half-precision tensors as a safetensors file, the same bytes every time.

    Format: https://huggingface.co/docs/safetensors. The safetensors library orders metadata
    by chance, and a weights file's fingerprint depends on every byte.
    """
    header: dict[str, object] = {"__metadata__": dict(sorted(metadata.items()))}
    parts: list[bytes] = []
    offset = 0
    for name, tensor in sorted(tensors.items()):
        data = np.ascontiguousarray(tensor, dtype="<f2").tobytes()
        header[name] = {
            "dtype": "F16",
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + len(data)],
        }
        parts.append(data)
        offset += len(data)
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    return b"".join([struct.pack("<Q", len(text)), text, *parts])


def probe_photos(preprocessing: Preprocessing) -> Photos:
    """Return made-up prepared photos: soft gradients with noise of rising strength."""
    draw = np.random.default_rng(0)
    height, width = preprocessing.height, preprocessing.width
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    photos = []
    for number in range(_PROBES):
        corners = draw.uniform(0, 255, (4, 3))
        rows = [
            corner_a * (1 - x[..., None]) + corner_b * x[..., None]
            for corner_a, corner_b in (corners[:2], corners[2:])
        ]
        smooth = rows[0] * (1 - y[..., None]) + rows[1] * y[..., None]
        photos.append(smooth + draw.normal(0, 6 * number, smooth.shape))
    made: Photos = np.clip(np.stack(photos), 0, 255).astype(np.uint8)
    return made


def _network_of(weights: Mapping[str, npt.NDArray[np.float32]]) -> Weights:
    network: Weights = {}
    for name, shape in parameter_shapes().items():
        numbers = weights.get(name)
        if numbers is None or numbers.shape != shape:
            problem = "is missing" if numbers is None else f"has shape {numbers.shape}"
            raise WeightsError(
                f"These weights cannot be exported: “{name}” {problem}. Expected are the "
                f"parameters of torchvision's ResNet50; this one has shape {shape}."
            )
        network[name] = numbers.astype(np.float32, copy=False)
    return network


def _halves(network: Weights) -> dict[str, npt.NDArray[np.float16]]:
    halves = {}
    for name, numbers in network.items():
        with np.errstate(over="ignore"):
            half = numbers.astype(np.float16)
        if not np.isfinite(half).all():
            raise WeightsError(
                f"These weights cannot be exported: “{name}” holds numbers that half precision "
                "cannot hold. Train with another seed."
            )
        halves[name] = half
    return halves


def _checked_info(
    path: Path, halves: Mapping[str, npt.NDArray[np.float16]], description: Description
) -> WeightsInfo:
    """Return what the program reads of the file, if that is what was written."""
    info, read_back = read_weights(path)
    said = (info.name, info.version, info.preprocessing, info.recommended_threshold)
    meant = (
        description.name,
        description.version,
        description.preprocessing,
        description.recommended_threshold,
    )
    same_numbers = all(np.array_equal(read_back[name], half) for name, half in halves.items())
    if said != meant or not same_numbers:
        raise WeightsError(
            "The weights file reads differently from what was written. Check the disk, and "
            "export again."
        )
    return info


def _largest_error(path: Path, network: Weights, photos: Photos) -> float:
    with contextlib.closing(EmbeddingEngine(path, device="cpu")) as engine:
        found = engine.embed(photos).astype(np.float64)
        exact = build_network(network, engine.info.preprocessing, "cpu")
    expected = exact.features(photos).astype(np.float64)
    exact.free()
    lengths = np.linalg.norm(expected, axis=1)
    if not (lengths > 0).all():
        raise WeightsError("These weights give photos no features at all. Train them anew.")
    return float((np.linalg.norm(found - expected, axis=1) / lengths).max())


def _fit_text(preprocessing: Preprocessing) -> str:
    if preprocessing.fit is Fit.CROP:
        return "crop: resize the shorter side to resize_shorter, then cut the centre"
    common = math.gcd(preprocessing.width, preprocessing.height)
    width, height = preprocessing.width // common, preprocessing.height // common
    return (
        f"pad to {width}:{height} (width:height) with the median colour of the outer frame, "
        "then resize"
    )


def _quantiles_text(shares: tuple[float, ...], values: tuple[float, ...]) -> str:
    """Return a JSON object of shares and squared distances, in few digits but still rising."""
    return json.dumps(
        {
            str(share): float(f"{value:.{_SIGNIFICANT_DIGITS}g}")
            for share, value in zip(shares, values, strict=True)
        }
    )
