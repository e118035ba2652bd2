"""References to files, which must not lead out of their folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from fashion_desktop.catalogue.local_files import path_inside, relative_inside

FOLDER = Path("/photos").absolute()


@pytest.mark.parametrize(
    ("reference", "relative"),
    [
        ("a.jpg", "a.jpg"),
        ("./a/./b.jpg", "a/b.jpg"),
        ("a\\b.jpg", "a/b.jpg"),
        ("a//b.jpg", "a/b.jpg"),
        ("..a/b...jpg", "..a/b...jpg"),
        (str(FOLDER / "a" / "b.jpg"), "a/b.jpg"),
    ],
)
def test_references_within(reference: str, relative: str) -> None:
    assert relative_inside(FOLDER, reference) == relative
    assert path_inside(FOLDER, reference) == FOLDER / relative


@pytest.mark.parametrize(
    "reference",
    ["", ".", "/", "..", "../a.jpg", "a/../../b.jpg", "a\\..\\..\\b.jpg", "/etc/passwd",
     "C:\\a.jpg", "\\\\server\\share\\a.jpg", "a\0.jpg", "/photos/../etc/passwd"],
)  # fmt: skip
def test_references_that_lead_out(reference: str) -> None:
    assert relative_inside(FOLDER, reference) is None
    assert path_inside(FOLDER, reference) is None
