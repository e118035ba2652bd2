"""``fashion-desktop bench`` as people start it."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.bench_results import MACHINE, figure, many_figures, result
from support.command_line import CommandLine
from support.drawn_photos import draw_folder

from fashion_desktop.bench import result as results
from fashion_desktop.bench.result import Result, read_result, write_result
from fashion_desktop.cli.output import ExitCode


@pytest.fixture
def cli(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "library")


def stored(folder: Path, of: Result, name: str = "stored.json") -> Path:
    write_result(of, folder / name)
    return folder / name


def test_a_quick_topic_through_the_installed_program(tmp_path: Path) -> None:
    photos = draw_folder(tmp_path / "photos", 8)
    words = ["bench", "--quick", "--only", "memory", "--photos", photos, "--json"]
    words += ["--output", tmp_path / "out.json", "--plot", tmp_path / "plot.svg"]
    done = subprocess.run(
        [sys.executable, "-m", "fashion_desktop", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == ExitCode.DONE, done.stderr
    value = json.loads(done.stdout)
    assert {found["name"] for found in value["figures"]} == {
        "memory.generate.peak", "memory.generate.growth", "memory.generate.time",
    }  # fmt: skip
    assert {found["topic"] for found in value["figures"]} == {"memory"}
    assert value["failed"] == []
    assert value["mode"] == "quick"
    assert value["machine"]["processor"]
    assert value == json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert "memory during a generate job" in done.stderr
    assert (tmp_path / "plot.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_stored_result_is_shown_and_drawn(cli: CommandLine, tmp_path: Path) -> None:
    path = stored(tmp_path, many_figures())
    shown = cli("bench", "--stored", path, "--plot", tmp_path / "plot.svg")
    # A topic failed in it.
    assert shown.code == ExitCode.FAILED_ITEMS
    assert "1 of 2 targets met." in shown.out
    assert "Exponent" in shown.out
    assert (tmp_path / "plot.svg").stat().st_size > 1_000
    as_json = cli("bench", "--stored", path, "--json")
    assert as_json.json == many_figures().as_json()


def test_what_got_slower_is_said_and_is_the_exit_status(cli: CommandLine, tmp_path: Path) -> None:
    before = stored(tmp_path, result(figure(ours=1.0)), "before.json")
    after = stored(tmp_path, result(figure(ours=3.0)), "after.json")
    slower = cli("bench", "--stored", after, "--compare", before)
    assert slower.code == ExitCode.FAILED_ITEMS
    assert "3.00 times worse" in slower.out
    faster = cli("bench", "--stored", before, "--compare", after, "--json")
    assert faster.code == ExitCode.DONE
    assert [found["name"] for found in faster.json["compared"]["faster"]] == ["search.similar.p95"]
    tolerant = cli("bench", "--stored", before, "--compare", before, "--tolerance", "20%")
    assert tolerant.code == ExitCode.DONE
    assert "changes above 20% count" in tolerant.out


def test_a_result_of_another_machine_is_said_to_be_so(cli: CommandLine, tmp_path: Path) -> None:
    other = {**MACHINE, "processor": "Another"}
    before = stored(tmp_path, result(figure(), machine=other), "before.json")
    after = stored(tmp_path, result(figure(ours=99.0)), "after.json")
    compared = cli("bench", "--stored", after, "--compare", before)
    assert compared.code == ExitCode.DONE
    assert "The machines differ" in compared.out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--only", "speed"], "There is no topic “speed”. There are:"),
        (["--photos", "none"], "There is no folder “none”."),
        (["--compare", "none.json"], "cannot be read"),
        (["--stored", "none.json"], "cannot be read"),
        (["--plot", "plot.pdf"], ".png or .svg"),
        (["--output", "none/out.json"], "There is no folder “none”."),
        (["--output", ".", "--only", "speed"], "“.” is a folder. Name a file in it."),
        (["--quick", "--full"], "not allowed with"),
        (["--tolerance", "much"], "is no share"),
        (["--tolerance", "-1"], "--tolerance"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_measured(
    cli: CommandLine, words: list[str], reason: str
) -> None:
    answer = cli("bench", *words)
    assert answer.code == ExitCode.USAGE
    assert reason in answer.err


def test_a_damaged_result_is_told_before_anything_is_measured(
    cli: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "torn.json").write_text('{"machine": {')
    answer = cli("bench", "--compare", tmp_path / "torn.json", "--json")
    assert answer.code == ExitCode.USAGE
    assert "damaged" in answer.json["error"]


@pytest.mark.parametrize("as_json", [False, True])
def test_a_result_that_cannot_be_stored_is_shown(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    path = stored(tmp_path, many_figures())

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(results, "write_atomically", full)
    words = ["bench", "--stored", path, "--output", tmp_path / "out.json"]
    answer = cli(*words, *(["--json"] if as_json else []))
    assert answer.code == ExitCode.COULD_NOT
    assert "cannot be written to" in answer.err
    if as_json:
        value = answer.json
        assert "No space left on device" in value.pop("error")
        assert value == many_figures().as_json()
    else:
        assert "1 of 2 targets met." in answer.out


def test_a_result_is_read_back_from_what_was_stored(cli: CommandLine, tmp_path: Path) -> None:
    path = stored(tmp_path, many_figures())
    cli("bench", "--stored", path, "--output", tmp_path / "copy.json")
    assert read_result(tmp_path / "copy.json") == many_figures()
