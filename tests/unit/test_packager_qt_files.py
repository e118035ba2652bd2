import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from packager.qt_files import PLUGINS, SYSTEMS, keep_qt_file, reason
from packager.systems import LINUX, MACOS, WINDOWS


@pytest.mark.parametrize(
    ("path", "system"),
    [
        ("PySide6/Qt/lib/libQt6Core.so.6", LINUX),
        ("libQt6Widgets.so.6", LINUX),
        ("PySide6/Qt/lib/libicudata.so.73", LINUX),
        ("PySide6/QtSvg.abi3.so", LINUX),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", LINUX),
        ("PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so", LINUX),
        ("PySide6/Qt/plugins/imageformats/libqjpeg.so", LINUX),
        ("shiboken6/Shiboken.abi3.so", LINUX),
        ("shiboken6/libshiboken6.abi3.so.6.11", LINUX),
        ("PySide6\\Qt6Network.dll", WINDOWS),
        ("PySide6\\plugins\\platforms\\qwindows.dll", WINDOWS),
        ("PySide6\\msvcp140_2.dll", WINDOWS),
        ("PySide6\\QtGui.pyd", WINDOWS),
        ("PySide6/pyside6.abi3.dll", WINDOWS),
        ("PySide6/Qt/lib/QtDBus.framework/Versions/A/QtDBus", MACOS),
        ("PySide6/Qt/lib/QtCore.framework/Versions/A/Resources/Info.plist", MACOS),
        ("QtGui", MACOS),
        ("PySide6/libpyside6.abi3.6.11.dylib", MACOS),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", MACOS),
        ("PySide6/__init__.py", LINUX),
        ("PySide6/_config.py", MACOS),
        ("numpy.libs/libopenblas.so", LINUX),
        ("vcomp140.dll", WINDOWS),
    ],
)
def test_what_the_program_needs_is_kept(path: str, system: str) -> None:
    assert keep_qt_file(path, system)
    assert reason(path)


@pytest.mark.parametrize(
    ("path", "system"),
    [
        ("PySide6/Qt/lib/libQt6Quick.so.6", LINUX),
        ("libQt6OpenGL.so.6", LINUX),
        ("PySide6/QtOpenGL.abi3.so", LINUX),
        ("PySide6/QtDBus.abi3.so", LINUX),
        ("PySide6/libpyside6qml.abi3.so.6.11", LINUX),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", LINUX),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", LINUX),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", LINUX),
        ("PySide6/Qt/plugins/imageformats/libqtiff.so", LINUX),
        ("PySide6/Qt/plugins/unheardof/libqwhatever.so", LINUX),
        ("PySide6/Qt/translations/qtbase_de.qm", LINUX),
        ("PySide6/Qt/qml/QtQuick/qmldir", LINUX),
        ("PySide6/designer", LINUX),
        ("PySide6/QtCore.pyi", LINUX),
        ("PySide6/opengl32sw.dll", WINDOWS),
        ("PySide6/Qt6DBus.dll", WINDOWS),
        ("PySide6/plugins/tls/qschannelbackend.dll", WINDOWS),
        ("PySide6/plugins/styles/qmodernwindowsstyle.dll", WINDOWS),
        ("PySide6/concrt140.dll", WINDOWS),
        ("shiboken6/shiboken6.abi3.lib", WINDOWS),
        ("PySide6/designer.exe", WINDOWS),
        ("PySide6/Qt/lib/QtQml.framework/Resources/Info.plist", MACOS),
        ("PySide6/Qt/plugins/styles/libqmacstyle.dylib", MACOS),
    ],
)
def test_what_it_does_not_need_is_left_out_with_a_reason(path: str, system: str) -> None:
    assert not keep_qt_file(path, system)
    assert reason(path)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_gets_one_platform_of_its_own_and_one_without_a_screen(system: str) -> None:
    wanted = {name for name, plugin in PLUGINS.items() if system in plugin.systems}
    platforms = {name for name in wanted if name.startswith("platforms/")}
    assert "platforms/qoffscreen" in platforms
    assert len(platforms) == (3 if system == LINUX else 2)


def test_a_system_that_is_misspelt_is_an_error() -> None:
    with pytest.raises(ValueError, match="Windows"):
        keep_qt_file("PySide6/Qt6Core.dll", "Windows")


@pytest.mark.skipif(sys.platform != "linux", reason="ldd tells what a library is linked to")
def test_everything_kept_is_linked_only_to_what_is_kept() -> None:
    """A library left out by mistake would keep the packaged window from opening."""
    spec = importlib.util.find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    site = Path(spec.origin).parent.parent
    kept = [
        file
        for package in ("PySide6", "shiboken6")
        for file in (site / package).rglob("*.so*")
        if keep_qt_file(str(file.relative_to(site)), LINUX)
    ]
    assert len(kept) > len(PLUGINS)
    done = subprocess.run(["ldd", *kept], capture_output=True, text=True, check=False)
    linked = {
        Path(word).resolve()
        for word in done.stdout.split()
        if word.startswith("/") and Path(word).exists()
    }
    ours = {path.relative_to(site) for path in linked if path.is_relative_to(site)}
    assert Path("PySide6/Qt/lib/libQt6Core.so.6") in ours
    left_out = [path for path in ours if not keep_qt_file(str(path), LINUX)]
    assert left_out == []
