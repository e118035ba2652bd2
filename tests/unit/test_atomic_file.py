import os
from pathlib import Path

import pytest

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
