"""When to try a request again, and after how long."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_RANDOM = random.SystemRandom()
_LONGEST_WAIT_S = 1e6


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Exponential back-off with jitter.

    Attributes:
        retries: further attempts after the first.
        backoff_s: pause before the first retry; it doubles with every further one.
        max_retry_after_s: a server that asks to wait longer than this is not waited for.
    """

    retries: int = 3
    backoff_s: float = 0.5
    max_retry_after_s: float = 60.0

    def pause_s(self, failures: int) -> float:
        """Return the pause after so many failures (1 for the first), jitter included.

        The jitter takes away up to half, so that requests which failed together do not
        come back together.
        """
        pause_s: float = self.backoff_s * 2 ** (failures - 1)
        return pause_s * _RANDOM.uniform(0.5, 1.0)


def parse_retry_after(value: str, now: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks to wait, or None if it says nothing.

    Both forms of RFC 9110, section 10.2.3, are understood: seconds, and an HTTP date.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value), _LONGEST_WAIT_S)
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())
