import json
import math
import urllib.request
from pathlib import Path

import pytest
from support.bench_inputs import DrawnInputs

from fashion_desktop.bench.context import BenchContext
from fashion_desktop.bench.figure import Target
from fashion_desktop.bench.measurements import embedding
from fashion_desktop.bench.measurements.embedding import Amounts
from fashion_desktop.bench.photo_server import photo_server
from fashion_desktop.bench.result import figure_as_json, figure_from_json


def test_embedding_is_measured_with_equal_features(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Amounts(photos=6, one_by_one=3, rounds=1)
    monkeypatch.setattr(embedding, "QUICK", {"224": few, "bundled": few})
    context = BenchContext(True, tmp_path, DrawnInputs(tmp_path / "inputs"), lambda _text: None)
    figures = {figure.name: figure for figure in embedding.measure(context)}
    assert list(figures) == [
        f"embedding.{way}.{size}"
        for size in ("224", "bundled")
        for way in ("disk", "overlap", "api_30ms")
    ]
    for size, target in (("224", 1.9), ("bundled", 3.0)):
        disk = figures[f"embedding.disk.{size}"]
        # Out of reach if the features were not equal.
        assert disk.target == Target(target, of_ratio=True)
        assert "Features equal" in disk.note
        assert "network" in disk.note
        api = figures[f"embedding.api_30ms.{size}"]
        assert api.target == Target(0.9 * disk.ours)
    assert all(figure.baseline and figure.limit for figure in figures.values())


@pytest.mark.parametrize("relative", [0.5, math.inf, math.nan])
def test_fast_but_different_features_are_no_success_and_can_be_told(relative: float) -> None:
    times = embedding._Times(
        old=[1.0],
        disk=[1000.0],
        disk_in_sequence=[500.0],
        api=[900.0],
        api_in_sequence=[400.0],
        network_alone=[1100.0],
        server_ms=[1.0],
        relative=relative,
    )
    for figure in embedding._figures("224", times, 1.9):
        assert figure_from_json(json.loads(json.dumps(figure_as_json(figure)))) == figure
        if figure.name == "embedding.disk.224":
            assert figure.met is False
            assert "Features NOT equal" in figure.note


def test_the_photo_server_is_a_product_api(tmp_path: Path) -> None:
    for number in range(120):
        (tmp_path / f"photo-{number:03}.jpg").write_bytes(b"\xff\xd8 %d" % number)
    with photo_server(tmp_path, 0.0) as server:
        with urllib.request.urlopen(f"{server.url}/products?page=2") as answer:
            page = json.load(answer)
        assert [entry["id"] for entry in page["data"]] == [f"photo-{n}" for n in range(100, 120)]
        assert page["meta"]["last_page"] == 2
        with urllib.request.urlopen(f"{server.url}/products/photo-007/image") as answer:
            assert answer.read() == b"\xff\xd8 7"
        used_s = server.processor_s()
        assert 0 < used_s <= server.processor_s() < 60
