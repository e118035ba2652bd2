from __future__ import annotations

import ntpath
from pathlib import Path

import pytest
from support.command_line import CommandLine

from fashion_desktop.cli.argument_types import path as path_argument
from fashion_desktop.cli.search_verbs import _read_photo, files_meant
from fashion_desktop.domain.errors import ImageError, WeightsError
from fashion_desktop.domain.sources import SourceConfig, SourceKind
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.embedding.weights_choice import WEIGHTS_ENV, resolve_weights
from fashion_desktop.services.catalogue_service import _with_whole_paths
from fashion_desktop.storage import home_folder
from fashion_desktop.storage.home_folder import with_home

ODD = ["~backup.jpg", "~$x.jpg", "~nobody/x.jpg"]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))


def test_a_tilde_means_the_home_folder(tmp_path: Path) -> None:
    assert with_home("~") == tmp_path
    assert with_home("~/photos/a.jpg") == tmp_path / "photos" / "a.jpg"
    assert with_home("~//a.jpg") == tmp_path / "a.jpg"


@pytest.mark.parametrize("name", [*ODD, "", "a/~/b", "/~", "./~"])
def test_other_names_are_left_alone(name: str) -> None:
    assert with_home(name) == Path(name)


def test_on_windows_a_backslash_follows_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_folder, "os", ntpath)
    assert with_home("~\\a.jpg") == tmp_path / "a.jpg"
    assert with_home("~/a.jpg") == tmp_path / "a.jpg"


def test_without_a_home_folder_the_name_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert with_home("~/a.jpg") == Path("~/a.jpg")


@pytest.mark.parametrize("name", ODD)
def test_names_that_begin_with_a_tilde_are_names(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_argument(name) == Path(name)
    assert files_meant(name.replace("x", "*")) == [name.replace("x", "*")]
    with pytest.raises(ImageError, match="There is no file"):
        _read_photo(name)
    monkeypatch.setenv(WEIGHTS_ENV, name)
    with pytest.raises(WeightsError, match="There is no weights file"):
        resolve_weights(WeightsChoice.BUNDLED, None, tmp_path)
    config = _with_whole_paths(SourceConfig(SourceKind.FOLDER, name))
    assert config.location == str(tmp_path / name)


def test_a_photo_whose_name_begins_with_a_tilde_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "~backup.jpg").write_bytes(b"a photo")
    assert files_meant("~*.jpg") == ["~backup.jpg"]
    assert _read_photo("~backup.jpg") == (b"a photo", "~backup.jpg")


def test_a_feed_whose_name_begins_with_a_tilde_is_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cli = CommandLine(tmp_path / "library")
    answer = cli("source", "add", "feed", "~products.csv", "--json")
    assert str(tmp_path / "~products.csv") in answer.json["error"]
