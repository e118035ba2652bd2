from __future__ import annotations

import csv
import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.embedding import engine as engine_module
from fashion_desktop.embedding.decode import decode_photo
from fashion_desktop.embedding.device import choose_device, describe_device, set_cpu_threads_once
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.preprocess import decode_target, prepare
from fashion_desktop.embedding.torchvision_loader import import_torchvision_models
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.storage.resources import resource_path

WEIGHTS = resource_path("weights", BUNDLED_FILE)


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
    y, x = np.mgrid[0:64, 0:48]
    base = np.stack([x * 5, y * 4, (x + y) * 2], -1)
    noise = rng.normal(0, 1, (11, 64, 48, 3)) * np.arange(11).reshape(-1, 1, 1, 1) * 8
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
    mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
    std = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
    with torch.no_grad():
        rows = [
            model(((torch.from_numpy(p).permute(2, 0, 1) / 255 - mean) / std).unsqueeze(0))[0]
            for p in photos
        ]
    return torch.stack(rows).numpy()


def assert_close(found: np.ndarray, expected: np.ndarray) -> None:
    """Within 1e-4 of each vector's length."""
    difference = np.linalg.norm(found - expected, axis=1)
    assert (difference <= 1e-4 * np.linalg.norm(expected, axis=1)).all()


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
        np.zeros((1, 48, 64, 3), np.uint8),
        np.zeros((64, 48, 3), np.uint8),
        np.zeros((1, 64, 48, 3), np.float32),
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


def test_embedding_leaves_no_gradients_on(engine: EmbeddingEngine, photos: np.ndarray) -> None:
    engine.embed(photos[:1])
    assert torch.is_grad_enabled()


def test_the_engine_says_what_it_runs_on(engine: EmbeddingEngine) -> None:
    assert engine.device_name.startswith("CPU, ")
    assert EmbeddingEngine(WEIGHTS).device_name == ""


def test_too_large_batches_are_halved(photos: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = EmbeddingEngine(WEIGHTS, device="cpu")
    expected = engine.embed(photos)
    sizes: list[int] = []
    compute = engine_module._Network.features

    def with_little_memory(network: engine_module._Network, batch: np.ndarray) -> np.ndarray:
        sizes.append(len(batch))
        if len(batch) > 3:
            raise MemoryError
        return compute(network, batch)

    monkeypatch.setattr(engine_module._Network, "features", with_little_memory)
    assert_close(engine.embed(photos), expected)
    assert sizes == [11, 5, 2, 2, 2, 2, 2, 1]
    engine.close()


def test_a_gpu_without_any_memory_is_reported(
    photos: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = EmbeddingEngine(WEIGHTS, device="cpu")
    engine.load()

    def out_of_memory(_: torch.Tensor) -> torch.Tensor:
        raise torch.OutOfMemoryError("CUDA out of memory")

    assert engine._network is not None
    monkeypatch.setattr(engine._network, "_model", out_of_memory)
    with pytest.raises(WeightsError, match="too little free memory"):
        engine.embed(photos)


def test_other_failures_are_not_mistaken_for_memory(
    photos: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = EmbeddingEngine(WEIGHTS, device="cpu")
    engine.load()

    def broken(_: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("device-side assert")

    assert engine._network is not None
    monkeypatch.setattr(engine._network, "_model", broken)
    with pytest.raises(RuntimeError, match="device-side assert"):
        engine.embed(photos)


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


@pytest.mark.parametrize("setting", ["gpu", "cpu:1", "cuda:x", "mps:0", "vulkan"])
def test_unknown_devices_are_refused(setting: str) -> None:
    with pytest.raises(WeightsError, match="Choose auto, cpu, cuda or mps"):
        choose_device(setting)


def test_missing_devices_are_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    for setting in ("cuda", "cuda:1", "mps"):
        with pytest.raises(WeightsError, match="Choose “auto” or “cpu” in settings"):
            choose_device(setting)
    assert choose_device("auto") == choose_device(" CPU ") == torch.device("cpu")


def test_auto_takes_the_fastest_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device("auto").type == "mps"
    assert describe_device(torch.device("mps")) == "Apple GPU (MPS)"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto").type == "cuda"


def test_cpu_threads_are_set_once() -> None:
    threads = set_cpu_threads_once()
    assert set_cpu_threads_once() == threads == torch.get_num_threads()


def embed_files(engine: EmbeddingEngine, files: list[bytes]) -> np.ndarray:
    preprocessing = engine.info.preprocessing
    target = decode_target(preprocessing)
    batch = np.stack([prepare(decode_photo(f, target=target), preprocessing) for f in files])
    return np.concatenate([engine.embed(batch[i : i + 32]) for i in range(0, len(batch), 32)])


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
