from __future__ import annotations

import functools
import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.embedding import weights_choice
from fashion_desktop.embedding.weights_choice import (
    DownloadableWeights,
    download_weights,
    resolve_weights,
)

CONTENT = b"weights " * 400_000
FILE_NAME = "resnet50-11ad3fa6.pth"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep the test's output clean."""


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """A loopback server that has one file of torchvision's name, but not its content."""
    folder = tmp_path / "served" / "models"
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_bytes(CONTENT)
    handler = functools.partial(QuietHandler, directory=str(tmp_path / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/models/"
        server.shutdown()
        thread.join()


async def test_downloads_with_progress_and_then_resolves(
    tmp_path: Path, mirror: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = DownloadableWeights(
        "Test weights", FILE_NAME, hashlib.sha256(CONTENT).hexdigest()[:8], len(CONTENT)
    )
    monkeypatch.setattr(weights_choice, "DOWNLOADABLE", {WeightsChoice.IMAGENET_V2: served})
    cache = tmp_path / "not" / "yet" / "there"
    seen: list[tuple[int, int | None]] = []

    path = await download_weights(
        WeightsChoice.IMAGENET_V2, cache, lambda done, total: seen.append((done, total)), mirror
    )

    assert path.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert resolve_weights(WeightsChoice.IMAGENET_V2, None, cache) == path


async def test_refuses_a_file_with_another_content(tmp_path: Path, mirror: str) -> None:
    with pytest.raises(WeightsError, match="not the expected one"):
        await download_weights(
            WeightsChoice.IMAGENET_V2, tmp_path, lambda _done, _total: None, mirror
        )
    assert not (tmp_path / FILE_NAME).exists()
