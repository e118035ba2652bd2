"""``fashion-desktop evaluate`` as people start it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from support.command_line import CommandLine
from support.labelled_sets import make_catalogue, make_home, zipped

from fashion_desktop.cli import evaluate_verb
from fashion_desktop.cli.output import ExitCode
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.embedding.weights_choice import resolve_weights
from fashion_desktop.embedding.weights_info import read_info
from fashion_desktop.evaluation.changes import CHANGES
from fashion_desktop.evaluation.contenders import AGAINST
from fashion_desktop.evaluation.evaluate import Topic
from fashion_desktop.evaluation.selection import Part


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return CommandLine(tmp_path / "library")


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return make_catalogue(tmp_path / "catalogue", 4)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_home(tmp_path / "home", 5)


def test_the_words_of_the_command_line_are_those_of_the_evaluation() -> None:
    assert tuple(Topic) == evaluate_verb.TOPICS
    assert tuple(Part) == evaluate_verb.PARTS
    assert AGAINST == evaluate_verb.AGAINST


def test_everything_in_one_run(
    cli: CommandLine, catalogue: Path, home: Path, tmp_path: Path
) -> None:
    stored, sheet = tmp_path / "result.json", tmp_path / "sheet.png"
    words = ["evaluate", "--catalogue", zipped(catalogue), "--home", home]
    words += ["--against", "untrained", "colours", "--output", stored, "--sheet", sheet]
    answer = cli(*words)
    assert answer.code == ExitCode.DONE, answer.err
    for title in (
        "Measured with 24 products and 10 photos from home (part: held-out).",
        "Summary", "Products among each other", "Photos from home", "highest possible",
        "Changed photos that find their own product first", "Squared L2 distances",
        "By article type, with", "By colour, with",
    ):  # fmt: skip
        assert title in answer.out
    value = json.loads(stored.read_text(encoding="utf-8"))
    assert (value["part"], value["catalogue_photos"], value["home_photos"]) == ("held-out", 24, 10)
    trained, untrained, colours = value["results"]
    bundled = resolve_weights(WeightsChoice.BUNDLED, None, tmp_path)
    assert trained["fingerprint"] == read_info(bundled).fingerprint
    assert untrained["fingerprint"] == colours["fingerprint"] == ""
    assert untrained["name"] == "ResNet50, untrained"
    # Each colour of a shape has three others: that is what a perfect order finds.
    possible = colours["quality"]["type_and_colour"]["possible"]
    assert possible["precision_10"] == pytest.approx(0.3)
    assert possible["precision_1"] == 1
    assert colours["quality"]["colour"]["reached"]["precision_1"] == 1
    assert trained["quality"]["article_type"]["reached"]["precision_1"] == 1
    assert set(colours["robustness"]) == {change.name for change in CHANGES}
    assert all(change["queries"] == 24 for change in colours["robustness"].values())
    assert trained["home_to_catalogue"]["queries"] == 10
    assert trained["home_to_catalogue"] == trained["home_to_known"]
    assert trained["distances"]["nearest"]["pairs"] == 24
    assert {of["name"] for of in trained["classes"]["colour"]} == {"Red", "Blue", "Green"}
    assert len(value["worst"]) == 2
    with Image.open(sheet) as image:
        assert image.format == "PNG"


def test_json_holds_nothing_else(cli: CommandLine, home: Path) -> None:
    words = ["--home", home, "--against", "nothing", "--only", "home", "--limit", "4", "--json"]
    answer = cli("evaluate", *words)
    assert answer.code == ExitCode.DONE, answer.err
    value = answer.json
    assert (value["home_photos"], value["limit"], value["catalogue_photos"]) == (4, 4, 0)
    assert len(value["results"]) == 1
    assert value["results"][0]["quality"] == {}
    assert value["results"][0]["home_to_catalogue"] is None


def test_what_no_photo_has_a_label_for_is_left_out(
    cli: CommandLine, catalogue: Path, tmp_path: Path
) -> None:
    products = catalogue / "products.csv"
    labels = products.read_text("utf-8")
    assert labels.startswith("id,article_type,base_colour,gender,usage,file")
    products.write_text(labels.replace("base_colour", "season"), "utf-8")
    stored = tmp_path / "result.json"
    words = ["--catalogue", catalogue, "--against", "nothing", "--output", stored]
    answer = cli("evaluate", *words, "--only", "quality")
    assert answer.code == ExitCode.DONE, answer.err
    assert "Colour" not in answer.out
    (result,) = json.loads(stored.read_text("utf-8"))["results"]
    assert set(result["quality"]) == {"article_type", "usage"}
    assert set(result["classes"]) == {"article_type"}


def test_what_is_not_compared_is_said_and_stored(
    cli: CommandLine, home: Path, tmp_path: Path
) -> None:
    stored = tmp_path / "result.json"
    words = ["--home", home, "--against", "imagenet-v2", "imagenet-v1", "--output", stored]
    answer = cli("evaluate", *words, "--only", "home", "--limit", "4")
    assert answer.code == ExitCode.DONE, answer.err
    missing = json.loads(stored.read_text(encoding="utf-8"))["missing"]
    assert len(missing) == 2
    for version, reason in zip((2, 1), missing, strict=True):
        assert f"ImageNet weights, version {version} are not on this computer yet." in reason
        assert f"Not compared: {reason}\n" in answer.out


def test_photos_that_cannot_be_used_are_named(cli: CommandLine, catalogue: Path) -> None:
    broken, gone = sorted((catalogue / "images").iterdir())[:2]
    broken.write_bytes(broken.read_bytes()[:200])
    gone.unlink()
    words = ["--catalogue", catalogue, "--against", "nothing", "--only", "quality"]
    answer = cli("evaluate", *words)
    assert answer.code == ExitCode.FAILED_ITEMS
    assert "Measured with 22 products" in answer.out
    assert "2 photos could not be used:" in answer.out
    assert f"images/{broken.name}" in answer.out
    assert f"images/{gone.name}" in answer.out


def test_when_no_photo_can_be_used(cli: CommandLine, catalogue: Path) -> None:
    for photo in (catalogue / "images").iterdir():
        photo.write_bytes(b"GIF87a but cut off")
    answer = cli("evaluate", "--catalogue", catalogue, "--against", "nothing")
    assert answer.code == ExitCode.COULD_NOT
    assert "No photo of the catalogue can be used." in answer.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Name labelled photos to measure with: --catalogue PATH, --home PATH."),
        (["--catalogue", "nowhere.zip"], "There is no file or folder “nowhere.zip”."),
        (["--catalogue", "HERE/catalogue", "--part", "train"], "Choose another one with --part."),
        (["--catalogue", "HERE/catalogue", "--only", "home"], "name photos with --home."),
        (["--home", "HERE/home", "--only", "quality", "home"], "measure quality, name photos"),
        (["--home", "HERE/catalogue"], "has no readable file “labels.csv”"),
        (["--catalogue", "HERE/catalogue/products.csv"], "neither a folder nor a ZIP archive"),
        (["--catalogue", "HERE/catalogue", "--sheet", "sheet.jpg"], "A contact sheet is a .png"),
        (["--catalogue", "HERE/catalogue", "--output", "HERE/no/a.json"], "There is no folder"),
        (["--catalogue", "HERE/catalogue", "--output", "HERE/home"], "is a folder. Name a file"),
        (["--catalogue", "HERE/catalogue", "--limit", "0"], "the least is 1"),
        (["--catalogue", "HERE/catalogue", "--against", "nothing", "colours"], "excludes"),
        (
            ["--catalogue", "HERE/catalogue", "--only", "distances", "--sheet", "HERE/a.png"],
            "A contact sheet needs “quality” or “home”",
        ),
    ],
)
def test_wrong_usage(
    cli: CommandLine, catalogue: Path, home: Path, tmp_path: Path, words: list[str], sentence: str
) -> None:
    assert catalogue.parent == home.parent == tmp_path
    answer = cli("evaluate", *(word.replace("HERE", str(tmp_path)) for word in words))
    assert answer.code == ExitCode.USAGE
    assert sentence in answer.err
    assert answer.out == ""


def test_a_missing_weights_file(cli: CommandLine, home: Path) -> None:
    answer = cli("evaluate", "--home", home, "--weights", "none.safetensors")
    assert answer.code == ExitCode.COULD_NOT
    assert "There is no weights file" in answer.err


def test_a_damaged_archive(cli: CommandLine, catalogue: Path) -> None:
    archive = zipped(catalogue)
    archive.write_bytes(archive.read_bytes()[:-400])
    answer = cli("evaluate", "--catalogue", archive)
    assert answer.code == ExitCode.USAGE
    assert "neither a folder nor a ZIP archive" in answer.err


@pytest.fixture
def sigint_is_heard() -> Iterator[None]:
    """Programs started in a shell's background ignore SIGINT, and so would theirs."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("sigint_is_heard")
def test_ctrl_c_ends_it_without_a_traceback(photo_data: Path) -> None:
    words = ["evaluate", "--catalogue", photo_data / "fashion-products.zip", "--against", "nothing"]
    with subprocess.Popen(
        [sys.executable, "-m", "fashion_desktop", *map(str, words)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert "Looking at" in first
    assert process.returncode == ExitCode.COULD_NOT
    assert "Stopped." in err
    assert "Traceback" not in err
    assert out == ""


def test_real_photos(cli: CommandLine, photo_data: Path) -> None:
    words = ["--catalogue", photo_data / "fashion-products.zip"]
    words += ["--home", photo_data / "clothing-photos.zip", "--against", "colours"]
    words += ["--limit", "48", "--only", "quality", "home", "--json"]
    answer = cli("evaluate", *words)
    assert answer.code == ExitCode.DONE, answer.err
    trained, colours = answer.json["results"]
    assert trained["quality"]["article_type"]["queries"] == 48
    assert trained["home"]["queries"] == 48
    for measures in (trained["quality"]["article_type"], trained["home"]):
        assert 0 < measures["reached"]["precision_1"] <= measures["possible"]["precision_1"]
    better = trained["quality"]["article_type"]["reached"]["map_10"]
    assert better > colours["quality"]["article_type"]["reached"]["map_10"]
