"""Which weights file to use: the setting, the environment, the bundled file, a download."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.storage.home_folder import with_home
from fashion_desktop.storage.resources import resource_path

WEIGHTS_ENV = "FASHION_DESKTOP_WEIGHTS"
BUNDLED_FILE = "resnet50-fashion-6.safetensors"
DOWNLOAD_BASE_URL = "https://download.pytorch.org/models"


@dataclass(frozen=True, slots=True)
class DownloadableWeights:
    """A weights file on the net.

    Attributes:
        sha256_prefix: first hex digits of the file's SHA-256.
        size_bytes: about how much there is to download.
    """

    title: str
    file_name: str
    sha256_prefix: str
    size_bytes: int

    def url(self, base_url: str = DOWNLOAD_BASE_URL) -> str:
        """Return where the file is."""
        return f"{base_url.rstrip('/')}/{self.file_name}"

    def path(self, cache_dir: Path) -> Path:
        """Return where the file is kept once it is downloaded."""
        return cache_dir / self.file_name


DOWNLOADABLE: Mapping[WeightsChoice, DownloadableWeights] = {
    WeightsChoice.IMAGENET_V2: DownloadableWeights(
        "ImageNet weights, version 2", "resnet50-11ad3fa6.pth", "11ad3fa6", 102_540_417
    ),
    WeightsChoice.IMAGENET_V1: DownloadableWeights(
        "ImageNet weights, version 1", "resnet50-0676ba61.pth", "0676ba61", 102_530_333
    ),
}


def resolve_weights(choice: WeightsChoice, chosen_file: Path | None, cache_dir: Path) -> Path:
    """Return the weights file to use.

    ``FILE`` is the file that the user chose. ``BUNDLED``, the default, is the file named by
    the environment variable ``FASHION_DESKTOP_WEIGHTS`` if set, else the one that ships with
    the program. The ImageNet choices are files downloaded to ``cache_dir``.

    Raises:
        WeightsError: the file is not there; the message names the remedy.
    """
    if choice in DOWNLOADABLE:
        return _downloaded(DOWNLOADABLE[choice], cache_dir)
    if choice is WeightsChoice.FILE:
        if chosen_file is None:
            raise WeightsError("No weights file is chosen. Choose one in settings.")
        return _existing(chosen_file, "Choose another file in settings.")
    if from_environment := os.environ.get(WEIGHTS_ENV):
        return _existing(
            with_home(from_environment),
            f"Correct or clear the environment variable {WEIGHTS_ENV}.",
        )
    return _existing(resource_path("weights", BUNDLED_FILE), "Install the program again.")


def downloaded_weights(cache_dir: Path) -> list[WeightsChoice]:
    """Return the choices whose file has been downloaded."""
    return [choice for choice, weights in DOWNLOADABLE.items() if weights.path(cache_dir).is_file()]


async def download_weights(
    choice: WeightsChoice,
    cache_dir: Path,
    progress: Callable[[int, int | None], None],
    base_url: str | None = None,
) -> Path:
    """Download one of the ImageNet weights unless it is there already, and return its path.

    Args:
        choice: ``IMAGENET_V2`` or ``IMAGENET_V1``.
        cache_dir: where downloaded weights live; made if missing.
        progress: called with bytes so far and bytes in all (None if not known).
        base_url: a mirror to use instead of PyTorch's server.

    Raises:
        WeightsError: the choice is not one that can be downloaded.
        FashionDesktopError: the download failed; the message names the remedy.
    """
    weights = DOWNLOADABLE.get(choice)
    if weights is None:
        raise WeightsError("These weights need no download. Choose ImageNet weights to download.")
    target = weights.path(cache_dir)
    if not target.is_file():
        from fashion_desktop.catalogue.download import download_file

        url = weights.url(base_url or DOWNLOAD_BASE_URL)
        await download_file(url, target, weights.sha256_prefix, progress)
    return target


def _downloaded(weights: DownloadableWeights, cache_dir: Path) -> Path:
    path = weights.path(cache_dir)
    if path.is_file():
        return path
    raise WeightsError(
        f"The {weights.title} are not on this computer yet. Press Download in settings "
        f"({weights.size_bytes / 1e6:.0f} MB)."
    )


def _existing(path: Path, remedy: str) -> Path:
    if path.is_file():
        return path
    raise WeightsError(f"There is no weights file at {path}. {remedy}")
