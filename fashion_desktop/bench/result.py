"""What a run of the suite found, as data and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fashion_desktop.bench.figure import Better, Figure, Target
from fashion_desktop.bench.growth import growths
from fashion_desktop.domain.errors import FashionDesktopError, UsageError
from fashion_desktop.storage.atomic_file import write_atomically


@dataclass(frozen=True, slots=True)
class TopicFigure:
    """A figure and the topic that measured it."""

    topic: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Result:
    """A whole run.

    Attributes:
        machine: what it ran on, see ``machine.describe``.
        failed: topic → why it was not measured, or not to its end.
        skipped: topic → why there was nothing to measure.
        mode: ``quick`` or ``full``.
        photos: what was measured with: a folder, or the demo pictures.
        date: ISO 8601, local time with its offset.
    """

    machine: Mapping[str, Any]
    figures: list[TopicFigure] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    mode: str = "quick"
    photos: str = ""
    version: str = ""
    date: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {
            "machine": dict(self.machine),
            "figures": [{"topic": f.topic, **figure_as_json(f.figure)} for f in self.figures],
            "growth": [growth.as_json() for growth in growths(f.figure for f in self.figures)],
            "failed": [{"topic": topic, "reason": why} for topic, why in self.failed.items()],
            "skipped": [{"topic": topic, "reason": why} for topic, why in self.skipped.items()],
            "mode": self.mode,
            "photos": self.photos,
            "version": self.version,
            "date": self.date,
        }


def figure_as_json(figure: Figure) -> dict[str, Any]:
    """Return a figure as JSON values; what it has nothing to say about is null or empty."""
    target = figure.target
    return {
        "name": figure.name,
        "what": figure.what,
        "size": figure.size,
        "ours": figure.ours,
        "unit": figure.unit,
        "better": figure.better.value,
        "baseline": figure.baseline,
        "baseline_what": figure.baseline_what,
        "ratio": figure.ratio,
        "target": target and {"bound": target.bound, "of_ratio": target.of_ratio},
        "met": figure.met,
        "limit": figure.limit,
        "limit_what": figure.limit_what,
        "note": figure.note,
    }


def figure_from_json(value: object) -> Figure:
    """Return the figure that these JSON values describe; ratio and verdict are worked out anew.

    Raises:
        TypeError, ValueError: they describe none.
    """
    if not isinstance(value, dict):
        raise TypeError("a figure is a JSON object")
    size = value.get("size")
    if size is not None and (not isinstance(size, int) or isinstance(size, bool) or size < 0):
        raise ValueError(f"“size” is {size!r}")
    target = value.get("target")
    if target is not None:
        target = Target(_number(target, "bound"), of_ratio=bool(target.get("of_ratio", False)))
    return Figure(
        name=_text(value, "name", needed=True),
        what=_text(value, "what"),
        ours=_number(value, "ours"),
        unit=_text(value, "unit"),
        better=Better(_text(value, "better")),
        baseline=_number_or_none(value, "baseline"),
        baseline_what=_text(value, "baseline_what"),
        target=target,
        size=size,
        limit=_number_or_none(value, "limit"),
        limit_what=_text(value, "limit_what"),
        note=_text(value, "note"),
    )


def write_result(result: Result, path: Path) -> None:
    """Write a result as JSON.

    Raises:
        FashionDesktopError: the file cannot be written.
    """
    text = json.dumps(result.as_json(), ensure_ascii=False, indent=2) + "\n"
    try:
        write_atomically(path, text.encode())
    except OSError as error:
        raise FashionDesktopError(
            f"The result cannot be written to “{path}”: {error.strerror}. Name another file."
        ) from None


def read_result(path: Path) -> Result:
    """Read a result that ``write_result`` wrote.

    Raises:
        UsageError: there is no such file, or it holds no result.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"“{path}” cannot be read: {error.strerror}. Check the name.") from None
    except ValueError:
        value = None
    try:
        return _result(value)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise UsageError(
            f"“{path}” holds no result of the benchmark, or is damaged. "
            "Name a file that was written with --output."
        ) from None


def _result(value: object) -> Result:
    if not isinstance(value, dict) or not isinstance(value["machine"], dict):
        raise TypeError("a result is a JSON object, and so is its machine")
    return Result(
        machine=value["machine"],
        figures=[
            TopicFigure(_text(item, "topic"), figure_from_json(item)) for item in value["figures"]
        ],
        failed={item["topic"]: item["reason"] for item in value.get("failed", [])},
        skipped={item["topic"]: item["reason"] for item in value.get("skipped", [])},
        mode=_text(value, "mode"),
        photos=_text(value, "photos"),
        version=_text(value, "version"),
        date=_text(value, "date"),
    )


def _text(value: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    text = value.get(key, "")
    if not isinstance(text, str) or (needed and not text):
        raise ValueError(f"“{key}” is {text!r}")
    return text


def _number(value: Mapping[str, Any], key: str) -> float:
    number = value.get(key)
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    if number is None or not is_number or not math.isfinite(number):
        raise ValueError(f"“{key}” is {number!r}")
    return float(number)


def _number_or_none(value: Mapping[str, Any], key: str) -> float | None:
    return None if value.get(key) is None else _number(value, key)
