"""Results of the benchmark suite, made up for tests."""

from __future__ import annotations

from typing import Any

from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.result import Result, TopicFigure

MACHINE = {
    "processor": "Test processor",
    "physical_cores": 2,
    "usable_threads": 2,
    "clock_mhz": 2600,
    "vector_instructions": ["AVX2"],
    "caches": {"L2": "2 MiB"},
    "memory_gib": 16.0,
    "disk_free_gib": 100.0,
    "gpu": None,
    "os": "Linux",
    "python": "3.11",
    "libraries": {"numpy": "2.4"},
    "load_average": 0.1,
}


def figure(name: str = "search.similar.p95", ours: float = 2.0, **others: Any) -> Figure:
    """A figure in ms, lower being better, with what else is given."""
    return Figure(
        **{
            "name": name,
            "what": f"What {name} is",
            "ours": ours,
            "unit": "ms",
            "better": Better.LOWER,
            **others,
        }
    )


def result(*figures: Figure, topic: str = "search", **others: Any) -> Result:
    """A result of one topic."""
    found = [TopicFigure(topic, one) for one in figures]
    fields = {"machine": MACHINE, "photos": "demo catalogue", "version": "0.1.0", **others}
    return Result(figures=found, date="2026-01-02T03:04:05+00:00", **fields)


def many_figures() -> Result:
    """A result with every kind of figure."""
    return Result(
        machine=MACHINE,
        figures=[
            TopicFigure(
                "inference",
                figure(
                    "inference.224",
                    30.0,
                    unit="photos/s",
                    better=Better.HIGHER,
                    baseline=10.0,
                    baseline_what="eager",
                    target=Target(1.9, of_ratio=True),
                    limit=60.0,
                    limit_what="peak of the processor",
                ),
            ),
            *(
                TopicFigure("search", figure(ours=ours, baseline=baseline, size=size))
                for size, ours, baseline in ((1_000, 1.0, 2.0), (10_000, 2.0, 20.0))
            ),
            TopicFigure("slider", figure("slider.p95", 20.0, target=Target(16.0))),
            TopicFigure("memory", figure("memory.growth", -3.0, unit="MB", note="Noise & <more>")),
        ],
        failed={"start": "It crashed (SIGSEGV)."},
        skipped={"gpu": "No GPU."},
        date="2026-01-02T03:04:05+00:00",
        version="0.1.0",
        photos="demo catalogue",
    )
