"""The program's version and copyright in the forms that Windows and macOS want."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LARGEST_PART = 65_535


def numeric_version(version: str, parts: int) -> tuple[int, ...]:
    """Return the numbers that a version begins with, cut or filled up to ``parts``.

    Whatever marks a version before its release is left out: ``1.2rc1`` → ``(1, 2, 0)``.

    Raises:
        ValueError: it begins with no number, or one is too large for Windows.
    """
    match = re.match(r"\d+(?:\.\d+)*", version)
    if match is None:
        raise ValueError(f"the version {version!r} does not begin with a number")
    numbers = [int(part) for part in match[0].split(".")][:parts]
    if max(numbers) > LARGEST_PART:
        raise ValueError(f"the version {version!r} has a number above {LARGEST_PART}")
    return (*numbers, *[0] * (parts - len(numbers)))


def dotted(numbers: tuple[int, ...]) -> str:
    """Return numbers as people write versions."""
    return ".".join(map(str, numbers))


def copyright_line() -> str:
    """Return the line of the licence that says whose the program is."""
    lines = (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()
    return next(line.strip() for line in lines if line.startswith("Copyright"))
