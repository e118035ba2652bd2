"""Results as JSON, written and read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from support.bench_results import figure, many_figures, result

from fashion_desktop.bench.result import (
    figure_as_json,
    figure_from_json,
    read_result,
    write_result,
)
from fashion_desktop.domain.errors import FashionDesktopError, UsageError


def test_the_json_has_the_documented_keys() -> None:
    value = many_figures().as_json()
    assert set(value) == {
        "machine", "figures", "growth", "failed", "skipped", "mode", "photos", "version", "date",
    }  # fmt: skip
    for found in value["figures"]:
        assert {"name", "ours", "unit", "baseline", "ratio", "target", "met"} <= set(found)
        assert {"what", "size", "better", "baseline_what", "limit", "note", "topic"} <= set(found)
    first = value["figures"][0]
    assert (first["ratio"], first["met"]) == (3.0, True)
    assert first["target"] == {"bound": 1.9, "of_ratio": True}
    assert [growth["name"] for growth in value["growth"]] == ["search.similar.p95"]
    assert value["failed"] == [{"topic": "start", "reason": "It crashed (SIGSEGV)."}]


def test_a_result_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    write_result(many_figures(), path)
    assert read_result(path) == many_figures()


def test_a_stored_verdict_is_not_believed() -> None:
    value = {**figure_as_json(figure(ours=2.0, baseline=1.0)), "ratio": 99, "met": True}
    assert figure_from_json(value).ratio == 2.0
    assert figure_from_json(value).met is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"ours": "fast"}, {"ours": None}, {"ours": True}, {"ours": float("nan")},
        {"ours": float("inf")}, {"better": "more"}, {"better": None}, {"name": ""}, {"name": 3},
        {"size": -1}, {"size": 1.5}, {"target": 3}, {"target": {"bound": "x"}}, {"baseline": "x"},
    ],
)  # fmt: skip
def test_what_is_no_figure_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)):
        figure_from_json({**figure_as_json(figure()), **wrong})


@pytest.mark.parametrize(
    "text",
    [
        "", "no json", "[]", "3", "{}", '{"machine": 3, "figures": []}', '{"machine": {}}',
        '{"machine": {}, "figures": [{}]}', '{"machine": {}, "figures": {"a": 1}}',
        '{"machine": {}, "figures": [], "failed": [{"topic": "a"}]}', '{"machine": {}, "fig',
    ],
)  # fmt: skip
def test_a_damaged_file_is_told_plainly(tmp_path: Path, text: str) -> None:
    path = tmp_path / "result.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="holds no result of the benchmark, or is damaged"):
        read_result(path)


def test_bytes_that_are_no_text_are_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="damaged"):
        read_result(path)


def test_a_missing_file_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_result(tmp_path / "none.json")


def test_what_cannot_be_written_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FashionDesktopError, match="cannot be written"):
        write_result(result(), tmp_path / "file" / "result.json")


def test_the_file_is_plain_json(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    write_result(many_figures(), path)
    assert json.loads(path.read_text(encoding="utf-8")) == many_figures().as_json()
