"""The memory topic, on a small job."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image
from support.drawn_photos import draw_folder

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.inputs import PhotoInputs
from fashion_desktop.bench.measurements import memory
from fashion_desktop.domain.errors import FashionDesktopError

PRODUCTS = 40


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BenchContext:
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    monkeypatch.delenv("FASHION_DESKTOP_WEIGHTS", raising=False)
    photos = draw_folder(tmp_path / "drawn", 6)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    inputs = PhotoInputs(photos, tmp_path / "cache", quick=True, report=lambda _: None)
    return BenchContext(True, workspace, inputs, lambda _: None)


def test_every_photo_is_a_file_of_its_own(context: BenchContext, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    memory.write_photos(context.inputs, folder, PRODUCTS)
    files = list(folder.iterdir())
    assert len({hashlib.sha256(path.read_bytes()).digest() for path in files}) == PRODUCTS
    with Image.open(files[0]) as image:
        image.load()
        assert image.size == (400, 533)


def test_the_job_is_measured(context: BenchContext) -> None:
    found = {figure.name: figure for figure in memory.measure_job(context, PRODUCTS)}
    assert list(found) == ["memory.generate.peak", "memory.generate.growth", "memory.generate.time"]
    assert {figure.size for figure in found.values()} == {PRODUCTS}
    peak = found["memory.generate.peak"]
    assert peak.target is not None
    assert peak.target.bound == 1500
    assert peak.met is True
    assert found["memory.generate.time"].ours > 0
    # Too short for a verdict on growth, and it says so.
    assert found["memory.generate.growth"].met is None
    assert "Too short" in found["memory.generate.growth"].note


def test_a_job_that_fails_measures_nothing(
    context: BenchContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_broken(_inputs: object, folder: Path, count: int) -> None:
        folder.mkdir()
        for number in range(count):
            (folder / f"{number}.jpg").write_bytes(b"no photo")

    monkeypatch.setattr(memory, "write_photos", write_broken)
    with pytest.raises(FashionDesktopError, match="Only 0 of 3 were embedded"):
        list(memory.measure_job(context, 3))
