import json
from pathlib import Path

import pytest

from fashion_desktop.storage.release_memory import ReleaseMemory, ReleaseMemoryStore


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "releases.json"
    memory = ReleaseMemory(1_800_000_000.5, "0.2.0")
    ReleaseMemoryStore(path).save(memory)
    assert ReleaseMemoryStore(path).load() == memory


def test_nothing_is_remembered_at_first(tmp_path: Path) -> None:
    assert ReleaseMemoryStore(tmp_path / "releases.json").load() == ReleaseMemory()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", "[" * 100_000, "\x00"])
def test_an_unreadable_file_is_forgotten(tmp_path: Path, text: str) -> None:
    path = tmp_path / "releases.json"
    path.write_text(text)
    assert ReleaseMemoryStore(path).load() == ReleaseMemory()


@pytest.mark.parametrize(
    "checked_s", ["now", None, True, -1, float("inf"), float("nan"), 10**400, []]
)
def test_times_that_make_no_sense(tmp_path: Path, checked_s: object) -> None:
    path = tmp_path / "releases.json"
    path.write_text(json.dumps({"checked_s": checked_s, "skipped": "0.2"}))
    assert ReleaseMemoryStore(path).load() == ReleaseMemory(0.0, "0.2")


@pytest.mark.parametrize("skipped", [None, 2, "", "latest", "9" * 5000, ["0.2"]])
def test_versions_that_make_no_sense(tmp_path: Path, skipped: object) -> None:
    path = tmp_path / "releases.json"
    path.write_text(json.dumps({"checked_s": 5, "skipped": skipped}))
    assert ReleaseMemoryStore(path).load() == ReleaseMemory(5.0, "")


def test_without_a_place_to_write_it_is_kept_for_the_session(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = ReleaseMemoryStore(tmp_path / "file" / "releases.json")
    store.save(ReleaseMemory(7.0, "0.2"))
    assert store.load() == ReleaseMemory(7.0, "0.2")
