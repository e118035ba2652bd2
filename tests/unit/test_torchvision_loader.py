from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import gc
from fashion_desktop.embedding.torchvision_loader import import_torchvision_models
models = import_torchvision_models()
gc.collect()
assert import_torchvision_models() is models
from torchvision.transforms import v2
network = models.resnet50(weights=None)
assert models.ResNet50_Weights.IMAGENET1K_V2.transforms().resize_size == [232]
print(network.fc.in_features)
"""

WRONG_FAILURE = """
import sys, types
class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == "torchvision":
            raise RuntimeError("the graphics driver is on fire")
sys.meta_path.insert(0, Broken())
from fashion_desktop.embedding.torchvision_loader import import_torchvision_models
try:
    import_torchvision_models()
except RuntimeError as error:
    print(error)
"""

LIGHT = """
import sys
import fashion_desktop.embedding.decode, fashion_desktop.embedding.preprocess
import fashion_desktop.embedding.weights_choice, fashion_desktop.embedding.weights_file
import fashion_desktop.embedding.engine
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.storage.resources import resource_path
fashion_desktop.embedding.engine.EmbeddingEngine(resource_path("weights", BUNDLED_FILE))
print(sorted({"torch", "torchvision", "pi_heif", "httpx"} & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("script", "prints"),
    [(SCRIPT, "2048"), (WRONG_FAILURE, "the graphics driver is on fire"), (LIGHT, "[]")],
    ids=["imports without a word", "other failures are not hidden", "nothing heavy before use"],
)
def test_in_a_process_of_its_own(script: str, prints: str) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert run.stdout.strip() == prints
    assert run.returncode == 0
