"""The time that all files of a package bear, so that the same sources give the same package."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

_FIRST_RELEASE_S = 1_700_000_000
"""For sources that no version control tells the age of."""


def source_date_epoch(root: Path, environment: Mapping[str, str]) -> int:
    """Return the time that all files of the package bear: of the sources' last commit.

    See https://reproducible-builds.org/specs/source-date-epoch/.
    """
    if given := environment.get("SOURCE_DATE_EPOCH"):
        return int(given)
    git = shutil.which("git")
    if git is None:
        return _FIRST_RELEASE_S
    answer = subprocess.run(
        [git, "log", "-1", "--format=%ct"], cwd=root, capture_output=True, text=True, check=False
    )
    return int(answer.stdout.strip() or _FIRST_RELEASE_S)


def settle(root: Path, epoch: int) -> None:
    """Give a folder and everything in it one time and plain permissions."""
    follows_links = os.utime not in os.supports_follow_symlinks
    for path in (*root.rglob("*"), root):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=follows_links)
