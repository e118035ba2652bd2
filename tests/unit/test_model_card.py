"""The model card: written from a weights file and the JSON of an evaluation."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fashion_desktop.domain.errors import UsageError
from fashion_desktop.domain.weights import DistanceQuantiles, Fit, Preprocessing
from fashion_desktop.embedding.weights_info import read_info
from fashion_desktop.evaluation.classes import ClassFigures
from fashion_desktop.evaluation.distances import DistanceReport, Spread
from fashion_desktop.evaluation.evaluate import Evaluation, Result, Robustness
from fashion_desktop.evaluation.metrics import Figures, Measured
from fashion_desktop.evaluation.report import as_json
from fashion_desktop.training import card
from fashion_desktop.training.card_measurements import markdown_table
from fashion_desktop.training.export import (
    DataSet,
    Description,
    TrainingRun,
    metadata_of,
    safetensors_bytes,
)
from fashion_desktop.training.model_card import CardDetails, model_card, write_model_card

DESCRIPTION = Description(
    name="fashion",
    version="2",
    preprocessing=Preprocessing(72, 96, Fit.PAD),
    data=(DataSet("Photos of a shop", "MIT"), DataSet("Photos at home", "CC0")),
    training=TrainingRun(
        7, 400_000, 12.5, 40.0, "random numbers", "Two sizes, one after the other."
    ),
    distances=DistanceQuantiles((80, 140, 220, 300, 512), (860, 1870, 2700)),
    distances_measured_on="1,500 held-out products",
)
DETAILS = CardDetails(
    measured_on="2026-05-01",
    hardware="two cores of a laptop",
    reproduce=("pip install .[training]", "fashion-desktop evaluate --weights w.safetensors"),
    known_failures=("White shirts on white ground lose their sleeves.",),
)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "w.safetensors"
    tensors = {"a": np.zeros(3, np.float16)}
    path.write_bytes(safetensors_bytes(tensors, metadata_of(DESCRIPTION)))
    return path


def measured(reached: float) -> Measured:
    figures = Figures(reached, reached - 0.1, reached - 0.2, 1.0)
    return Measured(queries=100, reached=figures, possible=Figures(1.0, 0.96, 0.95, 1.0))


def result(name: str, reached: float, weights: Path | None = None) -> Result:
    spread = Spread(100, (1.0,) * 5, (0.5,) * 5, 0.991, (1,))
    return Result(
        name=name,
        about="padded, 72×96",
        dimension=2048,
        fingerprint=read_info(weights).fingerprint if weights else "",
        quality={"article_type": measured(reached), "colour": measured(reached - 0.2)},
        classes={
            "article_type": [
                ClassFigures("Shirts", 90, 0.9, 0.91, 1.0, "Tops", 0.05),
                ClassFigures("Tunics", 20, 0.2, 0.31, 1.0, "Kurtas", 0.4),
                ClassFigures("Capes", 2, 0.0, 0.0, 0.1, "", 0.0),
            ]
        },
        home=measured(0.8),
        robustness={"crop": Robustness(900, 0.97), "rotate_left": Robustness(900, 0.41)},
        distances=DistanceReport(spread, spread, (1.0, 2.0)),
    )


def evaluation(*results: Result) -> dict[str, Any]:
    run = Evaluation(list(results), catalogue_photos=4312, home_photos=372)
    value: dict[str, Any] = json.loads(json.dumps({"part": "held-out", **as_json(run)}))
    return value


def section(card: str, title: str) -> str:
    return card.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_the_card_says_all_that_is_known(weights: Path, tmp_path: Path) -> None:
    target = tmp_path / "MODEL_CARD.md"
    found = evaluation(result("fashion 2", 0.9, weights), result("ResNet50, untrained", 0.5))
    write_model_card(weights, found, DETAILS, target)
    card = target.read_text(encoding="utf-8")
    assert card.startswith("# Model card: fashion 2\n")
    assert "to 72 × 96 pixels" in section(card, "What it is")
    assert "- Photos of a shop, MIT\n- Photos at home, CC0" in section(card, "Data and licences")
    training = section(card, "Training")
    epochs = "- Catalogue epochs: 12.5\n- Home epochs: 40\n"
    assert f"- Photos seen: 400,000\n{epochs}- Base: random numbers" in training

    quality = section(card, "Measured")
    assert "On 2026-05-01, two cores of a laptop, with 4,312 products and 372 photos" in quality
    assert "never saw" in quality
    rows = [line for line in quality.splitlines() if line.startswith("|")]
    head = [cell.strip() for cell in rows[0].split("|")[1:-1]]
    assert head[:4] == ["", "Article type P@1", "Article type P@10", "Article type mAP@10"]
    assert "Home P@1" in head
    assert rows[2].startswith("| fashion 2 | 0.900 | 0.800 | 0.700 | 0.700 |")
    assert rows[3].startswith("| ResNet50, untrained | 0.500 |")
    assert rows[4].startswith("| *highest possible* | 1.000 | 0.960 |")
    assert len({row.count("|") for row in rows}) == 1

    changes = section(card, "Robustness")
    assert "| fashion 2 | 0.970 | 0.410 |" in changes
    assert "- Crop: 10% cut off each side" in changes
    distances = section(card, "Distances and threshold")
    assert "Recommended threshold: 0.001, a squared distance of up to 999." in distances
    assert "among 1,500 held-out products" in distances
    assert "| nearest neighbour | 80 (0.0123) | 140 (0.0071) | 220 (0.0045) |" in distances
    assert "| random pair | 860 (0.0012) | – | 1,870 (0.0005) | – |" in distances
    assert "99.1% of nearest neighbours" in distances

    limits = section(card, "Limits and known failures")
    assert "White shirts on white ground lose their sleeves." in limits
    assert "Turn left: only 41.0%" in limits
    assert "Crop: only" not in limits
    assert "Tunics 0.31, taken for Kurtas; Shirts 0.91" in limits
    assert "Capes" not in limits
    identity = section(card, "Fingerprint")
    assert read_info(weights).fingerprint in identity
    assert hashlib.sha256(weights.read_bytes()).hexdigest() in identity
    assert "```sh\npip install .[training]\n" in section(card, "How to reproduce")


@pytest.mark.parametrize("results", [None, [], [{"name": "fashion 2"}]])
def test_what_was_not_measured_is_not_claimed(
    weights: Path, results: list[dict[str, str]] | None
) -> None:
    for of in results or ():
        of["fingerprint"] = read_info(weights).fingerprint
    found = {} if results is None else {"results": results}
    card = model_card(weights, found, DETAILS)
    assert "Not measured yet." in section(card, "Measured")
    assert "## Robustness" not in card
    assert "nearest neighbours, " not in card


def test_any_topic_may_be_missing(weights: Path) -> None:
    fingerprint = read_info(weights).fingerprint
    only_home = Result("fashion 2", "", 2048, fingerprint, home=measured(0.8))
    card = model_card(weights, evaluation(only_home), DETAILS)
    assert "| fashion 2 | 0.800 | 0.700 |" in section(card, "Measured")
    assert "## Robustness" not in card


def test_an_evaluation_of_other_weights_is_refused(weights: Path) -> None:
    found = evaluation(result("ResNet50, untrained", 0.5), result("fashion 2", 0.9, weights))
    with pytest.raises(UsageError, match=r"is of “ResNet50, untrained”.*, not of “fashion 2”"):
        model_card(weights, found, DETAILS)


def test_an_evaluation_of_another_file_of_the_same_name_is_refused(
    weights: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.safetensors"
    tensors = {"a": np.ones(3, np.float16)}
    other.write_bytes(safetensors_bytes(tensors, metadata_of(DESCRIPTION)))
    with pytest.raises(UsageError, match="Evaluate these weights first: fashion-desktop evaluate"):
        model_card(weights, evaluation(result("fashion 2", 0.9, other)), DETAILS)


def test_whose_evaluation_it_is_does_not_hang_on_the_name(weights: Path) -> None:
    found = evaluation(result("fashion 2 (a/w.safetensors)", 0.9, weights))
    assert "Model card: fashion 2" in model_card(weights, found, DETAILS)


def test_what_could_not_be_compared_ends_the_measured_part(weights: Path) -> None:
    found = evaluation(result("fashion 2", 0.9, weights))
    missing = ["The ImageNet weights are not here.", "EfficientNet-Lite0 is not installed."]
    measured_part = section(model_card(weights, {**found, "missing": missing}, DETAILS), "Measured")
    assert measured_part.endswith(
        "\n\nNot compared: The ImageNet weights are not here."
        "\n\nNot compared: EfficientNet-Lite0 is not installed.\n"
    )
    assert "Not compared" not in model_card(weights, {**found, "missing": []}, DETAILS)


def test_rows_need_not_have_the_same_columns() -> None:
    table = markdown_table("who", [("a|b", {"x": 1.0}), ("c", {"y": None, "x": "12\n3"})])
    assert table.splitlines() == [
        "| who | x | y |",
        "| --- | ---: | ---: |",
        "| a/b | 1.000 | – |",
        "| c | 12 3 | – |",
    ]


def test_one_command_writes_the_card(weights: Path, tmp_path: Path) -> None:
    stored = tmp_path / "evaluation.json"
    stored.write_text(json.dumps(evaluation(result("fashion 2", 0.9, weights))), encoding="utf-8")
    target = tmp_path / "MODEL_CARD.md"
    arguments = [str(weights), str(stored), str(target), "--hardware", "a toaster"]
    said = ["--measured-on", "2026-05-01", "--failure", "Sees hats.", "--reproduce", "make it"]
    assert card.main([*arguments, *said]) == 0
    written = target.read_text(encoding="utf-8")
    assert "On 2026-05-01, a toaster" in written
    assert "Sees hats." in section(written, "Limits and known failures")
    assert "make it" in written


@pytest.mark.parametrize("content", [b"no JSON", b"[]", b"[1, 2]", b'"text"', b"\xff\xfe"])
def test_a_file_that_is_no_evaluation_is_named(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    stored = tmp_path / "notes.txt"
    stored.write_bytes(content)
    target = tmp_path / "MODEL_CARD.md"
    assert card.main([str(weights), str(stored), str(target), "--hardware", "x"]) == 1
    assert "notes.txt is no result" in capsys.readouterr().err
    assert not target.exists()


def test_what_is_wrong_elsewhere_is_not_blamed_on_the_evaluation(
    weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = tmp_path / "evaluation.json"
    stored.write_text("{}", encoding="utf-8")

    def broken(*_: object) -> None:
        raise ValueError("a mistake in the program")

    monkeypatch.setattr(card, "write_model_card", broken)
    with pytest.raises(ValueError, match="a mistake in the program"):
        card.main([str(weights), str(stored), str(tmp_path / "CARD.md"), "--hardware", "x"])
