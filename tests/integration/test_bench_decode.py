from pathlib import Path

import pytest
from support.bench_inputs import DrawnInputs

from fashion_desktop.bench import large_photos
from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.measurements import decode


def test_decoding_is_measured_for_both_kinds_of_photo_and_both_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_photos, "WIDTH", 1500)
    monkeypatch.setattr(large_photos, "HEIGHT", 2000)
    monkeypatch.setattr(decode, "QUICK_PHOTOS", 2)
    monkeypatch.setattr(decode, "QUICK_ROUNDS", 1)
    context = BenchContext(True, tmp_path, DrawnInputs(tmp_path / "inputs"), lambda _text: None)
    figures = list(decode.measure(context))
    assert [figure.name for figure in figures] == [
        "decode.12mp.camera.224",
        "decode.12mp.studio.224",
        "decode.12mp.camera.bundled",
        "decode.12mp.studio.bundled",
    ]
    for figure in figures:
        assert figure.baseline is not None
        assert figure.limit is not None
        assert figure.target is not None
        assert figure.ours > 0
        assert "squared L2" in figure.note


def test_a_camera_photo_is_much_larger_than_a_studio_photo() -> None:
    photo = DrawnInputs.draw(1)
    camera, studio = large_photos.camera_photo(photo), large_photos.studio_photo(photo)
    assert 2.5e6 < len(camera) < 5e6
    assert len(studio) < len(camera) / 3
    assert camera == large_photos.camera_photo(photo)
