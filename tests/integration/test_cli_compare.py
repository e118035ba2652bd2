"""``compare-weights`` on a real library, and what is said after a change of weights."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.command_line import CommandLine, stored_vectors
from support.drawn_photos import draw_folder
from support.trial_weights import write_trial_weights

from fashion_desktop.cli.output import ExitCode
from fashion_desktop.storage.settings_store import default_settings_path

PHOTOS = 9
SAID = f"{PHOTOS} products were embedded with other weights and are not searched."


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    monkeypatch.delenv("FASHION_DESKTOP_WEIGHTS", raising=False)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with photos, a library in which all of them are embedded, and trial weights."""
    folder = tmp_path_factory.mktemp("prepared")
    write_trial_weights(folder / "trial.safetensors")
    photos = draw_folder(folder / "photos", PHOTOS)
    cli = CommandLine(folder / "library")
    assert cli("source", "add", "folder", photos).code == ExitCode.DONE
    assert cli("sync").code == ExitCode.DONE
    assert cli("generate").code == ExitCode.DONE
    return folder


@pytest.fixture
def cli(prepared: Path, tmp_path: Path) -> CommandLine:
    shutil.copytree(prepared / "library", tmp_path / "library")
    return CommandLine(tmp_path / "library")


def use(weights: Path) -> None:
    """Choose weights in the user's settings."""
    settings = default_settings_path()
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"weights": "file", "weights_file": str(weights)}))


def test_a_file_is_compared_with_the_weights_in_use(cli: CommandLine, prepared: Path) -> None:
    before = stored_vectors(cli.library)
    trial = prepared / "trial.safetensors"
    found = cli("compare-weights", trial, "--queries", "photo-03.jpg", "photo-05.jpg", "--json")
    assert found.code == ExitCode.DONE
    answer = found.json
    assert (answer["compared"], answer["embedded"], answer["shown"]) == (PHOTOS, PHOTOS, 6)
    assert answer["new_weights"] == "Trial weights"
    assert answer["old_weights"]
    assert 0 <= answer["median_same"] <= 6
    assert [query["id"] for query in answer["queries"]] == ["photo-03.jpg", "photo-05.jpg"]
    for query in answer["queries"]:
        old, new = ([a["id"] for a in query[side]] for side in ("old", "new"))
        assert len(old) == len(new) == 6
        assert query["same"] == len(set(old) & set(new))
        similar = cli(
            "similar", query["id"], "--top-n", "6", "--score-threshold", "1e-9", "--json"
        ).json["similar_products"]
        assert [match["id"] for match in similar] == old
        scores = [a["similarity_score"] for a in query["old"]]
        assert [m["similarity_score"] for m in similar] == pytest.approx(scores, rel=1e-4)
    after = stored_vectors(cli.library)
    assert {key: vector.tobytes() for key, vector in after.items()} == {
        key: vector.tobytes() for key, vector in before.items()
    }


def test_people_get_sentences_and_tables(cli: CommandLine, prepared: Path) -> None:
    found = cli("compare-weights", prepared / "trial.safetensors", "--sample", "5")
    assert found.code == ExitCode.DONE
    assert f"Compared 5 products of {PHOTOS}" in found.out
    assert "“Trial weights” (new)" in found.out
    assert "Of the first 4 look-alikes" in found.out
    assert "of 4 the same" in found.out
    assert "Similarity" in found.out
    assert SAID not in found.err


def test_a_change_is_said_and_can_be_compared_before_updating(
    cli: CommandLine, prepared: Path
) -> None:
    use(prepared / "trial.safetensors")
    counted = cli("count", "--json")
    assert counted.json == {"count": PHOTOS}
    assert SAID in counted.err
    assert "fashion-desktop update --stale" in counted.err
    assert "fashion-desktop compare-weights" in counted.err
    found = cli("compare-weights")
    assert found.code == ExitCode.DONE
    assert "the weights they were embedded with (old)" in found.out
    assert SAID in found.err
    assert cli("update", "--stale").code == ExitCode.DONE
    assert SAID not in cli("count").err
    again = cli("compare-weights")
    assert again.code == ExitCode.COULD_NOT
    assert "very weights" in again.err
    back = cli("compare-weights", "bundled", "--json").json
    assert back["old_weights"] == "Trial weights"


def test_what_cannot_be_compared_is_said(cli: CommandLine, prepared: Path, tmp_path: Path) -> None:
    trial = prepared / "trial.safetensors"
    missing = cli("compare-weights", tmp_path / "none.safetensors", "--json")
    assert missing.code == ExitCode.COULD_NOT
    assert "no weights file" in missing.json["error"]
    unknown = cli("compare-weights", trial, "--queries", "no-such")
    assert unknown.code == ExitCode.COULD_NOT
    assert "no-such" in unknown.err
    small = cli("compare-weights", trial, "--sample", "1")
    assert small.code == ExitCode.USAGE
    (prepared / "photos" / "photo-02.jpg").rename(prepared / "photos" / "away")
    shutil.rmtree(cli.library / "images", ignore_errors=True)
    try:
        found = cli("compare-weights", trial, "--json")
    finally:
        (prepared / "photos" / "away").rename(prepared / "photos" / "photo-02.jpg")
    assert found.code == ExitCode.FAILED_ITEMS
    assert [item["id"] for item in found.json["left_out"]] == ["photo-02.jpg"]
    assert found.json["compared"] == PHOTOS - 1
