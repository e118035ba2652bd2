"""How long bundles take to start."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from packager.start_times import start_times


def _program(folder: Path, name: str, script: str) -> Path:
    program = folder / name
    program.write_text(f"#!{sys.executable}\nimport json, time\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.skipif(os.name == "nt", reason="scripts are no programs there")
def test_programs_take_turns_and_the_first_start_does_not_count(tmp_path: Path) -> None:
    log = tmp_path / "log"
    say = f"open({str(log)!r}, 'a').write('{{}}');"
    paint = "print(json.dumps({'event': 'painted', 'at': time.time() + %d}), flush=True)"
    wait = "\ntime.sleep(60)"
    quick = _program(tmp_path, "quick", say.format("q") + paint % 0 + wait)
    slow = _program(tmp_path, "slow", say.format("s") + paint % 5 + wait)
    seconds = start_times([quick, slow], tmp_path / "library", os.environ, rounds=2)
    assert log.read_text(encoding="utf-8") == "qsqsqs"
    assert [len(measured) for measured in seconds] == [2, 2]
    assert max(seconds[0]) < min(seconds[1])


@pytest.mark.skipif(os.name == "nt", reason="scripts are no programs there")
def test_a_program_that_paints_nothing_has_no_time(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="painted nothing"):
        start_times([_program(tmp_path, "dead", "")], tmp_path, os.environ)
