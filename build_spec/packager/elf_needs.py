"""What the programs and libraries of a bundle need from the system they run on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from packager.commands import Run, StepError, run_command

DEBIAN_PACKAGES: Mapping[str, str] = {
    "ld-linux-x86-64.so.2": "libc6",
    "ld-linux-aarch64.so.1": "libc6",
    **dict.fromkeys(
        (f"lib{name}" for name in (
            "c.so.6", "m.so.6", "mvec.so.1", "dl.so.2", "pthread.so.0", "rt.so.1",
            "resolv.so.2", "util.so.1", "anl.so.1",
        )),
        "libc6",
    ),
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libz.so.1": "zlib1g",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libEGL.so.1": "libegl1",
    "libOpenGL.so.0": "libopengl0",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libXext.so.6": "libxext6",
    "libXau.so.6": "libxau6",
    "libXdmcp.so.6": "libxdmcp6",
    "libxcb.so.1": "libxcb1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libexpat.so.1": "libexpat1",
    "libdbus-1.so.3": "libdbus-1-3",
}  # fmt: skip
"""Libraries that are taken from the system, and where Debian and Ubuntu have them.

The names are the same in all their supported versions; what ``dpkg-shlibdeps`` finds on the
building machine may not be.
"""
_FILE = re.compile(r"^(.*):\s+file format elf", re.MULTILINE)
_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
_SONAME = re.compile(r"^\s+SONAME\s+(\S+)$", re.MULTILINE)
_GLIBC = re.compile(r"^\s+0x[0-9a-f]+ 0x[0-9a-f]+ \d+ GLIBC_(\d+)\.(\d+)", re.MULTILINE)
_ELF = b"\x7fELF"


@dataclass(frozen=True, slots=True)
class SystemNeeds:
    """What a bundle does not bring itself.

    Attributes:
        libraries: their names, and one file that needs each.
        glibc: the oldest version of it that will do.
    """

    libraries: Mapping[str, str]
    glibc: tuple[int, int]


def system_needs(bundle: Path, run: Run = run_command) -> SystemNeeds:
    """Read all programs and libraries of a bundle.

    Raises:
        StepError: there are none, or ``objdump`` is missing.
    """
    files = [path for path in sorted(bundle.rglob("*")) if is_elf(path)]
    if not files:
        raise StepError(f"There is no program in {bundle}.")
    # Its words are the same everywhere only so.
    text = run(["env", "LC_ALL=C", "objdump", "-p", *map(str, files)])
    own = {path.name for path in bundle.rglob("*")} | set(_SONAME.findall(text))
    return _needs(text, own, bundle)


def debian_dependencies(needs: SystemNeeds) -> list[str]:
    """Return the packages that have the libraries, as ``Depends`` wants them.

    Raises:
        StepError: nothing is known about one of the libraries.
    """
    unknown = {name: file for name, file in needs.libraries.items() if name not in DEBIAN_PACKAGES}
    if unknown:
        named = ", ".join(f"{name} (of {file})" for name, file in sorted(unknown.items()))
        raise StepError(
            f"The bundle needs libraries that it does not bring: {named}. "
            "Bring them, or say in elf_needs.py which package has them."
        )
    packages = {DEBIAN_PACKAGES[name] for name in needs.libraries} - {"libc6"}
    major, minor = needs.glibc
    return [f"libc6 (>= {major}.{minor})", *sorted(packages)]


def is_elf(path: Path) -> bool:
    """Whether a file is a program or a library of Linux."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_ELF)) == _ELF


def _needs(objdump_text: str, own: Iterable[str], bundle: Path) -> SystemNeeds:
    own = set(own)
    parts = _FILE.split(objdump_text)[1:]
    libraries: dict[str, str] = {}
    for file, text in zip(parts[::2], parts[1::2], strict=True):
        path = Path(file.strip()).relative_to(bundle)
        # The program itself is started by the system, which does not look into the bundle.
        is_program = len(path.parts) == 1
        for name in _NEEDED.findall(text):
            if is_program or name not in own:
                libraries.setdefault(name, path.as_posix())
    versions = [(int(major), int(minor)) for major, minor in _GLIBC.findall(objdump_text)]
    return SystemNeeds(libraries, max(versions, default=(2, 0)))
