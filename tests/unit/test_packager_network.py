"""The network's description: the file that ships is the one that is written."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from packager import network

from fashion_desktop.embedding.resnet50_graph import FEATURES, PIXELS, graph_arrays, graph_path
from fashion_desktop.embedding.weights_choice import BUNDLED_FILE
from fashion_desktop.embedding.weights_file import read_weights
from fashion_desktop.storage.resources import resource_path


def test_the_shipped_file_is_what_is_written() -> None:
    content = graph_path().read_bytes()
    assert content == network.network_bytes() == network.network_bytes()
    assert len(content) < 20_000


def test_it_holds_arithmetic_and_no_numbers() -> None:
    model = onnx.load_model_from_string(graph_path().read_bytes())
    assert [value.name for value in model.graph.input] == [PIXELS]
    assert [value.name for value in model.graph.output] == [FEATURES]
    kinds = [node.op_type for node in model.graph.node]
    assert kinds.count("Conv") == 53
    assert "BatchNormalization" not in kinds
    for place in model.graph.initializer:
        assert place.data_location == onnx.TensorProto.EXTERNAL
        assert not place.raw_data
        assert not place.float_data


def test_the_program_has_every_number_it_refers_to() -> None:
    model = onnx.load_model_from_string(graph_path().read_bytes())
    info, weights = read_weights(resource_path("weights", BUNDLED_FILE))
    arrays = graph_arrays(weights, info.preprocessing)
    assert {name: array.shape for name, array in arrays.items()} == {
        place.name: tuple(place.dims) for place in model.graph.initializer
    }
    assert all(array.dtype == "float32" for array in arrays.values())


def test_the_step_writes_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "network" / "resnet50.onnx"
    monkeypatch.setattr(network, "graph_path", lambda: target)
    assert network.main([]) == 0
    assert target.read_bytes() == graph_path().read_bytes()
    assert str(target) in capsys.readouterr().out
    assert network.main(["elsewhere"]) == 2
