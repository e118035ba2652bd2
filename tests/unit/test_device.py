from __future__ import annotations

import importlib.machinery
import importlib.util
import platform
import sys
from pathlib import Path

import pytest
import torch

from fashion_desktop.domain.errors import WeightsError
from fashion_desktop.embedding import device
from fashion_desktop.embedding.cpu_threads import compute_threads
from fashion_desktop.embedding.device import (
    choose_device,
    describe_device,
    gpu_is_possible,
    may_need_torch,
    offered_devices,
    torch_is_built_for_gpus,
    torch_is_installed,
)


@pytest.fixture
def gpu_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "gpu_is_possible", lambda: True)


@pytest.mark.parametrize("setting", ["gpu", "cpu:1", "cuda:x", "mps:0", "vulkan"])
def test_unknown_devices_are_refused(setting: str) -> None:
    with pytest.raises(WeightsError, match="Choose auto, cpu, cuda or mps"):
        choose_device(setting)


@pytest.mark.usefixtures("gpu_possible")
def test_missing_devices_are_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    for setting in ("cuda", "cuda:1", "mps"):
        with pytest.raises(WeightsError, match="Choose “auto” or “cpu” in settings"):
            choose_device(setting)
    assert choose_device("auto") == choose_device("") == choose_device(" CPU ") == "cpu"


@pytest.mark.usefixtures("gpu_possible")
def test_auto_takes_the_fastest_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device("auto") == "mps"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto") == "cuda"
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    assert choose_device("cuda:1") == "cuda:1"
    with pytest.raises(WeightsError, match="as “cuda:2”"):
        choose_device("cuda:2")


def test_devices_have_names_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = compute_threads()
    assert describe_device("cpu") == f"CPU, {threads} thread{'' if threads == 1 else 's'}"
    assert describe_device("mps") == "Apple GPU (MPS)"
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _device: "Some GPU")
    assert describe_device("cuda:1") == "Some GPU (CUDA)"


@pytest.mark.parametrize(
    ("setting", "possible", "needed"),
    [
        ("cpu", True, False),
        ("auto", False, False),
        ("", False, False),
        ("auto", True, True),
        ("cuda", False, True),
        ("mps", False, True),
    ],
)
def test_torch_is_asked_only_where_there_may_be_a_gpu(
    monkeypatch: pytest.MonkeyPatch, setting: str, possible: bool, needed: bool
) -> None:
    monkeypatch.setattr(device, "gpu_is_possible", lambda: possible)
    assert may_need_torch(setting) is needed


@pytest.mark.parametrize(("built", "driver"), [(False, True), (True, False), (True, True)])
@pytest.mark.skipif(sys.platform == "darwin", reason="Apple GPUs need no driver of their own")
def test_a_gpu_takes_a_driver_and_a_torch_built_for_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, built: bool, driver: bool
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libtorch_cpu.so").touch()
    if built:
        (tmp_path / "lib" / "libtorch_cuda.so").touch()
    found = importlib.machinery.ModuleSpec("torch", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: found)
    monkeypatch.setattr(device, "_has_gpu_driver", lambda: driver)
    assert torch_is_built_for_gpus() is built
    assert gpu_is_possible() is (built and driver)


def test_apple_computers_with_their_own_chip_have_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert gpu_is_possible()
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert not gpu_is_possible()


def test_without_torch_there_is_no_gpu_even_on_an_apple_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert torch_is_installed()
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    assert not torch_is_installed()
    assert not gpu_is_possible()
    assert choose_device("auto") == "cpu"
    with pytest.raises(WeightsError, match=r"“mps” cannot be used.*from source"):
        choose_device("mps")


@pytest.mark.parametrize(
    ("system", "possible", "offered"),
    [
        ("linux", False, {"auto", "cpu"}),
        ("linux", True, {"auto", "cpu", "cuda"}),
        ("win32", True, {"auto", "cpu", "cuda"}),
        ("darwin", True, {"auto", "cpu", "mps"}),
    ],
)
def test_only_devices_that_there_may_be_are_offered(
    monkeypatch: pytest.MonkeyPatch, system: str, possible: bool, offered: set[str]
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(device, "gpu_is_possible", lambda: possible)
    assert offered_devices() == offered


def test_this_torch_is_built_for_what_it_says() -> None:
    assert torch_is_built_for_gpus() is (torch.version.cuda is not None)
