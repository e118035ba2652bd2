"""The systems that the program is packaged for."""

from __future__ import annotations

import platform
import sys

LINUX, WINDOWS, MACOS = "linux", "win32", "darwin"
_NAMES = {LINUX: "linux", WINDOWS: "windows", MACOS: "macos"}
_MACHINES = {"amd64": "x86_64", "aarch64": "arm64"}


def this_system() -> str:
    """Return ``LINUX``, ``WINDOWS`` or ``MACOS``, as ``sys.platform`` names them."""
    if sys.platform not in _NAMES:
        raise SystemExit(f"The program is not packaged for {sys.platform}.")
    return sys.platform


def this_platform() -> str:
    """Return system and processor as file names tell them, for example ``linux-x86_64``."""
    machine = platform.machine().lower()
    return f"{_NAMES[this_system()]}-{_MACHINES.get(machine, machine)}"
