import os
from pathlib import Path
from unittest import mock

from fashion_desktop.storage.file_identity import identity_of


def test_all_names_of_a_folder_are_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "Library"
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)
    assert identity_of(folder) == identity_of(tmp_path / "link")
    assert identity_of(folder) == identity_of(tmp_path / "." / "Library" / ".." / "Library")
    assert identity_of(folder) != identity_of(tmp_path)


def test_a_name_that_the_disk_takes_for_the_same_is_the_same(tmp_path: Path) -> None:
    """A hard link stands in for a disk without upper and lower case: two names, one file."""
    feed = tmp_path / "feed.csv"
    feed.write_text("id")
    os.link(feed, tmp_path / "FEED.CSV")
    assert identity_of(feed) == identity_of(tmp_path / "FEED.CSV")


def test_what_is_not_there_goes_by_its_path(tmp_path: Path) -> None:
    assert identity_of(tmp_path / "no" / ".." / "x") == str(tmp_path / "x")


def test_disks_that_number_nothing_do_not_make_all_files_one(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    unnumbered = os.stat_result((0o40755, 0, 7, 1, 0, 0, 0, 0, 0, 0))
    with mock.patch.object(Path, "stat", return_value=unnumbered):
        found = {identity_of(tmp_path / name) for name in ("a", "b")}
    assert len(found) == 2
