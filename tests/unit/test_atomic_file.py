import os
from pathlib import Path

import pytest

from fashion_desktop.storage import atomic_file
from fashion_desktop.storage.atomic_file import write_atomically


def test_parts_are_written_in_order(tmp_path: Path) -> None:
    target = tmp_path / "new" / "file.bin"
    write_atomically(target, b"ab", memoryview(b"cd"))
    assert target.read_bytes() == b"abcd"


def test_a_failed_write_leaves_the_old_file_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "file.bin"
    target.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


class Reader:
    """Stands in for somebody who has a file open, as far as Windows minds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, leaves_after: int) -> None:
        self.refused = 0
        really_replace = Path.replace

        def replace(source: Path, target: Path) -> Path:
            if self.refused < leaves_after:
                self.refused += 1
                raise PermissionError(13, "The process cannot access the file")
            return really_replace(source, target)

        monkeypatch.setattr(Path, "replace", replace)
        monkeypatch.setattr(atomic_file, "_FIRST_PAUSE_S", 0.001)


def test_a_reader_on_windows_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_file, "_READERS_ARE_IN_THE_WAY", True)
    reader = Reader(monkeypatch, leaves_after=3)
    target = tmp_path / "vectors.faiss"
    target.write_bytes(b"old")
    write_atomically(target, b"new")
    assert reader.refused == 3
    assert target.read_bytes() == b"new"


def test_a_reader_who_stays_costs_the_new_file_not_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_file, "_READERS_ARE_IN_THE_WAY", True)
    monkeypatch.setattr(atomic_file, "PATIENCE_S", 0.01)
    reader = Reader(monkeypatch, leaves_after=10**6)
    target = tmp_path / "vectors.faiss"
    target.write_bytes(b"old")
    with pytest.raises(PermissionError):
        write_atomically(target, b"new")
    assert reader.refused > 1
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_elsewhere_a_refusal_is_final(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_file, "_READERS_ARE_IN_THE_WAY", False)
    reader = Reader(monkeypatch, leaves_after=10**6)
    with pytest.raises(PermissionError):
        write_atomically(tmp_path / "file.bin", b"new")
    assert reader.refused == 1
