import ntpath
from pathlib import Path

import pytest

from fashion_desktop.storage.reachable import LONGEST, extended, reachable

DEEP = "\\".join(["C:", *["summer collection"] * 20])


def test_other_systems_reach_every_path(tmp_path: Path) -> None:
    path = tmp_path / ("d" * 200) / ("d" * 200)
    assert reachable(path) is path


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Photos\red dress.jpg",
        r"\\server\share\Photos\é.jpg",
        r"D:\Fotos\日本 👗\ü.jpg",
        r"C:\console\connect.jpg",
    ],
)
def test_a_path_that_windows_takes_stays_as_it_is(path: str) -> None:
    assert extended(path) == path


def test_a_long_path_gets_the_prefix_that_lifts_the_limit() -> None:
    assert len(DEEP) > LONGEST
    assert extended(DEEP) == f"\\\\?\\{DEEP}"


def test_a_path_gets_it_as_soon_as_its_files_would_be_too_long() -> None:
    folder = "C:\\" + "d" * 150
    assert extended(folder) == folder
    assert extended(folder, room=100) == f"\\\\?\\{folder}"


def test_a_network_drive_has_a_prefix_of_its_own() -> None:
    path = DEEP.replace("C:", r"\\server\share")
    assert extended(path) == rf"\\?\UNC{path[1:]}"


@pytest.mark.parametrize(
    "name", ["con.jpg", "NUL", "aux.tar.gz", "COM1.png", "dress.", "dress ", "x. \\photo.jpg"]
)
def test_names_that_windows_would_change_are_taken_as_they_are(name: str) -> None:
    path = f"C:\\Photos\\{name}"
    assert extended(path) == f"\\\\?\\{path}"


def test_behind_the_prefix_nothing_is_left_to_resolve() -> None:
    path = DEEP.replace("\\", "/") + "/../x/./y.jpg"
    found = extended(path)
    assert found == f"\\\\?\\{ntpath.normpath(path)}"
    assert ".." not in found
    assert "/" not in found


@pytest.mark.parametrize("path", [rf"\\?\{DEEP}", r"\\.\pipe\name"])
def test_a_path_with_a_prefix_is_left_alone(path: str) -> None:
    assert extended(path) == path
