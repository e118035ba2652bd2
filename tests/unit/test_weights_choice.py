from __future__ import annotations

from pathlib import Path

import pytest

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.embedding.weights_choice import (
    BUNDLED_FILE,
    DOWNLOADABLE,
    WEIGHTS_ENV,
    download_weights,
    resolve_weights,
)
from fashion_desktop.storage.resources import resource_path


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WEIGHTS_ENV, raising=False)


def a_file(path: Path) -> Path:
    path.write_bytes(b"x")
    return path


def test_the_bundled_file_is_the_default(tmp_path: Path) -> None:
    path = resolve_weights(WeightsChoice.BUNDLED, None, tmp_path)
    assert path == resource_path("weights", BUNDLED_FILE)
    assert path.is_file()


def test_the_environment_comes_before_the_bundled_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = a_file(tmp_path / "mine.pth")
    monkeypatch.setenv(WEIGHTS_ENV, str(mine))
    assert resolve_weights(WeightsChoice.BUNDLED, None, tmp_path) == mine


def test_the_chosen_file_comes_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WEIGHTS_ENV, str(a_file(tmp_path / "mine.pth")))
    chosen = a_file(tmp_path / "chosen.pth")
    assert resolve_weights(WeightsChoice.FILE, chosen, tmp_path) == chosen


def test_what_is_missing_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(WeightsError, match="Choose one in settings"):
        resolve_weights(WeightsChoice.FILE, None, tmp_path)
    with pytest.raises(WeightsError, match=r"gone\.pth.*Choose another file"):
        resolve_weights(WeightsChoice.FILE, tmp_path / "gone.pth", tmp_path)
    monkeypatch.setenv(WEIGHTS_ENV, str(tmp_path / "lost.pth"))
    with pytest.raises(WeightsError, match=rf"lost\.pth.*{WEIGHTS_ENV}"):
        resolve_weights(WeightsChoice.BUNDLED, None, tmp_path)


@pytest.mark.parametrize("choice", DOWNLOADABLE)
def test_imagenet_weights_come_from_the_cache(tmp_path: Path, choice: WeightsChoice) -> None:
    with pytest.raises(WeightsError, match=r"Press Download in settings \(103 MB\)"):
        resolve_weights(choice, None, tmp_path)
    cached = a_file(tmp_path / DOWNLOADABLE[choice].file_name)
    assert resolve_weights(choice, None, tmp_path) == cached


def test_download_addresses_are_torchvisions() -> None:
    base = "https://download.pytorch.org/models"
    urls = {choice: weights.url() for choice, weights in DOWNLOADABLE.items()}
    assert urls == {
        WeightsChoice.IMAGENET_V2: f"{base}/resnet50-11ad3fa6.pth",
        WeightsChoice.IMAGENET_V1: f"{base}/resnet50-0676ba61.pth",
    }


async def test_what_is_there_is_not_downloaded_again(tmp_path: Path) -> None:
    cached = a_file(tmp_path / DOWNLOADABLE[WeightsChoice.IMAGENET_V2].file_name)
    assert await download_weights(WeightsChoice.IMAGENET_V2, tmp_path, print) == cached


async def test_bundled_weights_need_no_download(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="need no download"):
        await download_weights(WeightsChoice.BUNDLED, tmp_path, print)
