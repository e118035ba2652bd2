"""ONNX Runtime keeps to itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_USE = """
import sys
from pathlib import Path
import numpy as np
from fashion_desktop.embedding.engine import EmbeddingEngine
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.storage.resources import resource_path
engine = EmbeddingEngine(resource_path("weights", BUNDLED_FILE), "cpu")
shape = (2, engine.info.preprocessing.height, engine.info.preprocessing.width, 3)
engine.embed(np.zeros(shape, np.uint8))
engine.close()
assert "onnxruntime" in sys.modules
"""


def _left_behind(script: str, home: Path) -> list[str]:
    # Nothing else: on build servers it behaves, and tells them by their variables.
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment = {**kept, "HOME": str(home), "USERPROFILE": str(home), "LOCALAPPDATA": str(home)}
    subprocess.run([sys.executable, "-c", script], env=environment, cwd=ROOT, check=True)
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*"))


def test_embedding_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    assert _left_behind(_USE, tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="where it gathers what differs by system")
def test_by_itself_it_would_gather_telemetry(tmp_path: Path) -> None:
    # When this fails, what ``onnx_runtime`` does about it may be unnecessary, or too little.
    left = _left_behind("import onnxruntime", tmp_path)
    assert any("onnxruntime" in name for name in left), left
