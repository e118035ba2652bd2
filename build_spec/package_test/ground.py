"""An empty place to install into: copies of the bundle, an account, an empty home, no network."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import socket
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from package_test.checks import CheckFailedError, expect
from package_test.program import Program, Record, Surroundings, is_root

UID = 61_234
"""An account that no system has."""
AWKWARD = "Größe & Maß – été"
"""A folder name as people give them."""
_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS, _IFF_UP_RUNNING = 0x8914, 0x41
_REQUEST = struct.Struct("16sh14x")


@dataclass(frozen=True)
class Ground:
    """Where the program is tested.

    Attributes:
        folder: an empty directory, readable by everybody.
        plain, awkward: the program in a plain folder, and in one with spaces and accents; each
            with a home of its own. The same when the program is not a bundle.
        bundle: the copy in the plain folder, or None when the program is not a bundle.
    """

    folder: Path
    plain: Program
    awkward: Program
    bundle: Path | None

    @property
    def own(self) -> list[Path]:
        """What belongs to the program and its user."""
        return [self.folder]

    def give(self, *paths: Path) -> None:
        """Let the program's user write here."""
        uid = self.plain.surroundings.uid
        if uid is None:
            return
        for path in paths:
            for each in (path, *path.rglob("*")):
                os.chown(each, uid, uid, follow_symlinks=False)


def install(folder: Path, bundle: Path | None, command: tuple[str, ...]) -> Ground:
    """Copy the bundle into a folder and make homes and a PATH for its user.

    Args:
        bundle: the folder with the executable; None to test what ``command`` starts.
    """
    folder.chmod(0o755)
    uid = UID if bundle is not None and is_root() else None
    empty_path = folder / "nothing on PATH"
    empty_path.mkdir()
    homes = [folder / "home", folder / f"home {AWKWARD}"]
    for home in homes:
        home.mkdir()
    plain = Surroundings(homes[0], empty_path, uid, language="C")
    awkward = replace(plain, home=homes[1], language="C.UTF-8")
    if bundle is None:
        program = Program(command, plain)
        return Ground(folder, program, replace(program, surroundings=awkward), None)
    first = folder / "installed" / bundle.name
    shutil.copytree(bundle, first, symlinks=True)
    second = linked_copy(first, folder / AWKWARD / bundle.name)
    record = Record()
    ground = Ground(
        folder,
        Program((str(first / bundle.name),), plain, record),
        Program((str(second / bundle.name),), awkward, record),
        first,
    )
    ground.give(folder / "installed", folder / AWKWARD, *homes)
    return ground


def linked_copy(source: Path, target: Path) -> Path:
    """Copy a folder in no time, with hard links where that works."""
    shutil.copytree(source, target, symlinks=True, copy_function=_link_or_copy)
    return target


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of every file in a folder."""
    return {
        str(path.relative_to(folder)): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
    }


def leave_the_network() -> str:
    """Cut this process and those it starts off from every network but loopback.

    Returns:
        Why that cannot be done here, or nothing.
    """
    if not sys.platform.startswith("linux"):
        return f"there are no network namespaces on {sys.platform}"
    if not is_root():
        return "only root may cut a process off from the network"
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNET):
        return f"the system refuses it ({os.strerror(ctypes.get_errno())})"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        fcntl.ioctl(device, _SIOCSIFFLAGS, _REQUEST.pack(b"lo", _IFF_UP_RUNNING))
    return ""


def expect_no_network() -> str:
    """Check that there is no way out, and return what there is.

    Raises:
        CheckFailedError: there is one.
    """
    names = [name for _, name in socket.if_nameindex()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        try:
            device.connect(("192.0.2.1", 53))
        except OSError:
            return f"network devices: {', '.join(names)}"
    raise CheckFailedError(f"there is a way to other computers; devices: {', '.join(names)}")


def expect_no_python(surroundings: Surroundings) -> str:
    """Check that the program's user finds no Python, and return what is on PATH."""
    environment = surroundings.environment()
    for name in ("python", "python3", "python3.11", "fashion-desktop"):
        found = shutil.which(name, path=environment["PATH"])
        expect(found is None, f"{name} is on PATH: {found}")
    expect("LD_LIBRARY_PATH" not in environment, "LD_LIBRARY_PATH is set")
    python = [name for name in environment if name.startswith("PYTHON")]
    expect(not python, f"set: {', '.join(python)}")
    return ", ".join(f"{name}={value}" for name, value in environment.items())


def strangers_in(home: Path) -> Iterator[str]:
    """Yield what appeared in a home and is not the program's own."""
    own = (
        ".config/fashion-desktop",
        ".local/share/fashion-desktop",
        ".local/state/fashion-desktop",
        ".cache/fashion-desktop",
        # Of the graphics driver and of the system's fonts, whatever program shows a window.
        ".cache/mesa_shader_cache",
        ".cache/mesa_shader_cache_db",
        ".cache/fontconfig",
    )
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home).as_posix()
        if path.is_file() and not name.startswith(tuple(f"{folder}/" for folder in own)):
            yield name


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target)
