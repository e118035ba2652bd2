"""Fixtures that tests of every level share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Windows that tests make themselves need no screen; the program under test gets a virtual one.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def photo_data() -> Path:
    """The folder with ``fashion-products.zip`` and ``clothing-photos.zip``: real photos."""
    beside_checkout = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("FASHION_DESKTOP_TEST_DATA", beside_checkout))
    for name in ("fashion-products.zip", "clothing-photos.zip"):
        if not (folder / name).is_file():
            pytest.skip(
                f"no real photos: {folder / name} is missing "
                "(set FASHION_DESKTOP_TEST_DATA to the folder that has it)"
            )
    return folder
