from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fashion_desktop.embedding import cpu_threads
from fashion_desktop.embedding.cpu_threads import (
    compute_threads,
    cpu_photos_a_part,
    linux_cores,
    linux_cpu_limit,
    physical_cores,
    windows_core_count,
)


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    compute_threads.cache_clear()
    yield
    compute_threads.cache_clear()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 2), (3, 2), (4, 3), (16, 15)], ids=str)
def test_all_cores_but_one_unless_there_are_few(
    monkeypatch: pytest.MonkeyPatch, cores: int, threads: int
) -> None:
    monkeypatch.setattr(cpu_threads, "physical_cores", lambda: cores)
    assert compute_threads() == threads


@pytest.mark.parametrize(("text", "threads"), [("3", 3), ("6,4", 6), ("0", 7), ("many", 7)])
def test_the_usual_variable_is_respected(
    monkeypatch: pytest.MonkeyPatch, text: str, threads: int
) -> None:
    monkeypatch.setattr(cpu_threads, "physical_cores", lambda: 8)
    monkeypatch.setenv("OMP_NUM_THREADS", text)
    assert compute_threads() == threads


def test_this_computer_has_between_one_core_and_all_processors() -> None:
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)


@pytest.mark.skipif(sys.platform != "linux", reason="processor affinity as Linux has it")
def test_a_process_tied_to_one_processor_has_one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    assert physical_cores() == 1


def test_two_threads_of_a_core_are_one(tmp_path: Path) -> None:
    for number in range(4):
        file = tmp_path / f"sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list"
        write(file, f"{number % 2},{number % 2 + 2}\n")
    assert linux_cores({0, 1, 2, 3}, tmp_path) == 2
    assert linux_cores({0, 2}, tmp_path) == 1
    assert linux_cores({0, 1, 8, 9}, tmp_path) == 4


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        ({}, sys.maxsize),
        ({"sys/fs/cgroup/cpu.max": "max 100000\n"}, sys.maxsize),
        ({"sys/fs/cgroup/cpu.max": "150000 100000\n"}, 2),
        ({"sys/fs/cgroup/cpu.max": "20000 100000\n"}, 1),
        (
            {
                "proc/self/cgroup": "1:cpu:/x\n0::/shop/window\n",
                "sys/fs/cgroup/shop/window/cpu.max": "max 100000\n",
                "sys/fs/cgroup/shop/cpu.max": "400000 100000\n",
            },
            4,
        ),
        (
            {
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "300000\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            3,
        ),
        (
            {
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            sys.maxsize,
        ),
    ],
)
def test_the_share_of_a_container_is_respected(
    tmp_path: Path, files: dict[str, str], limit: int
) -> None:
    for name, text in files.items():
        write(tmp_path / name, text)
    assert linux_cpu_limit(tmp_path) == limit


def test_windows_lists_cores_among_other_things() -> None:
    def entry(kind: int) -> bytes:
        return bytes(8) + kind.to_bytes(4, "little") + bytes(20)

    assert windows_core_count(b"".join(map(entry, [0, 2, 2, 0, 3, 1, 0]))) == 3
    assert windows_core_count(b"") == 0


def test_parts_are_larger_for_small_photos() -> None:
    assert cpu_photos_a_part(48, 64) > cpu_photos_a_part(112, 112) > cpu_photos_a_part(224, 224) > 1
