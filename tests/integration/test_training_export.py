"""From trained weights to a file that the program loads, with the network that computes it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import DistanceQuantiles, Fit, Preprocessing
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.onnx_network import OnnxNetwork
from fashion_desktop.embedding.resnet50_layout import parameter_shapes
from fashion_desktop.embedding.stored_tensor import Weights
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.embedding.weights_info import read_info, sha256_of
from fashion_desktop.storage.resources import resource_path
from fashion_desktop.training import export
from fashion_desktop.training.export import (
    DataSet,
    Description,
    TrainingRun,
    export_weights,
    metadata_of,
    probe_photos,
    safetensors_bytes,
)
from fashion_desktop.training.scale import scaled

INPUT = Preprocessing(width=36, height=48, fit=Fit.PAD)
PHOTOS = probe_photos(INPUT)
DISTANCES = DistanceQuantiles((80.0, 140.5, 220.0, 300.0, 512.25), (860.0, 1870.0, 2700.123456))
DESCRIPTION = Description(
    name="fashion",
    version="2",
    preprocessing=INPUT,
    data=(DataSet("Photos of a shop", "MIT"), DataSet("Photos “at home”", "CC0")),
    training=TrainingRun(
        7, 1_000_000, catalogue_epochs=12.5, home_epochs=30.0, base="random numbers"
    ),
    distances=DISTANCES,
    distances_measured_on="1,500 held-out products",
    licence="MIT",
)


@pytest.fixture(scope="module")
def weights() -> Weights:
    """Weights as a training leaves them: more precise than a file can hold."""
    _, weights = read_weights(resource_path("weights", BUNDLED_FILE))
    draw = np.random.default_rng(1)
    return {
        name: (numbers * draw.uniform(0.999, 1.001, numbers.shape)).astype(np.float32)
        for name, numbers in weights.items()
    }


@pytest.fixture(scope="module")
def features(weights: Weights) -> np.ndarray:
    return OnnxNetwork(weights, INPUT).features(PHOTOS)


def errors(found: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """How far each vector is off, as a share of its length."""
    off = np.linalg.norm(found.astype(np.float64) - expected, axis=1)
    shares: np.ndarray = off / np.linalg.norm(expected, axis=1)
    return shares


def test_the_program_reads_what_was_exported(
    weights: Weights, features: np.ndarray, tmp_path: Path
) -> None:
    target = tmp_path / "weights.safetensors"
    target.write_bytes(b"an older file")
    with_a_head = {**weights, "fc.weight": np.ones((10, 2048), np.float32)}
    exported = export_weights(with_a_head, DESCRIPTION, target)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert exported.size_bytes == target.stat().st_size < 50_000_000
    assert exported.sha256 == sha256_of(target)
    info = read_info(target)
    assert info == exported.info
    assert (info.name, info.version, info.licence) == ("fashion", "2", "MIT")
    assert info.preprocessing == INPUT
    assert info.trained_on == "Photos of a shop, MIT; Photos “at home”, CC0"
    assert info.recommended_threshold == 0.001
    assert info.distance_quantiles is not None
    assert info.distance_quantiles.nearest == DISTANCES.nearest
    assert info.distance_quantiles.random_pair == pytest.approx(DISTANCES.random_pair, rel=1e-5)

    engine = EmbeddingEngine(target, device="cpu")
    off = errors(engine.embed(PHOTOS), features)
    engine.close()
    assert 0 < off.max() < 0.003
    assert exported.largest_error == pytest.approx(off.max(), rel=0.01)


@pytest.mark.parametrize(
    "data", [DataSet("Shoes, boots and more", "MIT"), DataSet("Photos at home")], ids=str
)
def test_what_is_said_of_a_data_set_can_be_read_back(data: DataSet) -> None:
    assert DataSet.named(str(data)) == data
    assert DataSet.named("Rooms") == DataSet("Rooms")


def test_the_library_for_such_files_reads_the_same(weights: Weights, tmp_path: Path) -> None:
    exported = export_weights(weights, DESCRIPTION, tmp_path / "w.safetensors", PHOTOS[:1])
    stored = load_file(exported.path)
    assert {name: array.shape for name, array in stored.items()} == parameter_shapes()
    for name, array in stored.items():
        assert array.dtype == np.float16
        assert np.array_equal(array, weights[name].astype(np.float16))


def test_the_same_weights_give_the_same_bytes() -> None:
    tensors = {"b": np.ones((2, 3), np.float16), "a": np.zeros(5, np.float16)}
    metadata = metadata_of(DESCRIPTION)
    turned_round = dict(reversed(metadata.items()))
    content = safetensors_bytes(tensors, metadata)
    assert content == safetensors_bytes(dict(reversed(tensors.items())), turned_round)
    assert (int.from_bytes(content[:8], "little") + 8) % 8 == 0
    assert json.loads(metadata["training"])["photos_seen"] == 1_000_000
    assert all(isinstance(value, str) for value in metadata.values())


def test_a_crop_is_described_completely(tmp_path: Path) -> None:
    crop = Preprocessing(96, 96, Fit.CROP, 110, (0.5, 0.4, 0.3), (0.2, 0.2, 0.1))
    metadata = metadata_of(replace(DESCRIPTION, preprocessing=crop))
    path = tmp_path / "w.safetensors"
    path.write_bytes(safetensors_bytes({"a": np.zeros(1, np.float16)}, metadata))
    assert read_info(path).preprocessing == crop


def without(weights: Weights, name: str) -> Weights:
    return {key: value for key, value in weights.items() if key != name}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda w: without(w, "bn1.bias"), "“bn1.bias” is missing"),
        (lambda w: {**w, "bn1.bias": w["bn1.bias"][:3]}, r"“bn1.bias” has shape \(3,\)"),
        (lambda w: {**w, "bn1.bias": w["bn1.bias"] + 1e5}, "half precision cannot hold"),
        (lambda w: {**w, "bn1.bias": w["bn1.bias"] * np.nan}, "half precision cannot hold"),
        (lambda w: {**w, "bn1.running_var": w["bn1.running_var"] - 99}, "negative variances"),
    ],
)
def test_what_cannot_be_exported_replaces_nothing(
    weights: Weights, tmp_path: Path, change: object, says: str
) -> None:
    target = tmp_path / "w.safetensors"
    target.write_bytes(b"the file before")
    assert callable(change)
    with pytest.raises(WeightsError, match=says):
        export_weights(change(weights), DESCRIPTION, target)
    assert target.read_bytes() == b"the file before"
    assert [path.name for path in tmp_path.iterdir()] == ["w.safetensors"]


def test_features_that_half_precision_moves_too_far_are_refused(
    weights: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "HALF_PRECISION_ERROR", 1e-6)
    with pytest.raises(WeightsError, match="Half precision moves features by"):
        export_weights(weights, DESCRIPTION, tmp_path / "w.safetensors", PHOTOS[:2])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_would_be_too_large_is_not_written(weights: Weights, tmp_path: Path) -> None:
    endless = replace(DESCRIPTION, distances_measured_on="products " * 500_000)
    with pytest.raises(WeightsError, match="less than 50 MB"):
        export_weights(weights, endless, tmp_path / "w.safetensors")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("factor", [0.01, 0.37, 12.5, 100.0])
def test_scaled_weights_give_scaled_features(
    weights: Weights, features: np.ndarray, factor: float
) -> None:
    result = scaled(weights, factor)
    found = OnnxNetwork(result, INPUT).features(PHOTOS)
    assert errors(found, features * factor).max() < 1e-5
    halves = {name: numbers.astype(np.float16) for name, numbers in result.items()}
    assert all(np.isfinite(half).all() for half in halves.values())
    stored = {name: half.astype(np.float32) for name, half in halves.items()}
    found = OnnxNetwork(stored, INPUT).features(PHOTOS)
    assert errors(found, features * factor).max() < 0.003
