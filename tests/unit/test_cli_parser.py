"""The grammar of the command line: what is understood, what is refused, and how."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fashion_desktop.__main__ import main
from fashion_desktop.catalogue.feed_reader import FIELDS
from fashion_desktop.cli import (
    compare_verb,
    evaluate_verb,
    job_verbs,
    library_verbs,
    search_verbs,
    source_verbs,
)
from fashion_desktop.cli.argument_types import FEED_FIELDS
from fashion_desktop.cli.output import ExitCode
from fashion_desktop.cli.parser import build_parser
from fashion_desktop.domain.errors import UsageError


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ("source add api http://localhost/api", source_verbs.add_api),
        ("source add folder photos --csv photos.csv", source_verbs.add_folder),
        ("source add feed feed.csv", source_verbs.add_feed),
        ("source add demo", source_verbs.add_demo),
        ("source list", source_verbs.list_sources),
        ("source remove 3", source_verbs.remove),
        ("sync --yes", job_verbs.sync),
        ("generate", job_verbs.generate),
        ("update --stale", job_verbs.update),
        ("delete 1 2", job_verbs.delete),
        ("similar 1", search_verbs.similar),
        ("lookup a.jpg -", search_verbs.lookup),
        ("check 1", library_verbs.check),
        ("products", library_verbs.products),
        ("count", library_verbs.count),
        ("compare-weights", compare_verb.compare_weights),
        ("compare-weights bundled --sample 50", compare_verb.compare_weights),
        ("verify --repair", library_verbs.verify),
        ("demo", library_verbs.demo),
        ("evaluate --catalogue a.zip --weights b --weights c", evaluate_verb.evaluate),
    ],
)
def test_every_verb_takes_library_and_json_on_either_side(words: str, verb: object) -> None:
    options = ["--library", "folder", "--json"]
    for argv in ([*options, *words.split()], [*words.split(), *options]):
        args = build_parser().parse_args(argv)
        assert (args.verb, args.library, args.json) == (verb, Path("folder"), True)
    args = build_parser().parse_args(words.split())
    assert (args.library, args.json) == (None, False)


def test_options_of_similar_have_the_contracts_defaults() -> None:
    args = build_parser().parse_args(["similar", "20", "SKU-7"])
    assert args.ids == ["20", "SKU-7"]
    assert (args.top_n, args.score_threshold, args.include_self) == (10, 0.001, False)


def test_generate_takes_page_and_batch_size() -> None:
    args = build_parser().parse_args(
        ["generate", "--all", "--start-page", "3", "--batch-size", "64"]
    )
    assert (args.all, args.start_page, args.batch_size) == (True, 3, 64)


def test_feed_columns_are_mapped_by_field() -> None:
    args = build_parser().parse_args(
        ["source", "add", "feed", "f.csv", "--map", "id=Art. no", "price=a=b", "--map", "name=t"]
    )
    assert args.map == [("id", "Art. no"), ("price", "a=b"), ("name", "t")]


def test_the_fields_to_map_are_those_of_the_feed_reader() -> None:
    assert FEED_FIELDS == FIELDS


def test_an_id_may_begin_with_a_dash_after_two_dashes() -> None:
    assert build_parser().parse_args(["similar", "--", "-5"]).ids == ["-5"]


@pytest.mark.parametrize(
    "words",
    [
        "bogus",
        "source",
        "source add",
        "source add feed f.csv --map colour=c",
        "source remove first",
        "similar",
        "similar 1 --top-n 0",
        "similar 1 --top-n ten",
        "similar 1 --score-threshold -0.1",
        "similar 1 --score-threshold 1.01",
        "similar 1 --score-threshold nan",
        "lookup",
        "lookup a.jpg --include-self",
        "generate --start-page 0",
        "generate --batch-size -1",
        "delete",
        "check 1 2",
        "count --js",
        "--json",
    ],
)
def test_wrong_usage_is_refused_with_status_2_and_nothing_on_stdout(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words.split()) == ExitCode.USAGE
    out, err = capsys.readouterr()
    assert err.strip()
    assert "Traceback" not in err
    assert out == ("" if "--json" not in words else json.dumps({"error": err.strip()}) + "\n")


def test_json_readers_learn_of_wrong_usage_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similar", "1", "--top-n", "0", "--json"]) == ExitCode.USAGE
    out, err = capsys.readouterr()
    assert "--top-n" in json.loads(out)["error"]
    assert json.loads(out)["error"] == err.strip()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("generate 1 --all", "--all"),
        ("generate 1 --start-page 2", "--start-page"),
        ("update 1 --stale", "--stale"),
        ("update --stale --all", "--all"),
    ],
)
def test_options_that_exclude_each_other_are_refused_before_a_library_is_made(
    words: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    assert main([*words.split(), "--library", str(library)]) == ExitCode.USAGE
    assert named in capsys.readouterr().err
    assert not library.exists()


def test_version_and_help_leave_with_status_0(capsys: pytest.CaptureFixture[str]) -> None:
    for word in ("--version", "--help"):
        with pytest.raises(SystemExit) as left:
            main([word])
        assert left.value.code == 0
        assert "ashion" in capsys.readouterr().out


def test_the_api_needs_an_address_and_a_token_that_is_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("API_BASE_URL", "API_AUTH_TOKEN", "SHOP_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    assert main(["source", "add", "api"]) == ExitCode.USAGE
    assert "API_BASE_URL" in capsys.readouterr().err
    url = "http://127.0.0.1:9/api"
    assert main(["source", "add", "api", url, "--token-env", "SHOP_TOKEN"]) == ExitCode.USAGE
    assert "SHOP_TOKEN" in capsys.readouterr().err


def test_parsing_errors_are_usage_errors() -> None:
    with pytest.raises(UsageError, match="bogus"):
        build_parser().parse_args(["bogus"])


def test_the_command_line_loads_nothing_heavy() -> None:
    code = (
        "import sys, fashion_desktop.__main__; "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "fashion_desktop" in loaded
    assert not {"torch", "torchvision", "faiss", "PySide6", "httpx", "PIL", "numpy"} & set(loaded)
