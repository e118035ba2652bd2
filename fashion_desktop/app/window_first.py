"""Python's threads, arranged so that the window's gets its turn at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from fashion_desktop.jobs.garbage import GarbageCollector

SWITCH_INTERVAL_S = 0.0005
"""How long another thread may keep Python's global lock while the window waits for it.

Painting a screen of cards takes the lock many times over; at Python's 5 ms each, a frame
would take a noticeable while whenever a job runs.
"""


@contextmanager
def window_first() -> Iterator[None]:
    """Arrange it so meanwhile; garbage is collected in the window's thread only."""
    interval_s = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    collector = GarbageCollector()
    try:
        yield
    finally:
        collector.stop()
        sys.setswitchinterval(interval_s)
