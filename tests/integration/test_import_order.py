"""Large libraries in one process: in whatever order they are loaded, all of them compute."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.storage.resources import resource_path

LIBRARIES = ("PySide6.QtWidgets", "faiss", "onnxruntime", "torch")

SCRIPT = f"""
import importlib, sys, threading
from pathlib import Path
import fashion_desktop.embedding
for name in sys.argv[1:]:
    importlib.import_module(name)

import faiss
import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from fashion_desktop.embedding.engine import EmbeddingEngine

app = QApplication([])
engine = EmbeddingEngine(Path({str(resource_path("weights", BUNDLED_FILE))!r}), "cpu")
side = engine.info.preprocessing
pixels = np.random.default_rng(1).integers(
    0, 256, (8, side.height, side.width, 3), dtype=np.uint8
)
features = engine.embed(pixels)
rows = np.random.default_rng(2).normal(size=(20_000, 64)).astype(np.float32)
index = faiss.IndexFlatL2(64)
index.add(rows)
wrong = []

def search():
    for _ in range(5):
        found = index.search(rows[:64], 1)[1][:, 0]
        wrong.extend(np.flatnonzero(found != np.arange(64)))

def embed():
    for _ in range(3):
        again = engine.embed(pixels)
        wrong.extend(np.flatnonzero(np.abs(again - features).max(1) > 1e-3))

def multiply():
    import torch
    left = torch.from_numpy(rows[:2000])
    for _ in range(5):
        product = torch.mm(left, left.T).diagonal().numpy()
        wrong.extend(np.flatnonzero(~np.isclose(product, (rows[:2000] ** 2).sum(1), rtol=1e-3)))

work = [search, embed] + ([multiply] if "torch" in sys.argv else [])
threads = [threading.Thread(target=do) for do in work]
for thread in threads: thread.start()
for thread in threads: thread.join()
image = QImage(8, 8, QImage.Format.Format_RGB32)
image.fill(0xFF336699)
maps = Path("/proc/self/maps")
loaded = maps.read_text().split() if maps.exists() else []
openmp = {{name for name in loaded if "/libgomp" in name or "/libomp" in name or "libiomp" in name}}
print(len(wrong), image.pixelColor(3, 3).name(), len(threads), len(openmp))
"""


@pytest.mark.parametrize(
    "order",
    [
        LIBRARIES,
        LIBRARIES[::-1],
        ("faiss", "torch", "PySide6.QtWidgets", "onnxruntime"),
        *itertools.permutations(LIBRARIES[:3], 3),
    ],
    ids=" ".join,
)
def test_every_order_of_loading_works(order: tuple[str, ...]) -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, *order],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    *computed, openmp_libraries = run.stdout.split()
    assert computed == ["0", "#336699", "3" if "torch" in order else "2"]
    if sys.platform == "linux" and "torch" not in order:
        assert openmp_libraries == "1"
