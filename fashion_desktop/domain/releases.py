"""Releases of this program: versions, files, which one is worth offering, which addresses serve."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from urllib.parse import urlsplit

from fashion_desktop import EXECUTABLE_NAME

DEFAULT_FEED_URL = ""
"""Where a build's own releases are announced; empty when whoever uses it has to say."""
MAX_FILE_BYTES = 4 * 1024**3
MAX_ADDRESS_CHARS = 8000
SYSTEMS = ("linux-x86_64", "windows-x86_64", "macos-arm64", "macos-x86_64")
KINDS = ("tar.xz", "deb", "exe", "dmg")
_VERSION = re.compile(r"(?:0|[1-9][0-9]{0,5})(?:\.(?:0|[1-9][0-9]{0,5})){1,3}")
_INSTALLED_BELOW = ("/opt", "/usr")
"""Where a .deb puts programs."""


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """What one system downloads of a release.

    Attributes:
        system: one of ``SYSTEMS``.
        kind: one of ``KINDS``, the end of the file's name.
        sha256: 64 lower-case hex digits.
    """

    system: str
    kind: str
    url: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """One version, as a feed announces it; ``notes`` is plain text."""

    version: str
    day: date
    notes: str
    files: tuple[ReleaseFile, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A newer version that there is a file for.

    Attributes:
        file: what this computer downloads.
        news: the releases since the running version, the offered one first.
    """

    version: str
    file: ReleaseFile
    news: tuple[Release, ...]

    @property
    def file_name(self) -> str:
        """Name of the downloaded file; nothing in it is taken from an address."""
        return f"{EXECUTABLE_NAME}-{self.version}-{self.file.system}.{self.file.kind}"


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by: their numbers, without zeros at the end.

    Raises:
        ValueError: it is not two to four numbers with dots between them.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(f"“{version}” is not a version such as 1.4.0")
    numbers = [int(number) for number in version.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def best_offer(
    releases: Iterable[Release], running: str, system: str, kinds: Sequence[str]
) -> Offer | None:
    """Return the newest release above the running version that has a file for this computer.

    Args:
        running: version of the running program; what is not above it is never offered.
        system: one of ``SYSTEMS``; anything else gets no offer.
        kinds: kinds of file that this computer can use, the best first.
    """
    current = version_key(running)
    newer = [release for release in releases if version_key(release.version) > current]
    newer.sort(key=lambda release: version_key(release.version), reverse=True)
    for place, release in enumerate(newer):
        fitting = [f for f in release.files if f.system == system and f.kind in kinds]
        if fitting:
            file = min(fitting, key=lambda f: kinds.index(f.kind))
            return Offer(release.version, file, tuple(newer[place:]))
    return None


def system_name(platform: str, machine: str) -> str:
    """Return the system as feeds name it, or empty when there are no files for it.

    Args:
        platform: as ``sys.platform``.
        machine: as ``platform.machine()``.
    """
    machine = machine.lower()
    if platform == "win32":
        # Windows on ARM runs programs for the other processors, too.
        return "windows-x86_64"
    if platform == "darwin":
        return "macos-arm64" if machine == "arm64" else "macos-x86_64"
    return "linux-x86_64" if platform == "linux" and machine in {"x86_64", "amd64"} else ""


def usable_kinds(system: str, executable: PurePath) -> tuple[str, ...]:
    """Return the kinds of file to offer, the best first: on Linux, what it came as itself."""
    if system.startswith("windows"):
        return ("exe",)
    if system.startswith("macos"):
        return ("dmg", "tar.xz")
    installed = any(executable.is_relative_to(folder) for folder in _INSTALLED_BELOW)
    return ("deb", "tar.xz") if installed else ("tar.xz", "deb")


def is_safe_address(url: str) -> bool:
    """Tell whether what a URL names arrives unchanged: over https, or from this computer."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        usable = parts.port != 0 and bool(host) and parts.username is None
    except ValueError:
        return False
    printable = url.isascii() and url.isprintable() and " " not in url
    if not (usable and printable and len(url) <= MAX_ADDRESS_CHARS):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def is_safe_beside(url: str, announced_at: str) -> bool:
    """Tell whether a URL may be followed from a feed: a feed over https leads to https only."""
    if not is_safe_address(url):
        return False
    return urlsplit(url).scheme == "https" or urlsplit(announced_at).scheme == "http"


def feed_address_problem(url: str) -> str:
    """Return what is wrong with the address of a feed, in a sentence; empty when it serves."""
    if not is_safe_address(url):
        return "The address for new versions must begin with https:// and hold no password."
    parts = urlsplit(url)
    if parts.query or parts.fragment or "?" in url or "#" in url or parts.path in {"", "/"}:
        return "The address for new versions must end in the name of a file, without ? or #."
    return ""


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
