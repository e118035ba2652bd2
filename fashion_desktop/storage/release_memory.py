"""What is remembered of looking for new versions: one small JSON file beside the settings.

Not among the settings: it is nothing a user chooses, and windows on several libraries share it.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import math
from dataclasses import dataclass
from pathlib import Path

from fashion_desktop.domain.releases import version_key
from fashion_desktop.storage.atomic_file import write_atomically

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReleaseMemory:
    """What the last looks for new versions left.

    Attributes:
        checked_s: when a server was last asked, in seconds since 1970; 0 for never.
        skipped: version that the user does not want to be told about; empty for none.
    """

    checked_s: float = 0.0
    skipped: str = ""


class ReleaseMemoryStore:
    """Reads and writes the file; what makes no sense in it counts as forgotten."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unsaved: ReleaseMemory | None = None

    def load(self) -> ReleaseMemory:
        """Return what is remembered."""
        if self._unsaved is not None:
            return self._unsaved
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return ReleaseMemory()
        if not isinstance(stored, dict):
            return ReleaseMemory()
        return ReleaseMemory(_time(stored.get("checked_s")), _version(stored.get("skipped")))

    def save(self, memory: ReleaseMemory) -> None:
        """Remember; where nothing can be written, as long as the program runs."""
        try:
            write_atomically(self.path, json.dumps(dataclasses.asdict(memory)).encode())
        except OSError as error:
            logger.warning("“%s” cannot be written: %s", self.path, error)
            self._unsaved = memory
        else:
            self._unsaved = None


def _time(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    try:
        time_s = float(value)
    except OverflowError:
        return 0.0
    return time_s if math.isfinite(time_s) and time_s >= 0 else 0.0


def _version(value: object) -> str:
    try:
        return value if isinstance(value, str) and version_key(value) else ""
    except ValueError:
        return ""
