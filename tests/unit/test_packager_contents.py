"""What goes into the packaged program."""

from __future__ import annotations

from pathlib import Path

import pytest
from packager.contents import LEFT_OUT_MODULES, keep_file, without_orphans, without_unused
from packager.systems import LINUX, MACOS, WINDOWS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("system", [LINUX, MACOS, WINDOWS])
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("resources/weights/resnet50-fashion.safetensors", True),
        ("resources/screenshots/window.png", False),
        ("numpy-2.4.6.dist-info/METADATA", True),
        ("numpy-2.4.6.dist-info/RECORD", False),
        ("fashion_desktop-0.1.0.dist-info/direct_url.json", False),
        ("numpy/_core/include/numpy/arrayobject.h", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
    ],
)
def test_only_what_is_used_is_kept(name: str, kept: bool, system: str) -> None:
    assert keep_file(name, system) is kept
    assert keep_file(name.replace("/", "\\"), system) is kept


def test_files_come_in_a_fixed_order() -> None:
    entries = [("b.txt", "/b", "DATA"), ("a.txt", "/a", "DATA"), ("a.pyi", "/x", "DATA")]
    assert without_unused(entries, LINUX) == [("a.txt", "/a", "DATA"), ("b.txt", "/b", "DATA")]


def test_libraries_that_only_a_left_out_file_needed_go_with_it(tmp_path: Path) -> None:
    names = [
        "pkg/module.so",
        "libdirect.so.1",
        "libindirect.so.2",
        "libgtk-3.so.0",
        "libcairo.so.2",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "libxcb.so.1",
        "libpython3.11.so.1.0",
        "onnxruntime/capi/libonnxruntime_providers_shared.so",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    needs = {
        "module.so": ["libdirect.so.1", "libc.so.6"],
        "libdirect.so.1": ["libindirect.so.2"],
        "libindirect.so.2": ["libdirect.so.1"],
        "libgtk-3.so.0": ["libcairo.so.2"],
        "libqxcb.so": ["libxcb.so.1"],
    }
    kinds = {"pkg/module.so": "EXTENSION"}
    entries = [(name, str(tmp_path / name), kinds.get(name, "BINARY")) for name in names]
    entries.append(("licence.txt", str(tmp_path / "licence.txt"), "DATA"))
    kept = without_orphans(entries, lambda file: needs.get(Path(file).name, []))
    left_out = {entry[0] for entry in entries} - {entry[0] for entry in kept}
    assert left_out == {"libgtk-3.so.0", "libcairo.so.2"}


def test_a_library_that_is_only_linked_to_is_kept_with_what_it_leads_to(tmp_path: Path) -> None:
    for name in ("module.so", "libreal.so.1"):
        (tmp_path / name).touch()
    entries = [
        ("pkg.so", str(tmp_path / "module.so"), "EXTENSION"),
        ("libreal.so.1", "deep/libreal.so.1", "SYMLINK"),
        ("deep/libreal.so.1", str(tmp_path / "libreal.so.1"), "BINARY"),
    ]
    kept = without_orphans(entries, lambda file: ["libreal.so.1"] if "module" in file else [])
    assert kept == entries


def test_no_module_of_the_program_is_left_out_by_mistake() -> None:
    left_out = [name for name in LEFT_OUT_MODULES if name.startswith("fashion_desktop")]
    assert left_out == ["fashion_desktop.training"]
    importers = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "fashion_desktop").rglob("*.py")
        if "fashion_desktop.training" in path.read_text(encoding="utf-8")
    ]
    assert all(path.startswith("fashion_desktop/training/") for path in importers), importers
