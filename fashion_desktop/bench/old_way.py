"""The baseline of embedding: one photo at a time through torchvision's own ResNet50."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.domain.weights import FEATURE_DIM, Fit, Preprocessing
from fashion_desktop.embedding.device import torch_is_installed
from fashion_desktop.embedding.preprocess import prepare

if TYPE_CHECKING:
    from pathlib import Path

    import torch

    from fashion_desktop.storage.embedding_store import Vectors


def opened_and_resized(photo: bytes, preprocessing: Preprocessing) -> Image.Image:
    """Return a photo decoded in full by Pillow and brought to the network's input size.

    With ``Fit.CROP`` these are torchvision's Resize and CenterCrop, which are Pillow's own
    resize and crop; padding is the program's own, torchvision has no such thing.
    """
    image = Image.open(io.BytesIO(photo)).convert("RGB")
    if preprocessing.fit is Fit.PAD:
        return Image.fromarray(prepare(image, preprocessing))
    shorter = preprocessing.resize_shorter
    scale = shorter / min(image.size)
    size = (max(shorter, int(image.width * scale)), max(shorter, int(image.height * scale)))
    resized = image.resize(size, Image.Resampling.BILINEAR)
    left = round((size[0] - preprocessing.width) / 2)
    top = round((size[1] - preprocessing.height) / 2)
    return resized.crop((left, top, left + preprocessing.width, top + preprocessing.height))


def require_torch() -> None:
    """Make sure that the baselines can be computed.

    Raises:
        FashionDesktopError: torch is not installed.
    """
    if not torch_is_installed():
        raise FashionDesktopError(
            "What this is compared with is computed by PyTorch, which this copy of the program "
            "does not have. Measure it with an installation from source."
        )


class OldWay:
    """Pillow open → Resize → CenterCrop → tensor → eager ResNet50, batch 1.

    Raises:
        FashionDesktopError: torch is not installed.
    """

    def __init__(self, weights_path: Path) -> None:
        require_torch()
        import torch

        from fashion_desktop.embedding.torchvision_loader import import_torchvision_models
        from fashion_desktop.embedding.weights_file import read_weights

        models: Any = import_torchvision_models()
        info, weights = read_weights(weights_path)
        self._preprocessing = info.preprocessing
        model = models.resnet50(weights=None)
        model.fc = torch.nn.Identity()
        tensors = {name: torch.from_numpy(np.array(array)) for name, array in weights.items()}
        # Batch counters play no part in inference, and the program does not keep them.
        missing, unexpected = model.load_state_dict(tensors, strict=False)
        if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
            raise ValueError(f"not torchvision's names: {missing[:3]} {unexpected[:3]}")
        self._model = model.eval()
        self._mean = torch.tensor(info.preprocessing.mean).view(3, 1, 1)
        self._std = torch.tensor(info.preprocessing.std).view(3, 1, 1)

    def embed(self, photo: Path) -> Vectors:
        """Return one photo's features, shape (2048,)."""
        import torch

        image = opened_and_resized(photo.read_bytes(), self._preprocessing)
        with torch.inference_mode():
            features: Vectors = self._model(self._tensor(image)[None]).numpy()[0]
        if features.shape != (FEATURE_DIM,):
            raise ValueError(f"unexpected shape {features.shape}")
        return features

    def _tensor(self, image: Image.Image) -> torch.Tensor:
        import torch

        pixels = torch.from_numpy(np.array(image)).permute(2, 0, 1).contiguous()
        return (pixels.float() / 255.0 - self._mean) / self._std
