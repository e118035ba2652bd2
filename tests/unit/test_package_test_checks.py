"""How the package test counts and tells what it checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from package_test.checks import Checks, Result, expect


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_failed_check_ends_its_group_and_no_other(said: list[str], tmp_path: Path) -> None:
    pictures: list[str] = []
    checks = Checks(said.append, pictures.append)
    with checks.section("First"):
        with checks.check("one") as found:
            found.detail = "42"
        with checks.check("two"):
            expect(1 > 2, "one is less")
        pytest.fail("the group goes on")
    with checks.section("Second"), checks.check("three"):
        expect("yes", "never said")
    assert [check.result for check in checks.done] == [
        Result.PASSED,
        Result.FAILED,
        Result.PASSED,
    ]
    assert not checks.ok
    assert pictures == ["failed-001"]
    text = "\n".join(said)
    assert "✓ one" in text
    assert "42" in text
    assert "✗ two" in text
    assert "one is less" in text
    assert "2 passed, 1 failed, 0 not checked here" in checks.summary()

    checks.write(tmp_path / "result.json", {"version": "1"})
    stored = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert (stored["version"], stored["ok"]) == ("1", False)
    assert [check["section"] for check in stored["checks"]] == ["First", "First", "Second"]


def test_what_goes_wrong_inside_is_a_failure_too(said: list[str]) -> None:
    checks = Checks(said.append)
    with checks.section("Group"), checks.check("reads"):
        json.loads("{")
    assert checks.done[0].result is Result.FAILED
    assert "JSONDecodeError" in checks.done[0].detail


def test_nothing_checked_is_not_good(said: list[str]) -> None:
    checks = Checks(said.append)
    assert not checks.ok
    checks.skip("offline", "needs root")
    assert not checks.ok
    with checks.check("one"):
        expect(said, "nothing was said")
    assert checks.ok
    assert "– offline (0.0 s): needs root" in "\n".join(said)
