"""A desk to work at, and a small shop behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from support.desk import Desk, make_loop
from support.product_api_server import ProductApiServer
from support.shop import products


@pytest.fixture
def server() -> Iterator[ProductApiServer]:
    with ProductApiServer(products()) as running:
        yield running


@pytest.fixture
def desk(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Desk]:
    # Tests neither read nor write what belongs to the user.
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    loop = make_loop(qapp)
    yield Desk(tmp_path / "library", loop)
    loop.close()
    asyncio.set_event_loop(None)
    QGuiApplication.clipboard().clear()
    defects = [r.getMessage() for r in caplog.records if r.levelname in {"ERROR", "CRITICAL"}]
    assert not defects
