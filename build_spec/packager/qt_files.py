"""Which files of Qt the packaged program needs on each system, and why.

Everything that is drawn is drawn by the processor, in Qt's own Fusion style; photos are decoded
by Pillow, pictures from the web are fetched by httpx. That leaves little of Qt. A plug-in or a
module that is not listed is left out; the lists were checked against what the libraries in the
PySide6 wheels of each system are linked to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from packager.systems import LINUX, MACOS, WINDOWS

SYSTEMS = (LINUX, WINDOWS, MACOS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Why a file is needed, and on which systems (values of ``sys.platform``)."""

    why: str
    systems: tuple[str, ...] = SYSTEMS


LIBRARIES = {
    "Core": Wanted("strings, files, events: under everything else"),
    "Gui": Wanted("windows, fonts, painting"),
    "Widgets": Wanted("every control of the window"),
    "Network": Wanted("local sockets: a second start brings the first window to the front"),
    "Svg": Wanted("draws the icons at every scale"),
    "DBus": Wanted(
        "QtGui is linked to it; on Linux colour scheme, input methods and screen readers",
        (LINUX, MACOS),
    ),
    "XcbQpa": Wanted("all of the X11 platform plug-in", (LINUX,)),
    "WaylandClient": Wanted("all of the Wayland platform plug-in", (LINUX,)),
}
"""Qt's own libraries, by module."""

BINDINGS = {
    "Core": Wanted("Python's side of QtCore"),
    "Gui": Wanted("Python's side of QtGui"),
    "Widgets": Wanted("Python's side of QtWidgets"),
    "Network": Wanted("Python's side of the local sockets"),
    "Svg": Wanted("Python's side of the icons' renderer"),
}
"""Extension modules of PySide6, by module."""

PLUGINS = {
    "platforms/qxcb": Wanted("windows on X11", (LINUX,)),
    "platforms/qwayland": Wanted("windows on Wayland", (LINUX,)),
    "platforms/qwindows": Wanted("windows on Windows", (WINDOWS,)),
    "platforms/qcocoa": Wanted("windows on macOS", (MACOS,)),
    "platforms/qoffscreen": Wanted("measuring and checking the package without a screen"),
    "imageformats/qjpeg": Wanted("thumbnails are stored as JPEG and painted by Qt"),
    "imageformats/qsvg": Wanted("the style sheet's marks: arrows, ticks, dots"),
    "iconengines/qsvgicon": Wanted("the style sheet's marks, sharp at every scale"),
    "platforminputcontexts/composeplatforminputcontextplugin": Wanted(
        "dead keys and Compose: typing é without a key for it", (LINUX,)
    ),
    "platforminputcontexts/ibusplatforminputcontextplugin": Wanted(
        "IBus: typing Chinese, Japanese, Korean", (LINUX,)
    ),
    "platformthemes/qxdgdesktopportal": Wanted(
        "the desktop's own file dialogs through its portal", (LINUX,)
    ),
    "wayland-shell-integration/xdg-shell": Wanted("windows on every Wayland desktop", (LINUX,)),
    "wayland-decoration-client/adwaita": Wanted(
        "title bars on Wayland desktops that draw none, GNOME above all", (LINUX,)
    ),
    "wayland-decoration-client/bradient": Wanted(
        "title bars where the portal for the other ones is missing", (LINUX,)
    ),
}
"""Plug-ins, by folder and name without ``lib`` and ending."""

SUPPORT = {
    r"libpyside6\.abi3\..+|pyside6\.abi3\.dll": Wanted("what all bindings share"),
    r"libshiboken6\.abi3\..+|shiboken6\.abi3\.dll": Wanted("between C++ and Python"),
    r"Shiboken\.(abi3\.so|pyd)": Wanted("tells whether a C++ object is still alive"),
    r"libicu(data|i18n|uc)\.so.*": Wanted("QtCore is linked to it: text in every script", (LINUX,)),
    r"msvcp140(_[12])?\.dll|vcruntime140(_1)?\.dll": Wanted(
        "Microsoft's C++ runtime, which Qt is linked to", (WINDOWS,)
    ),
}
"""Other libraries beside Qt's, as regular expressions of whole file names."""

LEFT_OUT_PLUGINS = {
    "platforms": "another way to a screen than the desktops of this system have",
    "imageformats": "Pillow decodes photos; Qt reads PNG and BMP by itself",
    "iconengines": "no icon of the program is of that kind",
    "styles": "the program is drawn in Fusion, which is part of QtWidgets",
    "tls": "no network connection is made with Qt",
    "networkinformation": "no network connection is made with Qt",
    "platformthemes": "brings all of GTK along, for nothing but its file dialog",
    "platforminputcontexts": "the on-screen keyboard needs QML",
    "xcbglintegrations": "nothing is drawn with OpenGL",
    "egldeviceintegrations": "nothing is drawn with OpenGL",
    "wayland-graphics-integration-client": "nothing is drawn with OpenGL",
    "wayland-graphics-integration-server": "the program is no compositor",
    "wayland-shell-integration": "shells of cars and kiosks, not of desktops",
    "generic": "input devices reach the program through the desktop",
    "printsupport": "nothing is printed",
    "sqldrivers": "SQLite is used through Python",
    "qmltooling": "no QML",
    "qmllint": "no QML",
    "vectorimageformats": "no QML",
    "designer": "a tool for developers",
}
LEFT_OUT_FOLDERS = {
    "qml": "no QML",
    "translations": "the program speaks English, and so do Qt's own dialogs in it",
    "libexec": "tools for developers",
    "metatypes": "for compiling against Qt",
    "typesystems": "for compiling against Qt",
    "include": "for compiling against Qt",
    "glue": "for compiling against Qt",
    "cmake": "for compiling against Qt",
    "doc": "for reading",
    "scripts": "tools for developers",
    "resources": "data of a web browser that is not used",
    "Assistant.app": "tools for developers",
    "Designer.app": "tools for developers",
    "Linguist.app": "tools for developers",
}
LEFT_OUT_SUFFIXES = {
    ".pyi": "for type checkers",
    ".lib": "for compiling against Qt",
    ".prl": "for compiling against Qt",
    ".exe": "tools for developers",
}
LEFT_OUT_NAMES = {
    "opengl32sw.dll": "nothing is drawn with OpenGL, so nothing replaces a missing driver",
}

_MODULE = re.compile(r"(?:lib)?Qt6?([A-Z]\w+?)(\.framework|\.dll|\.so\.6.*|\.abi3\.so|\.pyd|)")
_BINDING_SUFFIXES = (".abi3.so", ".pyd")
_PLUGIN = re.compile(r"(?:lib)?([\w-]+)\.(?:so|dll|dylib)")
_LIBRARY = re.compile(r".*\.(?:so(?:\.[\d.]+)?|dll|dylib|pyd)")


def keep_qt_file(relative_path: str, system: str) -> bool:
    """Return whether the packaged program needs a file.

    Args:
        relative_path: where the file goes in the package, with either kind of slash, such as
            ``PySide6/Qt/plugins/platforms/libqxcb.so``; also the bare name of a library that
            lies at the top. What is not Qt's is kept: it is for others to judge.
        system: ``"linux"``, ``"win32"`` or ``"darwin"``, as in ``sys.platform``.

    Raises:
        ValueError: there is no such system.
    """
    if system not in SYSTEMS:
        raise ValueError(f"there is no system {system!r}")
    wanted, _why = _judgement(relative_path)
    return wanted is not None and system in wanted.systems


def reason(relative_path: str) -> str:
    """Return why a file is needed, or why it is left out, as half a sentence."""
    return _judgement(relative_path)[1]


def _judgement(relative_path: str) -> tuple[Wanted | None, str]:
    path = PurePosixPath(relative_path.replace("\\", "/"))
    found = _module(path)
    if found is not None:
        return found
    if not {"PySide6", "shiboken6"} & set(path.parts):
        return _kept(Wanted("not part of Qt"))
    return _inside(path)


def _module(path: PurePosixPath) -> tuple[Wanted | None, str] | None:
    """Judge one of Qt's modules; None when the file is of none."""
    # A framework is a folder: whatever lies in it goes with it.
    for part in path.parts:
        match = _MODULE.fullmatch(part)
        is_whole_path = len(path.parts) == 1
        if match is None or (not match[2] and not is_whole_path):
            continue
        if match[2] in _BINDING_SUFFIXES:
            return _listed(BINDINGS, match[1], "the program does not import it")
        return _listed(LIBRARIES, match[1], "nothing that is kept is linked to it")
    return None


def _inside(path: PurePosixPath) -> tuple[Wanted | None, str]:
    if "plugins" in path.parts[:-2]:
        folder = path.parts[path.parts.index("plugins") + 1]
        match = _PLUGIN.fullmatch(path.name)
        why = LEFT_OUT_PLUGINS.get(folder, "nothing in the program asks for it")
        return _listed(PLUGINS, f"{folder}/{match[1]}" if match else "", why)
    for part in path.parts[:-1]:
        if part in LEFT_OUT_FOLDERS:
            return None, LEFT_OUT_FOLDERS[part]
    for pattern, wanted in SUPPORT.items():
        if re.fullmatch(pattern, path.name):
            return _kept(wanted)
    why = LEFT_OUT_NAMES.get(path.name) or LEFT_OUT_SUFFIXES.get(path.suffix, "")
    if why:
        return None, why
    if _LIBRARY.fullmatch(path.name):
        return None, "nothing that is kept is linked to it"
    if "." not in path.name and path.parent.name == "PySide6":
        return None, "tools for developers"
    return _kept(Wanted("part of the Python packages"))


def _listed(table: dict[str, Wanted], key: str, otherwise: str) -> tuple[Wanted | None, str]:
    wanted = table.get(key)
    return (None, otherwise) if wanted is None else _kept(wanted)


def _kept(wanted: Wanted) -> tuple[Wanted, str]:
    return wanted, wanted.why
