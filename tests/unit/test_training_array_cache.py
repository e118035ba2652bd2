"""Arrays kept on disk."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.training.array_cache import store_arrays, stored_arrays


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "some.npz"
    store_arrays(path, names=np.array(["a", "b"]), numbers=np.arange(5000))
    return path


def test_what_was_stored_comes_back(file: Path) -> None:
    stored = stored_arrays(file, "numbers", "names")
    assert stored is not None
    assert stored[0].tolist() == list(range(5000))
    assert stored[1].tolist() == ["a", "b"]
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_missing_file_or_array_is_made_anew(file: Path) -> None:
    assert stored_arrays(file.with_name("other.npz"), "numbers") is None
    assert stored_arrays(file, "numbers", "colours") is None


@pytest.mark.parametrize("damage", ["empty", "short", "noise", "altered", "one array"])
def test_a_damaged_file_is_made_anew(
    file: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    data = file.read_bytes()
    if damage == "one array":
        with file.open("wb") as opened:
            np.save(opened, np.arange(3))
    else:
        altered = data[:20_000] + b"\xff" * 100 + data[20_100:]
        contents = {"empty": b"", "short": data[:9000], "noise": b"no arrays", "altered": altered}
        file.write_bytes(contents[damage])
    assert stored_arrays(file, "names", "numbers") is None
    assert f"{file} is damaged and is made anew" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
def test_a_full_disk_is_said_and_the_older_file_stays(file: Path) -> None:
    before = file.read_bytes()
    file.with_suffix(".part.npz").symlink_to("/dev/full")
    with pytest.raises(FashionDesktopError, match="cannot be written: No space left on device"):
        store_arrays(file, numbers=np.arange(100_000))
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]
