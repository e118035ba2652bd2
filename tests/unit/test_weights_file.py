from __future__ import annotations

import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.embedding import torch_weights
from fashion_desktop.embedding.resnet50_layout import parameter_shapes
from fashion_desktop.embedding.torch_network import resnet50_without_head
from fashion_desktop.embedding.torchvision_loader import import_torchvision_models
from fashion_desktop.embedding.weights_file import read_weights

State = dict[str, Any]


@pytest.fixture(scope="module")
def state() -> State:
    torch.manual_seed(3)
    return dict(resnet50_without_head().state_dict())


def without_counters(state: State) -> State:
    return {name: value for name, value in state.items() if "num_batches" not in name}


def assert_equal(weights: dict[str, np.ndarray], state: State) -> None:
    assert {name: value.shape for name, value in weights.items()} == parameter_shapes()
    assert all(value.dtype == np.float32 for value in weights.values())
    for name, value in weights.items():
        assert np.array_equal(value, state[name].float().numpy()), name


def saved(path: Path, state: object) -> Path:
    if path.suffix == ".safetensors":
        assert isinstance(state, dict)
        save_file(state, path)
    else:
        torch.save(state, path)
    return path


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("plain.safetensors", dict),
        ("plain.pth", dict),
        ("no-counters.safetensors", without_counters),
        ("no-counters.pt", without_counters),
        (
            "head.pth",
            lambda s: {**s, "fc.weight": torch.ones(1000, 2048), "fc.bias": torch.ones(1)},
        ),
        ("parallel.pth", lambda s: {f"module.{k}": v for k, v in s.items()}),
        ("nested.pth", lambda s: {f"module.backbone.{k}": v for k, v in s.items()}),
        (
            "heads.pth",
            lambda s: {"colour.weight": torch.ones(3)} | {f"model.{k}": v for k, v in s.items()},
        ),
        ("checkpoint.pth", lambda s: {"epoch": 3, "state_dict": s}),
        (
            "double.pth",
            lambda s: {k: v.double() if v.is_floating_point() else v for k, v in s.items()},
        ),
    ],
)
def test_the_same_numbers_are_read_however_they_are_saved(
    tmp_path: Path, state: State, name: str, change: Callable[[State], State]
) -> None:
    info, weights = read_weights(saved(tmp_path / name, change(state)))
    assert info.name == Path(name).stem
    assert_equal(weights, state)


def test_old_torch_files_load(tmp_path: Path, state: State) -> None:
    torch.save(state, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    assert_equal(read_weights(tmp_path / "old.pth")[1], state)


@pytest.mark.parametrize("name", ["half.safetensors", "half.pth"])
@pytest.mark.parametrize("precision", [torch.float16, torch.bfloat16])
def test_half_precision_becomes_float32(
    tmp_path: Path, state: State, precision: torch.dtype, name: str
) -> None:
    half = {k: v.to(precision) for k, v in without_counters(state).items()}
    _, weights = read_weights(saved(tmp_path / name, half))
    assert_equal(weights, half)


def changed(name: str, value: Any) -> Callable[[State], State]:
    return lambda state: {**state, name: value}


def without(missing: str) -> Callable[[State], State]:
    return lambda state: {name: value for name, value in state.items() if name != missing}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (without("layer3.5.bn2.bias"), "layer3.5.bn2.bias. is missing"),
        (changed("conv1.weight", torch.ones(64, 3, 3, 3)), r"3, 3\) instead of \(64, 3, 7, 7\)"),
        (changed("layer3.22.conv1.weight", torch.ones(1)), "layer3.22.conv1.weight.*does not have"),
        (changed("bn1.bias", torch.full((64,), float("nan"))), "values that are not numbers"),
        (changed("bn1.bias", torch.full((64,), float("inf"))), "values that are not numbers"),
        (changed("bn1.bias", torch.full((64,), 1e300, dtype=torch.float64)), "not numbers"),
        (changed("bn1.running_var", torch.full((64,), -1.0)), "negative variances"),
        (changed("bn1.bias", torch.ones(64, dtype=torch.int8)), "whole numbers"),
        (changed("bn1.bias", torch.ones(64).to_sparse()), "sparsely"),
        (changed("bn1.bias", "text"), "bn1.bias. is missing"),
        (changed("conv1.weight", torch.zeros(1).expand(10**9, 10**3)), "shape"),
        (lambda _: {}, "conv1.weight. is missing"),
        (lambda _: {1: 2}, "conv1.weight. is missing"),
        (lambda _: [torch.ones(3)], "holds no named weights"),
        (lambda _: torch.ones(3), "holds no named weights"),
    ],
)  # fmt: skip
def test_refuses_weights_that_do_not_fit(
    tmp_path: Path, state: State, change: Callable[[State], Any], says: str
) -> None:
    with pytest.raises(WeightsError, match=says) as refused:
        read_weights(saved(tmp_path / "w.pth", change(state)))
    assert "weights" in str(refused.value)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (changed("bn1.bias", torch.full((64,), float("nan"))), "values that are not numbers"),
        (changed("bn1.bias", torch.full((64,), 1e300, dtype=torch.float64)), "not numbers"),
        (changed("bn1.running_var", torch.full((64,), -1.0)), "negative variances"),
        (changed("bn1.bias", torch.ones(64, dtype=torch.int8)), "whole numbers"),
        (changed("bn1.bias", torch.ones(64).to(torch.float8_e5m2)), "is stored as F8_E5M2"),
        (changed("bn1.bias", torch.ones(65)), r"\(65,\) instead of \(64,\)"),
        (without("bn1.bias"), "bn1.bias. is missing"),
    ],
)
def test_refuses_safetensors_that_do_not_fit(
    tmp_path: Path, state: State, change: Callable[[State], Any], says: str
) -> None:
    with pytest.raises(WeightsError, match=says):
        read_weights(saved(tmp_path / "w.safetensors", change(state)))


@pytest.mark.parametrize("network", ["resnet18", "resnet101", "wide_resnet50_2", "mobilenet_v2"])
def test_refuses_other_networks(tmp_path: Path, network: str) -> None:
    other = getattr(import_torchvision_models(), network)(weights=None)
    with pytest.raises(WeightsError, match=r"for another network.*Expected are ResNet50 weights"):
        read_weights(saved(tmp_path / "other.pth", other.state_dict()))


@pytest.mark.parametrize("name", ["w.pth", "w.safetensors"])
@pytest.mark.parametrize("keep", [0.0001, 0.5, 0.999])
def test_refuses_cut_off_files(tmp_path: Path, state: State, name: str, keep: float) -> None:
    path = saved(tmp_path / name, state)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(WeightsError, match="damaged or cut off"):
        read_weights(path)


class Evil:
    """Pickled, it would write a file when loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("zipped", [True, False])
def test_never_runs_code(tmp_path: Path, zipped: bool) -> None:
    victim, path = tmp_path / "victim", tmp_path / "evil.pth"
    torch.save({"conv1.weight": Evil(victim)}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(WeightsError, match="holds program code, which is never run"):
        read_weights(path)
    assert not victim.exists()


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_plain_pickle_is_never_run(tmp_path: Path, protocol: int) -> None:
    victim, path = tmp_path / "victim", tmp_path / "evil.pkl"
    path.write_bytes(pickle.dumps(Evil(victim), protocol=protocol))
    with pytest.raises(WeightsError):
        read_weights(path)
    assert not victim.exists()


def test_a_whole_saved_network_is_refused(tmp_path: Path) -> None:
    torch.save(torch.nn.Linear(2, 2), tmp_path / "network.pth")
    with pytest.raises(WeightsError, match="Save only the state dict"):
        read_weights(tmp_path / "network.pth")


def test_a_compiled_network_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "script.pt", "w") as archive:
        archive.writestr("script/constants.pkl", b"")
        archive.writestr("script/data.pkl", b"")
    with pytest.raises(WeightsError, match="program code"):
        read_weights(tmp_path / "script.pt")


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch_weights, "MAX_WEIGHTS_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.pt", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb/data/0", bytes(2_000_000))
    with pytest.raises(WeightsError, match="too large"):
        read_weights(tmp_path / "bomb.pt")


def test_an_ordinary_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("photo.jpg", b"\xff\xd8\xff")
    with pytest.raises(WeightsError, match="damaged or cut off"):
        read_weights(tmp_path / "photos.zip")
