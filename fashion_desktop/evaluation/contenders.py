"""What is compared: ways to turn photos into features."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.weights import FEATURE_DIM, Fit, Preprocessing, WeightsChoice
from fashion_desktop.embedding.device import choose_device, torch_is_installed
from fashion_desktop.embedding.engine import EmbeddingEngine, build_network
from fashion_desktop.embedding.preprocess import prepare
from fashion_desktop.embedding.torch_network import resnet50_without_head
from fashion_desktop.embedding.weights_choice import resolve_weights
from fashion_desktop.evaluation.colour_histogram import ColourHistogram
from fashion_desktop.evaluation.efficientnet_lite import EfficientNetLite0
from fashion_desktop.evaluation.neighbours import Features
from fashion_desktop.storage.settings_store import weights_cache_folder

_SEED = 1


class Contender(Protocol):
    """A way to turn photos into features that squared L2 compares.

    Attributes:
        name: for people, unique in a run.
        dimension: how many numbers a photo becomes.
        about: what happens to a photo before, for people.
    """

    name: str
    dimension: int
    about: str

    def features(self, images: Sequence[Image.Image]) -> Features:
        """Return shape (n, dimension) of upright RGB photos; raw, not normalised."""

    def close(self) -> None:
        """Free memory; the contender is then unusable."""


class WeightsContender:
    """ResNet50 with the weights of a file, as the program uses it.

    Attributes:
        path: of the file.
        fingerprint: equal exactly where features can be compared with each other.

    Raises:
        WeightsError: the file is missing or no weights file.
    """

    dimension = FEATURE_DIM

    def __init__(self, path: Path) -> None:
        self._engine = EmbeddingEngine(path)
        info = self._engine.info
        self.path = path
        self.preprocessing = info.preprocessing
        self.fingerprint = info.fingerprint
        self.name = f"{info.name} {info.version}".strip()
        self.about = _input_text(self.preprocessing)

    def features(self, images: Sequence[Image.Image]) -> Features:
        """Return shape (n, 2048)."""
        return self._engine.embed(np.stack([prepare(i, self.preprocessing) for i in images]))

    def close(self) -> None:
        """Free the network's memory."""
        self._engine.close()


class UntrainedResNet50:
    """torchvision's ResNet50 as it is before training, always with the same numbers.

    Args:
        preprocessing: what happens to photos before.

    Raises:
        FashionDesktopError: there is no torch to make its numbers.
    """

    name = "ResNet50, untrained"
    dimension = FEATURE_DIM

    def __init__(self, preprocessing: Preprocessing) -> None:
        if not torch_is_installed():
            raise FashionDesktopError(
                "The untrained ResNet50 is made by PyTorch, which this copy of the program does "
                "not have. Compare with it from an installation from source."
            )
        import torch

        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(_SEED)
            parameters = resnet50_without_head().state_dict()
        weights = {
            name: tensor.numpy()
            for name, tensor in parameters.items()
            if tensor.is_floating_point()
        }
        self._preprocessing = preprocessing
        self._network = build_network(weights, preprocessing, choose_device("auto"))
        self.about = _input_text(preprocessing)

    def features(self, images: Sequence[Image.Image]) -> Features:
        """Return shape (n, 2048)."""
        return self._network.features(np.stack([prepare(i, self._preprocessing) for i in images]))

    def close(self) -> None:
        """Free the network's memory."""
        self._network.free()


def _imagenet(choice: WeightsChoice) -> WeightsContender:
    contender = WeightsContender(resolve_weights(choice, None, weights_cache_folder()))
    contender.name = f"ResNet50, {contender.name}"
    return contender


def _bundled() -> WeightsContender:
    path = resolve_weights(WeightsChoice.BUNDLED, None, weights_cache_folder())
    return WeightsContender(path)


_OTHERS: Mapping[str, Callable[[Preprocessing], Contender]] = {
    "bundled": lambda _: _bundled(),
    "untrained": UntrainedResNet50,
    "imagenet-v2": lambda _: _imagenet(WeightsChoice.IMAGENET_V2),
    "imagenet-v1": lambda _: _imagenet(WeightsChoice.IMAGENET_V1),
    "efficientnet-lite0": lambda _: EfficientNetLite0(),
    "colours": lambda _: ColourHistogram(),
}
AGAINST = tuple(_OTHERS)
"""What weights can be compared with, by name."""


def make_contenders(
    weights: Sequence[Path], against: Sequence[str]
) -> tuple[list[Contender], list[str]]:
    """Return what to compare, and why something of it cannot be.

    Args:
        weights: weights files; without any, the bundled ones. The first one is what a run is
            about.
        against: names of ``AGAINST``.

    Raises:
        WeightsError: one of the files is missing or no weights file.
    """
    of_files = [WeightsContender(path) for path in weights] or [_bundled()]
    contenders: list[Contender] = _distinct(of_files)
    known = {contender.fingerprint for contender in of_files}
    missing = []
    for name in against:
        try:
            contender = _OTHERS[name](of_files[0].preprocessing)
        except FashionDesktopError as error:
            missing.append(str(error))
            continue
        if isinstance(contender, WeightsContender):
            if contender.fingerprint in known:
                continue
            known.add(contender.fingerprint)
        # Features are kept by name, and a weights file may call itself anything.
        if contender.name in {other.name for other in contenders}:
            contender.name += f" ({name})"
        contenders.append(contender)
    return contenders, missing


def _distinct(contenders: Sequence[WeightsContender]) -> list[Contender]:
    """Return those that differ, and call those of one name by their files as well."""
    distinct = {contender.fingerprint: contender for contender in contenders}
    names = [contender.name for contender in distinct.values()]
    for contender in distinct.values():
        if names.count(contender.name) > 1:
            contender.name += f" ({contender.path})"
    return list(distinct.values())


def _input_text(preprocessing: Preprocessing) -> str:
    size = f"{preprocessing.width}×{preprocessing.height}"
    return f"padded, {size}" if preprocessing.fit is Fit.PAD else f"centre cut out, {size}"
