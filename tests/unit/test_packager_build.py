"""The building of the packaged program, as far as it goes without PyInstaller."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from packager.source_date import settle, source_date_epoch

ROOT = Path(__file__).resolve().parents[2]


def test_the_time_of_all_files_can_be_given() -> None:
    assert source_date_epoch(ROOT, {"SOURCE_DATE_EPOCH": "1234567890"}) == 1234567890


def test_the_time_of_all_files_is_that_of_the_last_commit(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        date = {"GIT_AUTHOR_DATE": "1700000123 +0000", "GIT_COMMITTER_DATE": "1700000123 +0000"}
        subprocess.run(
            ["git", *identity, *arguments], cwd=tmp_path, check=True, env={**os.environ, **date}
        )

    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "--message", "x")
    assert source_date_epoch(tmp_path, {}) == 1700000123


def test_sources_without_history_have_a_time_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = source_date_epoch(tmp_path, {})
    monkeypatch.setenv("PATH", str(tmp_path))
    assert source_date_epoch(tmp_path, {}) == first > 0


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_all_files_get_the_same_time_and_plain_permissions(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir(mode=0o700)
    program, data = tmp_path / "program", tmp_path / "inner" / "data"
    program.touch(mode=0o700)
    data.touch(mode=0o600)
    (tmp_path / "link").symlink_to("program")
    settle(tmp_path, 1_700_000_000)
    paths = [program, data, tmp_path / "inner", tmp_path / "link"]
    assert {int(path.lstat().st_mtime) for path in paths} == {1_700_000_000}
    assert [path.stat().st_mode & 0o777 for path in paths[:3]] == [0o755, 0o644, 0o755]
