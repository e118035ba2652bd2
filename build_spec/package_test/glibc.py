"""Which glibc and C++ library the files of a bundle ask for."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from packager.elf_needs import is_elf

from package_test.checks import CheckFailedError
from package_test.virtual_screen import program

OLDEST = {"GLIBC": (2, 36), "GLIBCXX": (3, 4, 30), "CXXABI": (1, 3, 13)}
"""What the oldest supported system has: Debian 12."""
OLDEST_SYSTEM = "Debian 12 (bookworm)"
OLDEST_SUITE = "bookworm"

Version = tuple[int, ...]

_FAMILIES = re.compile(r"\b(GLIBC|GLIBCXX|CXXABI)_(\d+(?:\.\d+)+)\b")
_REQUIRED = re.compile(r"^\s+required from (\S+):$")
SUPPLIERS = {"GLIBC": "libc.so.6", "GLIBCXX": "libstdc++.so.6", "CXXABI": "libstdc++.so.6"}


@dataclass
class Demand:
    """The highest version of one library's symbols, and who asks for it."""

    family: str
    version: Version = ()
    files: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.version:
            return f"{self.family}: nothing asks for it"
        shown = ", ".join(self.files[:6])
        more = f" and {len(self.files) - 6} more" if len(self.files) > 6 else ""
        return f"{self.family} {version_text(self.version)}: {shown}{more}"


def version_text(version: Version) -> str:
    """Return a version as people write it."""
    return ".".join(map(str, version))


def asked_for(objdump_text: str) -> Iterator[tuple[str, Version]]:
    """Yield family and version of what a file requires, from ``objdump -p``."""
    inside = False
    for line in objdump_text.splitlines():
        if _REQUIRED.match(line):
            inside = True
        elif not line.startswith("    "):
            inside = False
        elif inside and (found := _FAMILIES.search(line)):
            yield found[1], tuple(int(part) for part in found[2].split("."))


def highest(files: Iterable[tuple[str, str]]) -> dict[str, Demand]:
    """Return the highest demand of each family.

    Args:
        files: names, and what ``objdump -p`` says of them.
    """
    demands = {family: Demand(family) for family in OLDEST}
    for name, text in files:
        for family, version in set(asked_for(text)):
            demand = demands[family]
            if version > demand.version:
                demand.version, demand.files = version, []
            if version == demand.version and name not in demand.files:
                demand.files.append(name)
    return demands


def demands_of(bundle: Path) -> dict[str, Demand]:
    """Read every program and library of a bundle.

    Raises:
        CheckFailedError: there are none.
    """
    elf = [path for path in sorted(bundle.rglob("*")) if is_elf(path)]
    if not elf:
        raise CheckFailedError(f"there is no program in {bundle}")
    return highest((str(path.relative_to(bundle)), _objdump(path)) for path in elf)


def supplied(library: Path, family: str) -> Version:
    """Return the highest version that a library itself supplies."""
    found = _FAMILIES.findall(_objdump(library))
    return max(
        (tuple(int(part) for part in text.split(".")) for name, text in found if name == family),
        default=(),
    )


def _objdump(path: Path) -> str:
    done = subprocess.run(
        [program("objdump"), "-p", str(path)], capture_output=True, text=True, check=False
    )
    return done.stdout
