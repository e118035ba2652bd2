"""What a run is measured on."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from support.bench_results import MACHINE

from fashion_desktop.bench.machine import busy_warning, describe_machine, machine_lines
from fashion_desktop.embedding.device import gpu_is_possible


def test_this_machine_is_described() -> None:
    machine = json.loads(json.dumps(describe_machine()))
    assert set(machine) == set(MACHINE)
    assert machine["processor"]
    assert machine["usable_threads"] >= 1
    assert machine["memory_gib"] > 0.1
    assert {"torch", "numpy", "faiss-cpu"} <= set(machine["libraries"])
    assert len(machine_lines(machine)) == 3


@pytest.mark.skipif(gpu_is_possible(), reason="torch may know a GPU here")
def test_torch_is_not_imported_to_find_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    assert describe_machine()["gpu"] is None


def test_unknown_facts_do_not_spoil_the_description() -> None:
    text = "\n".join(machine_lines({"usable_threads": 4}))
    assert "unknown processor" in text
    assert "4 usable" in text


def test_a_busy_machine_is_warned_of() -> None:
    assert busy_warning(MACHINE) == ""
    assert busy_warning({**MACHINE, "load_average": None}) == ""
    assert "busy" in busy_warning({**MACHINE, "load_average": 1.9})


_TAKE_MEMORY = """
from fashion_desktop.bench.memory_sampler import MemorySampler
from fashion_desktop.services.process_memory import resident_mb

before = resident_mb()
with MemorySampler(interval_s=0.01) as sampler:
    taken = bytearray(b"x") * 60_000_000
    print(resident_mb() - before)
print(*(at for at, _ in sampler.samples))
"""


def test_memory_that_is_taken_is_seen() -> None:
    # In a process of its own: what other tests' threads give back would hide it.
    run = subprocess.run(
        [sys.executable, "-c", _TAKE_MEMORY], capture_output=True, text=True, check=True
    )
    rise, times = run.stdout.splitlines()
    assert float(rise) > 40
    seen = [float(at) for at in times.split()]
    assert len(seen) >= 2
    assert seen == sorted(seen)
