from pathlib import Path

import pytest

from fashion_desktop.storage import page_cache
from fashion_desktop.storage.page_cache import PIECE_BYTES, read_ahead


def test_a_file_is_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(2 * PIECE_BYTES + 5))
    assert read_ahead(file) == 2 * PIECE_BYTES + 5


def test_reading_stops_when_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(3 * PIECE_BYTES))
    answers = iter([False, True])
    assert read_ahead(file, lambda: next(answers)) == PIECE_BYTES


def test_what_is_too_large_for_the_memory_or_gone_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    assert read_ahead(file) == 0
    file.write_bytes(bytes(1000))
    monkeypatch.setattr(page_cache, "_memory_bytes", lambda: 3999)
    assert read_ahead(file) == 0
    monkeypatch.setattr(page_cache, "_memory_bytes", lambda: 4000)
    assert read_ahead(file) == 1000
