from __future__ import annotations

import csv
import io
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, RuntimeException

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.embedding import onnx_network
from fashion_desktop.embedding.cpu_threads import cpu_photos_a_part
from fashion_desktop.embedding.decode import decode_photo
from fashion_desktop.embedding.device import gpu_is_possible
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.onnx_network import OnnxNetwork
from fashion_desktop.embedding.preprocess import decode_target, prepare
from fashion_desktop.embedding.torch_network import TorchNetwork
from fashion_desktop.embedding.torchvision_loader import import_torchvision_models
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.embedding.weights_info import read_info
from fashion_desktop.storage.resources import resource_path

WEIGHTS = resource_path("weights", BUNDLED_FILE)
INPUT = read_info(WEIGHTS).preprocessing
WIDTH, HEIGHT = INPUT.width, INPUT.height


@pytest.fixture(scope="module")
def engine() -> Iterator[EmbeddingEngine]:
    engine = EmbeddingEngine(WEIGHTS, device="cpu")
    engine.load()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def photos() -> np.ndarray:
    """Eleven different inputs: smooth gradients with noise of rising strength."""
    rng = np.random.default_rng(11)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    base = np.stack([x * 240 / WIDTH, y * 256 / HEIGHT, (x + y) * 224 / (WIDTH + HEIGHT)], -1)
    noise = rng.normal(0, 1, (11, HEIGHT, WIDTH, 3)) * np.arange(11).reshape(-1, 1, 1, 1) * 8
    return np.clip(base + noise, 0, 255).astype(np.uint8)


def reference_features(photos: np.ndarray) -> np.ndarray:
    """Plain torchvision, one photo at a time, nothing folded."""
    from safetensors.torch import load_file

    model = import_torchvision_models().resnet50(weights=None)
    model.fc = torch.nn.Identity()
    weights = {name: value.float() for name, value in load_file(WEIGHTS).items()}
    missing = model.load_state_dict(weights, strict=False).missing_keys
    assert all("num_batches_tracked" in name for name in missing)
    model.eval()
    mean, std = (torch.tensor(values).view(3, 1, 1) for values in (INPUT.mean, INPUT.std))
    with torch.no_grad():
        rows = [
            model(((torch.from_numpy(p).permute(2, 0, 1) / 255 - mean) / std).unsqueeze(0))[0]
            for p in photos
        ]
    return torch.stack(rows).numpy()


def assert_close(found: np.ndarray, expected: np.ndarray) -> None:
    """Within 1e-5 of each vector's length."""
    difference = np.linalg.norm(found - expected, axis=1)
    assert (difference <= 1e-5 * np.linalg.norm(expected, axis=1)).all()


def test_features_equal_plain_torchvision(engine: EmbeddingEngine, photos: np.ndarray) -> None:
    features = engine.embed(photos)
    assert features.shape == (11, 2048)
    assert features.dtype == np.float32
    assert_close(features, reference_features(photos))


def test_large_inputs_equal_plain_torchvision_too(tmp_path: Path) -> None:
    torch.manual_seed(5)
    model = import_torchvision_models().resnet50(weights=None).eval()
    torch.save(model.state_dict(), tmp_path / "untrained.pth")
    engine = EmbeddingEngine(tmp_path / "untrained.pth", device="cpu")
    photos = np.random.default_rng(5).integers(0, 256, (3, 224, 224, 3), dtype=np.uint8)
    model.fc = torch.nn.Identity()
    mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    scaled = (torch.from_numpy(photos) / 255 - mean) / std
    with torch.no_grad():
        expected = model(scaled.permute(0, 3, 1, 2)).numpy()
    assert_close(engine.embed(photos), expected)
    assert_close(engine.embed(photos[1:2]), expected[1:2])
    engine.close()


def test_features_are_raw(engine: EmbeddingEngine, photos: np.ndarray) -> None:
    lengths = np.linalg.norm(engine.embed(photos), axis=1)
    assert lengths.min() > 10


def test_companions_in_the_batch_change_nothing(
    engine: EmbeddingEngine, photos: np.ndarray
) -> None:
    together = engine.embed(photos)
    alone = np.concatenate([engine.embed(photos[i : i + 1]) for i in range(len(photos))])
    reversed_order = engine.embed(photos[::-1])[::-1]
    assert_close(alone, together)
    assert_close(reversed_order, together)
    assert np.array_equal(engine.embed(photos), together)


def test_no_photos_give_no_features(engine: EmbeddingEngine, photos: np.ndarray) -> None:
    assert engine.embed(photos[:0]).shape == (0, 2048)


@pytest.mark.parametrize(
    "batch",
    [
        np.zeros((1, WIDTH, HEIGHT, 3), np.uint8),
        np.zeros((HEIGHT, WIDTH, 3), np.uint8),
        np.zeros((1, HEIGHT, WIDTH, 3), np.float32),
    ],
)
def test_a_wrong_batch_is_a_defect_of_the_caller(
    engine: EmbeddingEngine, batch: np.ndarray
) -> None:
    with pytest.raises(ValueError, match="expected uint8"):
        engine.embed(batch)


def test_many_threads_may_embed(engine: EmbeddingEngine, photos: np.ndarray) -> None:
    expected = engine.embed(photos)
    results: list[np.ndarray] = []

    def work() -> None:
        results.extend(engine.embed(photos) for _ in range(3))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 12
    for found in results:
        assert_close(found, expected)


def test_the_engine_says_what_it_runs_on(engine: EmbeddingEngine) -> None:
    assert engine.device_name.startswith("CPU, ")
    assert EmbeddingEngine(WEIGHTS).device_name == ""


def test_too_large_batches_are_halved(photos: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = EmbeddingEngine(WEIGHTS, device="cpu")
    expected = engine.embed(photos)
    sizes: list[int] = []
    compute = OnnxNetwork.features

    def with_little_memory(network: OnnxNetwork, batch: np.ndarray) -> np.ndarray:
        sizes.append(len(batch))
        if len(batch) > 3:
            raise MemoryError
        return compute(network, batch)

    monkeypatch.setattr(OnnxNetwork, "features", with_little_memory)
    assert_close(engine.embed(photos), expected)
    assert sizes == [11, 5, 2, 2, 2, 2, 2, 1]
    engine.close()


class Failing:
    """A session that always fails the same way."""

    def __init__(self, failure: Exception) -> None:
        self.failure = failure

    def run(self, *_: object) -> None:
        raise self.failure


@pytest.mark.parametrize(
    ("failure", "error", "says"),
    [
        (
            RuntimeException("Failed to allocate memory for requested buffer of size 9"),
            WeightsError,
            r"too little free memory for a single photo\. Close other programs\.$",
        ),
        (RuntimeException("std::bad_alloc"), WeightsError, "too little"),
        (MemoryError(), WeightsError, "too little"),
        (RuntimeException("the processor is on fire"), RuntimeError, "the processor is on fire"),
    ],
    ids=["buffer", "C++", "Python", "other"],
)
def test_a_lack_of_memory_is_told_from_other_failures(
    photos: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    error: type[Exception],
    says: str,
) -> None:
    engine = EmbeddingEngine(WEIGHTS, device="cpu")
    engine.load()
    monkeypatch.setattr(engine._network, "_session", Failing(failure))
    with pytest.raises(error, match=says):
        engine.embed(photos)


def unusable(*_: object, **__: object) -> None:
    raise Fail("no such instruction")


def test_without_onnx_runtime_torch_computes_the_same(
    engine: EmbeddingEngine,
    photos: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(onnxruntime, "InferenceSession", unusable)
    other = EmbeddingEngine(WEIGHTS, device="cpu")
    assert_close(other.embed(photos), engine.embed(photos))
    assert isinstance(other._network, TorchNetwork)
    assert other.device_name == engine.device_name
    assert "ONNX Runtime cannot be used" in caplog.text
    assert "no such instruction" in caplog.text
    other.close()


def test_too_little_memory_for_the_weights_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*_: object, **__: object) -> None:
        raise RuntimeException("Exception during initialization: std::bad_alloc")

    monkeypatch.setattr(onnxruntime, "InferenceSession", too_large)
    other = EmbeddingEngine(WEIGHTS, device="cpu")
    with pytest.raises(WeightsError, match="too little free memory for the weights"):
        other.load()


def test_without_a_working_onnx_package_torch_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    other = EmbeddingEngine(WEIGHTS, device="cpu")
    other.load()
    assert isinstance(other._network, TorchNetwork)
    other.close()


def test_without_the_networks_file_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(onnx_network, "graph_path", lambda: tmp_path / "resnet50.onnx")
    other = EmbeddingEngine(WEIGHTS, device="cpu")
    with pytest.raises(WeightsError, match=r"resnet50\.onnx\. Install the program again"):
        other.load()


@pytest.mark.parametrize("setting", ["auto", "cpu"])
def test_the_usual_path_is_free_of_torch(setting: str) -> None:
    if setting == "auto" and gpu_is_possible():
        pytest.skip("this computer may have a GPU, and torch is what knows")
    script = f"""
import sys
from pathlib import Path
import numpy as np
from fashion_desktop.embedding.engine import EmbeddingEngine
engine = EmbeddingEngine(Path({str(WEIGHTS)!r}), {setting!r})
assert "onnxruntime" not in sys.modules
features = engine.embed(np.zeros((2, {HEIGHT}, {WIDTH}, 3), np.uint8))
print(features.shape, sorted({{"torch", "torchvision", "onnx"}} & set(sys.modules)))
"""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert run.stdout.strip() == "(2, 2048) []"


def test_how_many_photos_a_part_has(engine: EmbeddingEngine) -> None:
    assert engine.photos_a_part == cpu_photos_a_part(WIDTH, HEIGHT) > 1
    assert EmbeddingEngine(WEIGHTS).photos_a_part == engine.photos_a_part


def test_a_file_changed_under_the_engine_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    data = bytearray(WEIGHTS.read_bytes())
    path.write_bytes(data)
    engine = EmbeddingEngine(path)
    data[-2] ^= 1
    path.write_bytes(data + b"")
    with pytest.raises(WeightsError, match="has changed since the program started"):
        engine.load()


def test_a_closed_engine_cannot_be_used(photos: np.ndarray) -> None:
    engine = EmbeddingEngine(WEIGHTS, device="cpu")
    engine.close()
    with pytest.raises(RuntimeError, match="closed"):
        engine.embed(photos)


def embed_files(engine: EmbeddingEngine, files: list[bytes]) -> np.ndarray:
    preprocessing = engine.info.preprocessing
    target = decode_target(preprocessing)
    batch = np.stack([prepare(decode_photo(f, target=target), preprocessing) for f in files])
    return np.concatenate([engine.embed(batch[i : i + 32]) for i in range(0, len(batch), 32)])


def test_real_photos_have_the_features_of_plain_torchvision(
    engine: EmbeddingEngine, photo_data: Path
) -> None:
    with zipfile.ZipFile(photo_data / "fashion-products.zip") as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".jpg"))
        files = [archive.read(name) for name in names[:: len(names) // 24]]
    preprocessing = engine.info.preprocessing
    target = decode_target(preprocessing)
    batch = np.stack([prepare(decode_photo(f, target=target), preprocessing) for f in files])
    assert_close(engine.embed(batch), reference_features(batch))


def squared_l2(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    a, b = a.astype(np.float64), b.astype(np.float64)
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1)
    distances: np.ndarray = np.maximum(squares - 2 * (a @ b.T), 0)
    return distances


def test_catalogue_photos_find_their_own_kind(engine: EmbeddingEngine, photo_data: Path) -> None:
    with zipfile.ZipFile(photo_data / "fashion-products.zip") as archive:
        rows = list(csv.DictReader(io.TextIOWrapper(archive.open("products.csv"), "utf-8")))
        rows = rows[:: len(rows) // 400][:400]
        features = embed_files(engine, [archive.read(f"images/{row['file']}") for row in rows])
    distances = squared_l2(features, features)
    np.fill_diagonal(distances, np.inf)
    kinds = np.array([row["article_type"] for row in rows])
    same_kind = (kinds[distances.argmin(1)] == kinds).mean()
    by_chance = (kinds[:, None] == kinds).mean()
    assert same_kind > 0.5 > 4 * by_chance
    # The scale that the recommended threshold relies on.
    assert 100 < np.median(distances.min(1)) < 999 < np.median(distances[np.isfinite(distances)])


def test_a_home_photo_finds_itself_saved_anew(engine: EmbeddingEngine, photo_data: Path) -> None:
    with zipfile.ZipFile(photo_data / "clothing-photos.zip") as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".jpg"))[::80]
        files = [archive.read(name) for name in names]
    saved_anew = []
    for data in files:
        out = io.BytesIO()
        decode_photo(data).save(out, "WEBP", quality=80)
        saved_anew.append(out.getvalue())
    distances = squared_l2(embed_files(engine, saved_anew), embed_files(engine, files))
    assert np.array_equal(distances.argmin(1), np.arange(len(files)))
