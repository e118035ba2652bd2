"""What the command line writes, and where."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from fashion_desktop.cli.output import Output, table


def test_with_json_only_the_result_is_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=True)
    output.say("reading")
    output.lines(["New  3"])
    output.result({"name": "Grüße 東京"}, ["for people"])
    out, err = capsys.readouterr()
    assert json.loads(out) == {"name": "Grüße 東京"}
    assert out.count("\n") == 1
    assert err == "reading\nNew  3\n"


def test_without_json_the_lines_are_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    output = Output(as_json=False)
    output.result({"count": 3}, ["3"])
    output.error("That went wrong.")
    assert capsys.readouterr() == ("3\n", "That went wrong.\n")


def test_an_error_reaches_json_readers(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=True).error("That went wrong.")
    out, err = capsys.readouterr()
    assert json.loads(out) == {"error": "That went wrong."}
    assert err == "That went wrong.\n"


@pytest.mark.parametrize("as_json", [True, False])
def test_no_locale_and_no_file_name_can_break_the_output(as_json: bool) -> None:
    code = (
        "from fashion_desktop.cli.output import Output\n"
        f"output = Output(as_json={as_json})\n"
        "output.result({'id': '\\xe9\\u6771\\udcff'}, ['\\xe9\\u6771\\udcff'])\n"
        "output.say('\\xe9\\u6771\\udcff')\n"
    )
    env = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    if as_json:
        assert json.loads(done.stdout.decode("utf-8")) == {"id": "é東\udcff"}
    else:
        assert done.stdout.decode("latin-1").startswith("é")


def test_columns_line_up_also_with_wide_characters() -> None:
    lines = table(("Id", "Name", "Price"), [("1", "東京", "9.90"), ("1200", "Shirt", "12")], "rlr")
    assert lines == [
        "  Id  Name   Price",
        "   1  東京    9.90",
        "1200  Shirt     12",
    ]
