from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import Fit, Preprocessing, fingerprint_of
from fashion_desktop.embedding import weights_info
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.embedding.weights_info import read_info, sha256_of
from fashion_desktop.storage.resources import resource_path

IMAGENET = Preprocessing(width=224, height=224, fit=Fit.CROP, resize_shorter=256)


def safetensors_file(path: Path, metadata: object) -> Path:
    header: dict[str, object] = {} if metadata is None else {"__metadata__": metadata}
    body = json.dumps(header).encode()
    path.write_bytes(len(body).to_bytes(8, "little") + body)
    return path


def test_the_bundled_weights_describe_themselves() -> None:
    path = resource_path("weights", BUNDLED_FILE)
    info = read_info(path)
    assert info.name == "fashion-starter"
    assert info.preprocessing == Preprocessing(width=48, height=64, fit=Fit.PAD)
    sha256 = "cd3f664a2f547c012403d0a1f76ed4311c1f61d9be2f5b7ee6352d73018cf49c"
    assert info.fingerprint == fingerprint_of(sha256, info.preprocessing)


@pytest.mark.parametrize("metadata", [None, {}, {"format": "pt"}])
def test_without_metadata_imagenet_is_assumed(tmp_path: Path, metadata: object) -> None:
    info = read_info(safetensors_file(tmp_path / "plain.safetensors", metadata))
    assert info.preprocessing == IMAGENET
    assert info.name == "plain"


def test_reads_every_field(tmp_path: Path) -> None:
    metadata = {
        "name": "autumn",
        "fit": "crop after resizing",
        "input_width": "96",
        "input_height": "128",
        "resize_shorter": "140",
        "mean": "0.5,0.4,0.3",
        "std": "0.2,0.2,0.1",
    }
    info = read_info(safetensors_file(tmp_path / "w.safetensors", metadata))
    assert info.name == "autumn"
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
    ],
)
def test_refuses_metadata_it_cannot_follow(
    tmp_path: Path, change: dict[str, str | None], says: str
) -> None:
    metadata = {"fit": "pad", "input_width": "48", "input_height": "64", **change}
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
