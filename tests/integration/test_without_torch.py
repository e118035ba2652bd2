"""Everything the packaged program does, without what it leaves out, and with the same features."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from support.command_line import nearest_by_numpy, stored_vectors
from support.drawn_photos import draw_folder, draw_photo
from support.without import LEFT_OUT, run_without_torch

from fashion_desktop.domain.weights import Preprocessing
from fashion_desktop.embedding.decode import decode_photo
from fashion_desktop.embedding.preprocess import decode_target, prepare
from fashion_desktop.embedding.torch_network import TorchNetwork, resnet50_without_head
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.storage.resources import resource_path

PHOTOS = 12
BUNDLED = resource_path("weights", BUNDLED_FILE)

MISSING = """
import importlib
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        print(name)
"""

PROGRAM = """
from fashion_desktop.__main__ import main
sys.exit(main(sys.argv[1:]))
"""

FEATURES = """
from pathlib import Path
import numpy as np
from fashion_desktop.embedding.engine import EmbeddingEngine
weights, photos, target = map(Path, sys.argv[1:])
engine = EmbeddingEngine(weights, "auto")
np.save(target, engine.embed(np.load(photos)))
print(engine.device_name)
"""

DEVICES = """
from pathlib import Path
from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.embedding.device import choose_device, offered_devices
from fashion_desktop.embedding.engine import EmbeddingEngine
print(choose_device("auto"), choose_device("cpu"), sorted(offered_devices()))
for device in ("cuda", "cuda:1", "mps"):
    try:
        EmbeddingEngine(Path(sys.argv[1]), device).load()
    except WeightsError as error:
        print(error)
"""

NO_ONNX_RUNTIME = """
from pathlib import Path
from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.embedding.engine import EmbeddingEngine
sys.modules["onnxruntime"] = None
try:
    EmbeddingEngine(Path(sys.argv[1]), "cpu").load()
except WeightsError as error:
    print(error)
"""

SOURCE_ONLY = """
from fashion_desktop.bench.machine import describe_machine
from fashion_desktop.bench.measurements import inference
from fashion_desktop.bench.old_way import OldWay
from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.evaluation.contenders import make_contenders
print(describe_machine()["gpu"])
for baseline in (lambda: OldWay(None), lambda: list(inference.measure(None))):
    try:
        baseline()
    except FashionDesktopError as error:
        print(error)
contenders, missing = make_contenders([], ["untrained", "efficientnet-lite0", "colours"])
print(len(contenders), *missing)
"""


def assert_close(found: np.ndarray, expected: np.ndarray) -> None:
    """Within 1e-5 of each vector's length."""
    difference = np.linalg.norm(found - expected, axis=1)
    assert (difference <= 1e-5 * np.linalg.norm(expected, axis=1)).all()


def prepared(preprocessing: Preprocessing) -> np.ndarray:
    target = decode_target(preprocessing)
    photos = [decode_photo(draw_photo(n), target=target) for n in range(1, PHOTOS + 1)]
    return np.stack([prepare(photo, preprocessing) for photo in photos])


def by_torch(weights: Path, photos: np.ndarray) -> np.ndarray:
    info, numbers = read_weights(weights)
    return TorchNetwork(numbers, info.preprocessing, "cpu").features(photos)


def features_without_torch(weights: Path, photos: np.ndarray, folder: Path) -> np.ndarray:
    np.save(folder / "photos.npy", photos)
    words = (weights, folder / "photos.npy", folder / "features.npy")
    done = run_without_torch(FEATURES, words)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("CPU, ")
    found: np.ndarray = np.load(folder / "features.npy")
    return found


def test_the_packages_are_really_missing() -> None:
    assert {"torch", "torchvision", "onnx", "fashion_desktop.training"} <= set(LEFT_OUT)
    done = run_without_torch(MISSING, LEFT_OUT)
    assert done.stdout.split() == list(LEFT_OUT)


def test_the_program_does_its_job_with_the_same_features(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    photos, library = draw_folder(tmp_path / "photos", PHOTOS), tmp_path / "library"

    def program(*words: str | Path) -> Any:
        every = [*words, "--library", library, "--json"]
        done = run_without_torch(PROGRAM, every, {"HOME": str(tmp_path / "home")})
        assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
        return json.loads(done.stdout)

    program("source", "add", "folder", photos)
    assert program("sync")["done"] == PHOTOS
    assert program("generate")["done"] == PHOTOS
    vectors = stored_vectors(library)
    assert len(vectors) == PHOTOS
    expected = by_torch(BUNDLED, prepared(read_weights(BUNDLED)[0].preprocessing))
    assert_close(np.stack([vectors[name] for name in sorted(vectors)]), expected)

    asked = sorted(vectors)[4]
    found = program("lookup", photos / "photo-05.jpg", "--score-threshold", "1e-9")
    nearest = nearest_by_numpy(vectors, vectors[asked])
    answered = [result["id"] for result in found["similar_products"]]
    assert answered[0] == asked
    assert answered == [name for name, _ in nearest[: len(answered)]]
    assert program("verify")["problems"] == []


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "before 1.6"])
def test_torch_files_are_read_without_torch(tmp_path: Path, zipped: bool) -> None:
    torch.manual_seed(8)
    path = tmp_path / "untrained.pth"
    torch.save(
        {"epoch": 1, "state_dict": {f"module.{k}": v for k, v in state().items()}},
        path,
        _use_new_zipfile_serialization=zipped,
    )
    photos = np.random.default_rng(8).integers(0, 256, (2, 224, 224, 3), dtype=np.uint8)
    assert_close(features_without_torch(path, photos, tmp_path), by_torch(path, photos))


def state() -> dict[str, torch.Tensor]:
    return dict(resnet50_without_head().state_dict())


def test_gpus_are_refused_with_a_remedy_and_not_offered() -> None:
    done = run_without_torch(DEVICES, [BUNDLED])
    assert done.stderr == ""
    first, *errors = done.stdout.splitlines()
    assert first == "cpu cpu ['auto', 'cpu']"
    assert len(errors) == 3
    for error in errors:
        assert "This copy of the program computes on the processor" in error
        assert error.endswith("Choose “auto” or “cpu” in settings.")


def test_without_onnx_runtime_as_well_it_says_what_to_do() -> None:
    done = run_without_torch(NO_ONNX_RUNTIME, [BUNDLED])
    assert done.stderr == ""
    assert "cannot be started on this computer" in done.stdout
    assert "Install the program again" in done.stdout


def test_what_needs_a_source_installation_says_so() -> None:
    done = run_without_torch(SOURCE_ONLY)
    assert done.stderr == ""
    gpu, old_way, inference, compared = done.stdout.splitlines()
    assert gpu == "None"
    assert "computed by PyTorch, which this copy of the program does not have" in old_way
    assert inference == old_way
    assert compared.startswith("2 The untrained ResNet50 is made by PyTorch")
    assert "EfficientNet-Lite0 is not part of this copy of the program" in compared
