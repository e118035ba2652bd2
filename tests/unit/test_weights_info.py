from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.similarity import DEFAULT_THRESHOLD, squared_l2_from_score
from fashion_desktop.domain.weights import DistanceQuantiles, Fit, Preprocessing, fingerprint_of
from fashion_desktop.embedding import weights_info
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.embedding.weights_info import read_info, sha256_of
from fashion_desktop.storage.resources import resource_path

NEAREST = '{"0.05": 80, "0.25": 140, "0.5": 220, "0.75": 300, "0.95": 500, "0.99": 640}'
RANDOM_PAIR = '{"0.05": 860.5, "0.5": 1870, "0.95": 2700}'
IMAGENET = Preprocessing(width=224, height=224, fit=Fit.CROP, resize_shorter=256)


def safetensors_file(path: Path, metadata: object) -> Path:
    header: dict[str, object] = {} if metadata is None else {"__metadata__": metadata}
    body = json.dumps(header).encode()
    path.write_bytes(len(body).to_bytes(8, "little") + body)
    return path


def test_the_bundled_weights_describe_themselves() -> None:
    path = resource_path("weights", BUNDLED_FILE)
    info = read_info(path)
    assert info.name.startswith("fashion")
    assert int(info.version) >= 1
    assert info.licence == "MIT"
    assert info.trained_on
    assert info.preprocessing.fit is Fit.PAD
    assert info.preprocessing.width < info.preprocessing.height
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert info.fingerprint == fingerprint_of(sha256, info.preprocessing)
    assert info.recommended_threshold in {None, DEFAULT_THRESHOLD}
    # What the recommended threshold relies on: it lies between look-alikes and chance.
    assert info.distance_quantiles is not None
    within = squared_l2_from_score(DEFAULT_THRESHOLD)
    assert info.distance_quantiles.nearest[-2] < within < info.distance_quantiles.random_pair[1]


@pytest.mark.parametrize("metadata", [None, {}, {"format": "pt"}])
def test_without_metadata_imagenet_is_assumed(tmp_path: Path, metadata: object) -> None:
    info = read_info(safetensors_file(tmp_path / "plain.safetensors", metadata))
    assert info.preprocessing == IMAGENET
    assert info.name == "plain"
    assert (info.version, info.licence, info.trained_on) == ("", "", "")
    assert info.recommended_threshold is None
    assert info.distance_quantiles is None


def test_reads_every_field(tmp_path: Path) -> None:
    metadata = {
        "name": "autumn",
        "fit": "crop after resizing",
        "input_width": "96",
        "input_height": "128",
        "resize_shorter": "140",
        "mean": "0.5,0.4,0.3",
        "std": "0.2,0.2,0.1",
        "version": "3",
        "licence": "CC0",
        "trained_on": "Photos of a shop, MIT",
        "recommended_threshold": "0.0025",
        "nearest_neighbour_squared_l2_quantiles": NEAREST,
        "random_pair_squared_l2_quantiles": RANDOM_PAIR,
    }
    info = read_info(safetensors_file(tmp_path / "w.safetensors", metadata))
    assert info.name == "autumn"
    assert (info.version, info.licence) == ("3", "CC0")
    assert info.trained_on == "Photos of a shop, MIT"
    assert info.recommended_threshold == 0.0025
    assert info.distance_quantiles == DistanceQuantiles(
        nearest=(80, 140, 220, 300, 500), random_pair=(860.5, 1870, 2700)
    )
    assert info.preprocessing == Preprocessing(
        96, 128, Fit.CROP, 140, (0.5, 0.4, 0.3), (0.2, 0.2, 0.1)
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"fit": "stretch"}, "neither pad nor crop"),
        ({"fit": None}, "must say fit, input_width and input_height"),
        ({"input_width": "wide"}, "invalid literal"),
        ({"input_height": "9999999"}, "not between"),
        ({"mean": "0.5,0.5"}, "three numbers"),
        ({"std": "0.5,0,0.5"}, "above zero"),
        ({"std": "nan,1,1"}, "three numbers"),
        ({"channels": "BGR"}, "not RGB"),
        ({"resample": "bicubic"}, "not bilinear"),
        ({"fit": "crop", "resize_shorter": "50"}, "smaller than the input"),
        ({"recommended_threshold": "high"}, "could not convert"),
        ({"recommended_threshold": "0"}, "not above 0 and up to 1"),
        ({"recommended_threshold": "1.5"}, "not above 0 and up to 1"),
        ({"recommended_threshold": "nan"}, "not above 0 and up to 1"),
        ({"random_pair_squared_l2_quantiles": None}, "or neither"),
        ({"random_pair_squared_l2_quantiles": "["}, "at 0.05, 0.5, 0.95"),
        ({"random_pair_squared_l2_quantiles": "[1, 2]"}, "does not give the squared distances"),
        ({"random_pair_squared_l2_quantiles": '{"0.05": 1, "0.5": 2}'}, "does not give"),
        ({"random_pair_squared_l2_quantiles": '{"0.05": 1, "0.5": null, "0.95": 9}'}, "not give"),
        ({"random_pair_squared_l2_quantiles": '{"0.05": 5, "0.5": 2, "0.95": 9}'}, "must rise"),
        ({"random_pair_squared_l2_quantiles": '{"0.05": -5, "0.5": 2, "0.95": 9}'}, "0 or more"),
        ({"random_pair_squared_l2_quantiles": '{"0.05": 1, "0.5": 2, "0.95": NaN}'}, "0 or more"),
    ],
)
def test_refuses_metadata_it_cannot_follow(
    tmp_path: Path, change: dict[str, str | None], says: str
) -> None:
    metadata = {
        "fit": "pad",
        "input_width": "48",
        "input_height": "64",
        "nearest_neighbour_squared_l2_quantiles": NEAREST,
        "random_pair_squared_l2_quantiles": RANDOM_PAIR,
        **change,
    }
    kept = {key: value for key, value in metadata.items() if value is not None}
    with pytest.raises(WeightsError, match=says):
        read_info(safetensors_file(tmp_path / "w.safetensors", kept))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"<html>not found</html>", "is not a weights file. Expected are ResNet50 weights"),
        (b"\x40\0\0\0\0\0\0\0{'cut", "damaged or cut off"),
        (b"\x02\0\0\0\0\0\0\0{]", "damaged or cut off"),
        (b"\x15\0\0\0\0\0\0\0" + b'{"__metadata__": "a"}', "damaged or cut off"),
        (b"\xff\xff\xff\xff\xff\0\0\0{}", "is not a weights file"),
    ],
)
def test_refuses_other_files(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "w.safetensors"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=says):
        read_info(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"There is no weights file at .*gone\.pth"):
        read_info(tmp_path / "gone.pth")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="cannot be read"):
        read_info(tmp_path)


def test_a_file_far_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.pth"
    with path.open("wb") as file:
        file.truncate(3 * 1024**3)
    with pytest.raises(WeightsError, match="too large"):
        read_info(path)


def test_the_hash_follows_a_changed_file(tmp_path: Path) -> None:
    path = tmp_path / "w"
    for content in (b"one", b"three"):
        path.write_bytes(content)
        for _ in range(2):
            assert sha256_of(path) == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("digits", "name", "shorter"),
    [("11ad3fa6", "torchvision ImageNet V2", 232), ("0676ba61", "torchvision ImageNet V1", 256)],
)
def test_torchvisions_own_files_are_known_by_their_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digits: str, name: str, shorter: int
) -> None:
    monkeypatch.setattr(weights_info, "sha256_of", lambda _: digits + "0" * 56)
    path = tmp_path / "renamed.pth"
    path.write_bytes(b"PK\x03\x04 and so on")
    info = read_info(path)
    assert info.name == name
    assert info.preprocessing == Preprocessing(224, 224, Fit.CROP, shorter)
