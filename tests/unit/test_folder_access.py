import tempfile
from pathlib import Path

import pytest

from fashion_desktop.storage import folder_access
from fashion_desktop.storage.folder_access import may_write


@pytest.mark.parametrize("tells", [True, False])
def test_a_folder_of_ones_own_can_be_written(
    tells: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_access, "_TELLS", tells)
    assert may_write(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("tells", [True, False])
def test_a_folder_that_is_not_there_cannot(
    tells: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_access, "_TELLS", tells)
    assert not may_write(tmp_path / "no")


def test_where_the_system_does_not_tell_permissions_are_found_out_by_trying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(**_options: object) -> object:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(folder_access, "_TELLS", False)
    monkeypatch.setattr(tempfile, "TemporaryFile", denied)
    assert not may_write(tmp_path)
