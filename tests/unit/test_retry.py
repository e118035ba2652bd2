"""When to try again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fashion_desktop.catalogue.retry import RetryPolicy, parse_retry_after

NOW = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Thu, 01 Jan 2026 12:00:30 GMT", 30.0),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0.0),
        ("Thu, 01 Jan 2026 12:00:30", 30.0),
        ("soon", None),
        ("", None),
        ("-3", None),
        ("1.5", None),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", None),
        ("Mon, 01 Jan 2026 00:00:00 +99999999999999", None),
    ],
)
def test_both_forms_of_retry_after_are_understood(value: str, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


def test_absurd_retry_after_stays_finite() -> None:
    assert parse_retry_after("9" * 400, NOW) == 1e6


def test_pauses_double_and_are_scattered_by_up_to_half() -> None:
    policy = RetryPolicy(backoff_s=1.0)
    for failures, longest in ((1, 1.0), (2, 2.0), (3, 4.0)):
        pauses = [policy.pause_s(failures) for _ in range(200)]
        assert all(longest / 2 <= pause <= longest for pause in pauses)
        assert len(set(pauses)) > 1
