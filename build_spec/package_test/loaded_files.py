"""What a process loads, and what of it comes from outside the bundle."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

ALLOWED: tuple[tuple[str, str], ...] = (
    (
        r"/(ld-linux-x86-64|ld-linux-aarch64|ld-\d[\d.]*)\.so(\.\d+)?$",
        "the loader belongs to the system's glibc",
    ),
    (
        r"/lib(c|m|dl|pthread|rt|resolv|util|anl|nsl|mvec)(-[\d.]+)?\.so\.\d+$",
        "glibc must match the system's loader",
    ),
    (r"/libnss_\w+(-[\d.]+)?\.so\.2$", "glibc looks up names as the system is set up"),
    (r"^/etc/ld\.so\.cache$", "the loader's list of the system's libraries"),
    (r"/gconv/", "character sets of the system's glibc"),
    (r"/locale/|/locale-archive$|/gconv-modules\.cache$", "languages of the system's glibc"),
    (
        r"/lib(GL|EGL|GLX|GLdispatch|OpenGL|GLESv2|GLX_mesa|EGL_mesa|glapi|gallium|vulkan)\b",
        "the graphics driver's front end belongs to the driver",
    ),
    (
        r"/lib(drm|gbm|LLVM|z3|elf|sensors|edit|pciaccess)\b|/lib(drm|LLVM)[\w.-]*\.so|/dri/",
        "the graphics driver and what it is made of",
    ),
    (
        r"/lib(X11|X11-xcb|xcb|Xau|Xdmcp|Xext|Xfixes|xshmfence|Xxf86vm|Xrender|bsd|md)"
        r"(-[\w-]+)?\.so(\.\d+)*$",
        "the graphics driver and the program must speak to one X library",
    ),
    (r"/lib(wayland-\w+)\.so", "the compositor's protocol, as the graphics driver has it"),
    (
        r"/lib(fontconfig|freetype|expat|png16|brotli(dec|common))\.so(\.\d+)*$",
        "fonts are found as the system's own configuration says",
    ),
    (r"/libdrirc|/drirc\.d/|/glvnd/", "settings of the graphics driver"),
    (r"^/usr/share/(fonts|fontconfig)/|^/etc/fonts/|/cache/fontconfig/", "the system's fonts"),
    (r"^/usr/share/(X11|mime|icons|zoneinfo|drirc\.d|glvnd)/", "facts about the system"),
    (r"^/(dev|proc|sys)/|^/SYSV|^/memfd:|^/anon_hugepage", "memory and devices"),
)
"""What may come from outside, as patterns, and why."""
STARTER = (
    (r"/libz\.so\.1$", "the executable itself, before it starts again with the bundle's libraries"),
)
"""What may come from outside only until the bundle's own libraries are in use."""

Rules = tuple[tuple[str, str], ...]

_MAPPED = re.compile(r"^\S+ \S+ \S+ \S+ \d+\s+(/.*?)(?: \(deleted\))?$")
_OPENED = re.compile(r'^(?:\d+\s+)?open(?:at)?\((?:[^,"]*, )?"((?:[^"\\]|\\.)*)".*\) = \d+')
_EXECUTED = re.compile(r'^(?:\d+\s+)?execve\("((?:[^"\\]|\\.)*)".*\) = 0')
_CONNECTED = re.compile(r"^(?:\d+\s+)?connect\(\d+, \{sa_family=AF_INET6?, (.*?)\}, \d+\)")
_LOOPBACK = ("127.", '"::1"')
_CODE = re.compile(r"\.(py|pyc|pyd|pth)$|\.so(\.\d+)*$|/python3?[\d.]*(/|$)")
_ESCAPED = re.compile(r"\\([0-7]{1,3})")


def mapped(maps_text: str) -> set[str]:
    """Return the files that ``/proc/PID/maps`` names."""
    lines = (_MAPPED.match(line) for line in maps_text.splitlines())
    return {found[1] for found in lines if found}


def mapped_by(pid: int) -> set[str]:
    """Return the files mapped into a process; none when it is gone."""
    try:
        return mapped(Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return set()


def mapped_until_end(process: subprocess.Popen[bytes], patience_s: float) -> set[str]:
    """Return everything seen mapped into a process until it ended."""
    seen: set[str] = set()
    deadline_s = time.monotonic() + patience_s
    while process.poll() is None and time.monotonic() < deadline_s:
        seen |= mapped_by(process.pid)
        time.sleep(0.02)
    return seen


def outside(paths: Iterable[str], own: Iterable[Path], allowed: Rules = ALLOWED) -> list[str]:
    """Return what lies neither in the program's own folders nor may come from the system."""
    folders = tuple(f"{folder}/" for folder in own)
    return sorted(
        path
        for path in set(paths)
        if not path.startswith(folders) and not any(re.search(p, path) for p, _ in allowed)
    )


def reasons(
    paths: Iterable[str], own: Iterable[Path], allowed: Rules = ALLOWED
) -> dict[str, list[str]]:
    """Return what comes from the system: why it may → the files' names."""
    folders = tuple(f"{folder}/" for folder in own)
    found: dict[str, set[str]] = {}
    for path in paths:
        if not path.startswith(folders):
            why = next((why for p, why in allowed if re.search(p, path)), "")
            found.setdefault(why, set()).add(path.rpartition("/")[2] or path)
    return {why: sorted(names) for why, names in sorted(found.items())}


def opened_code(trace: str) -> Iterator[str]:
    """Yield the modules and libraries that strace saw opened."""
    for line in trace.splitlines():
        if found := _OPENED.match(line):
            path = _unescaped(found[1])
            if path.startswith("/") and _CODE.search(path):
                yield path


def executed(trace: str) -> list[str]:
    """Return the programs that strace saw started."""
    lines = (_EXECUTED.match(line) for line in trace.splitlines())
    return [_unescaped(found[1]) for found in lines if found]


def contacted(trace: str) -> list[str]:
    """Return the addresses other than this computer's that strace saw asked for."""
    lines = (_CONNECTED.match(line) for line in trace.splitlines())
    return [found[1] for found in lines if found and not any(x in found[1] for x in _LOOPBACK)]


def _unescaped(text: str) -> str:
    raw = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)
    return raw.encode("latin-1", "replace").decode("utf-8", "replace")
