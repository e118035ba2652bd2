"""What each megabyte of a bundle is for."""

from __future__ import annotations

from pathlib import Path

import pytest
from packager.sizes import part_of, size_table


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("_internal/resources/weights/resnet50.safetensors", "Weights"),
        ("_internal/resources/icons/app.svg", "Resources"),
        ("_internal/torch/lib/libtorch_cpu.so", "torch"),
        ("_internal/onnxruntime/capi/onnxruntime_pybind11_state.so", "ONNX Runtime"),
        ("_internal/faiss_cpu.libs/libopenblaso.so", "FAISS"),
        ("_internal/numpy.libs/libscipy_openblas64_.so", "NumPy"),
        ("_internal/PySide6/Qt/lib/libicudata.so.73", "ICU"),
        ("_internal/PySide6/Qt/lib/libQt6Gui.so.6", "Qt"),
        ("_internal/libpython3.11.so.1.0", "Python"),
        ("_internal/pillow.libs/libavif.so", "Pillow"),
        ("_internal/pi_heif.libs/libheif.so", "HEIF"),
        ("_internal/libcrypto.so.3", "Encryption"),
        ("_internal/libX11.so.6", "System libraries"),
        ("fashion-desktop", "Program"),
        ("_internal/httpx/x.bin", "Other"),
    ],
)
def test_files_belong_to_parts(path: str, part: str) -> None:
    name, purpose = part_of(path)
    assert name == part
    assert purpose


def test_two_bundles_stand_side_by_side(tmp_path: Path) -> None:
    for name, sizes in (("before", {"torch": 3, "faiss": 2}), ("after", {"faiss": 2})):
        for package, megabytes in sizes.items():
            file = tmp_path / name / package / "library.so"
            file.parent.mkdir(parents=True)
            file.write_bytes(bytes(megabytes * 1_000_000))
    lines = size_table([tmp_path / "before", tmp_path / "after"]).splitlines()
    assert [line.split()[0] for line in lines] == ["FAISS", "torch", "Total"]
    assert lines[1].split()[1:5] == ["3.0", "MB", "0.0", "MB"]
    assert lines[2].split() == ["Total", "5.0", "MB", "2.0", "MB"]
