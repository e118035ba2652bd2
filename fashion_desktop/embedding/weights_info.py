"""What a weights file is, read without torch: its kind, its preprocessing, its identity."""

from __future__ import annotations

import hashlib
import json
import math
import threading
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.threshold_scale import LOWEST_SCORE
from fashion_desktop.domain.weights import (
    NEAREST_SHARES,
    RANDOM_PAIR_SHARES,
    DistanceQuantiles,
    Fit,
    Preprocessing,
    WeightsInfo,
    fingerprint_of,
)

MAX_WEIGHTS_BYTES = 1024**3
EXPECTED = (
    "Expected are ResNet50 weights as a .safetensors file or a PyTorch state dict (.pth, .pt)."
)

RECOMMENDED_THRESHOLD_KEY = "recommended_threshold"
NEAREST_KEY = "nearest_neighbour_squared_l2_quantiles"
RANDOM_PAIR_KEY = "random_pair_squared_l2_quantiles"

_TORCH_HEADS = (b"PK\x03\x04", b"\x80\x02")
"""torch saves a ZIP archive; before 2020 it saved a bare pickle, protocol 2."""
_MAX_HEADER_BYTES = 10 * 1024 * 1024
_MAX_INPUT_PX = 2048
_CHUNK_BYTES = 1024 * 1024
_IMAGENET = Preprocessing(width=224, height=224, fit=Fit.CROP, resize_shorter=256)
_IMAGENET_V2 = Preprocessing(width=224, height=224, fit=Fit.CROP, resize_shorter=232)

_KNOWN_FILES: Mapping[str, tuple[str, Preprocessing]] = {
    "0676ba61": ("torchvision ImageNet V1", _IMAGENET),
    "11ad3fa6": ("torchvision ImageNet V2", _IMAGENET_V2),
}
"""First digits of the SHA-256 of files that carry no metadata, as in torchvision's file names."""

_hash_lock = threading.Lock()
_hashes: dict[tuple[str, int, int], str] = {}


class WeightsFormat(StrEnum):
    """How a weights file is stored."""

    SAFETENSORS = "safetensors"
    TORCH = "torch"


def read_info(path: Path) -> WeightsInfo:
    """Return the identity of a weights file without loading its numbers.

    Safetensors metadata says how photos are preprocessed; a file without it is taken for
    ImageNet weights (shorter side to 256, or 232 for torchvision's second version, then the
    centre 224 by 224). What it says about distances is checked, what it leaves out is None.

    Raises:
        WeightsError: the file is missing, damaged or no weights file.
    """
    weights_format = weights_format_of(path)
    metadata = read_metadata(path) if weights_format is WeightsFormat.SAFETENSORS else {}
    sha256 = sha256_of(path)
    name, preprocessing = _KNOWN_FILES.get(sha256[:8], (path.stem, _IMAGENET))
    try:
        preprocessing = _preprocessing_from(metadata) or preprocessing
        return WeightsInfo(
            name=metadata.get("name") or name,
            fingerprint=fingerprint_of(sha256, preprocessing),
            preprocessing=preprocessing,
            version=metadata.get("version", ""),
            licence=metadata.get("licence", ""),
            trained_on=metadata.get("trained_on", ""),
            recommended_threshold=_recommended_from(metadata),
            distance_quantiles=_distances_from(metadata),
        )
    except ValueError as error:
        raise WeightsError(
            f"The weights file “{path.name}” describes itself in a way that this program does "
            f"not understand: {error}. Choose another weights file."
        ) from error


def weights_format_of(path: Path) -> WeightsFormat:
    """Return how a weights file is stored, judged by its first bytes.

    Raises:
        WeightsError: the file is missing, unreadable, too large or neither format.
    """
    try:
        size = path.stat().st_size
        if size > MAX_WEIGHTS_BYTES:
            raise WeightsError(
                f"The weights file “{path.name}” is too large ({size / 1e9:.1f} GB; ResNet50 "
                f"weights have about 0.1 GB). {EXPECTED}"
            )
        with path.open("rb") as file:
            head = file.read(9)
    except OSError as error:
        raise unreadable(path, error) from error
    if head.startswith(_TORCH_HEADS):
        return WeightsFormat.TORCH
    if head[8:] == b"{" and int.from_bytes(head[:8], "little") <= _MAX_HEADER_BYTES:
        return WeightsFormat.SAFETENSORS
    what = "is empty" if not head else "is not a weights file"
    raise WeightsError(f"The file “{path.name}” {what}. {EXPECTED}")


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256 (hex). Remembered while path, size and modification time stay.

    Raises:
        WeightsError: the file cannot be read.
    """
    try:
        stat = path.stat()
        key = (str(path.resolve()), stat.st_size, stat.st_mtime_ns)
        with _hash_lock:
            known = _hashes.get(key)
        if known is None:
            digest = hashlib.sha256()
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    digest.update(chunk)
            known = digest.hexdigest()
            with _hash_lock:
                _hashes[key] = known
    except OSError as error:
        raise unreadable(path, error) from error
    return known


def unreadable(path: Path, error: OSError) -> WeightsError:
    """Return the error that says why a weights file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return WeightsError(f"There is no weights file at {path}. Choose another file in settings.")
    reason = error.strerror or str(error)
    return WeightsError(f"The weights file {path} cannot be read: {reason}. Choose another file.")


def damaged(path: Path) -> WeightsError:
    """Return the error for a weights file that breaks its own format."""
    return WeightsError(
        f"The weights file “{path.name}” is damaged or cut off. Copy or download it again. "
        f"{EXPECTED}"
    )


def read_metadata(path: Path) -> dict[str, str]:
    """Return the metadata of a safetensors file: 8 bytes of length, then a JSON header.

    Raises:
        WeightsError: the file is missing or damaged.
    """
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length))
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, RecursionError):
        raise damaged(path) from None
    metadata = header.get("__metadata__", {}) if isinstance(header, dict) else None
    if not isinstance(metadata, dict):
        raise damaged(path)
    return {str(key): str(value) for key, value in metadata.items()}


def _preprocessing_from(metadata: Mapping[str, str]) -> Preprocessing | None:
    """Return the preprocessing that metadata describes, or None if it describes none.

    Raises:
        ValueError: the description is incomplete or asks for something unknown.
    """
    described = {"fit", "input_width", "input_height"} & metadata.keys()
    if not described:
        return None
    if len(described) < 3:
        raise ValueError("it must say fit, input_width and input_height, or none of them")
    if metadata.get("channels", "RGB") != "RGB":
        raise ValueError(f"its channels are “{metadata['channels']}”, not RGB")
    if not metadata.get("resample", "bilinear").startswith("bilinear"):
        raise ValueError(f"it wants photos resized by “{metadata['resample']}”, not bilinear")
    width, height = (_side(metadata[key]) for key in ("input_width", "input_height"))
    fit = _fit_from(metadata["fit"])
    shorter = 0
    if fit is Fit.CROP:
        shorter = _side(metadata.get("resize_shorter", str(max(width, height))))
        if shorter < max(width, height):
            raise ValueError("resize_shorter is smaller than the input")
    default = Preprocessing(width, height, fit, shorter)
    return Preprocessing(
        width=width,
        height=height,
        fit=fit,
        resize_shorter=shorter,
        mean=_triple(metadata["mean"]) if "mean" in metadata else default.mean,
        std=_triple(metadata["std"], above_zero=True) if "std" in metadata else default.std,
    )


def _fit_from(text: str) -> Fit:
    for fit in Fit:
        if text.lower().startswith(fit.value):
            return fit
    raise ValueError(f"the fit “{text}” is neither pad nor crop")


def _side(text: str) -> int:
    side = int(text)
    if not 16 <= side <= _MAX_INPUT_PX:
        raise ValueError(f"an input side of {side} pixels is not between 16 and {_MAX_INPUT_PX}")
    return side


def _triple(text: str, *, above_zero: bool = False) -> tuple[float, float, float]:
    values = tuple(float(part) for part in text.split(","))
    if len(values) != 3 or not all(math.isfinite(value) for value in values):
        raise ValueError(f"“{text}” are not three numbers")
    if above_zero and min(values) <= 0:
        raise ValueError(f"“{text}” are not three numbers above zero")
    return values[0], values[1], values[2]


def _recommended_from(metadata: Mapping[str, str]) -> float | None:
    text = metadata.get(RECOMMENDED_THRESHOLD_KEY)
    if text is None:
        return None
    threshold = float(text)
    if not LOWEST_SCORE <= threshold <= 1.0:
        raise ValueError(f"the recommended threshold {text} is not above 0 and up to 1")
    return threshold


def _distances_from(metadata: Mapping[str, str]) -> DistanceQuantiles | None:
    described = {NEAREST_KEY, RANDOM_PAIR_KEY} & metadata.keys()
    if not described:
        return None
    if len(described) < 2:
        raise ValueError(f"it must say {NEAREST_KEY} and {RANDOM_PAIR_KEY}, or neither")
    return DistanceQuantiles(
        nearest=_quantiles(metadata, NEAREST_KEY, NEAREST_SHARES),
        random_pair=_quantiles(metadata, RANDOM_PAIR_KEY, RANDOM_PAIR_SHARES),
    )


def _quantiles(
    metadata: Mapping[str, str], key: str, shares: tuple[float, ...]
) -> tuple[float, ...]:
    """Return the wanted ones of a JSON object of shares (as text) and squared distances."""
    try:
        stored = json.loads(metadata[key])
        by_share = {float(share): float(value) for share, value in stored.items()}
        return tuple(by_share[share] for share in shares)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        wanted = ", ".join(map(str, shares))
        raise ValueError(f"{key} does not give the squared distances at {wanted}") from error
