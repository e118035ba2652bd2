"""What the package test is run on."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from package_test import photos


def test_drawn_ones_where_there_are_no_real_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FASHION_DESKTOP_TEST_DATA", str(tmp_path / "nothing"))
    gathered = photos.gather(tmp_path, 5)
    assert not gathered.are_real
    assert len(set(gathered.ids)) == 5
    with gathered.table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == list(gathered.ids)
    assert all(row["article_type"] and row["base_colour"] for row in rows)
    assert all(gathered.photo(product_id).is_file() for product_id in gathered.ids)
    with (gathered.home / "labels.csv").open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    assert all((gathered.home / "images" / r["class"] / r["file"]).is_file() for r in labels)


def test_real_ones_where_they_are(photo_data: Path, tmp_path: Path) -> None:
    assert photo_data.is_dir()
    gathered = photos.gather(tmp_path, 5)
    assert gathered.are_real
    assert len(list(gathered.images.iterdir())) == 5
