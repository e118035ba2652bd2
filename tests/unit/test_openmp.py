from __future__ import annotations

import importlib.util
import sys

import pytest

from fashion_desktop.embedding.openmp import openmp_settings, settle_openmp


@pytest.mark.parametrize(
    ("system", "torch", "threads_are_limited"),
    [
        ("linux", True, False),
        ("win32", True, False),
        ("darwin", True, True),
        ("darwin", False, False),
    ],
)
def test_only_two_copies_of_llvms_are_kept_from_starting_threads(
    monkeypatch: pytest.MonkeyPatch, system: str, torch: bool, threads_are_limited: bool
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: object() if torch else None)
    settings = openmp_settings()
    assert settings["OMP_WAIT_POLICY"] == "PASSIVE"
    assert (settings.get("OMP_THREAD_LIMIT") == "1") is threads_are_limited
    assert (settings.get("KMP_DUPLICATE_LIB_OK") == "TRUE") is threads_are_limited


def test_what_is_set_already_is_kept() -> None:
    environment = {"OMP_WAIT_POLICY": "ACTIVE"}
    settle_openmp(environment)
    assert environment["OMP_WAIT_POLICY"] == "ACTIVE"
