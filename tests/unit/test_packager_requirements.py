from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from packager import requirements
from packager.requirements import (
    INPUT,
    LEFT_OUT,
    LOCK,
    PYPROJECT,
    input_text,
    lock_command,
    locked_versions,
    packaged_dependencies,
)
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture(scope="module")
def lock() -> str:
    return LOCK.read_text(encoding="utf-8")


def test_the_input_is_what_the_step_writes() -> None:
    assert INPUT.read_text(encoding="utf-8") == input_text(packaged_dependencies())


def test_every_dependency_is_locked_at_a_version_it_allows(lock) -> None:
    versions = locked_versions(lock)
    stated = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    for wanted in map(Requirement, stated):
        name = canonicalize_name(wanted.name)
        if name in LEFT_OUT:
            assert name not in versions
        else:
            assert wanted.specifier.contains(versions[name]), wanted


def test_what_builds_the_package_is_locked(lock) -> None:
    versions = locked_versions(lock)
    assert versions["pyinstaller"] == "6.22.3"
    assert {"pyinstaller-hooks-contrib", "setuptools", "pefile", "macholib"} <= versions.keys()
    assert not {"torch", "sympy", "networkx"} & versions.keys()


def test_every_line_is_a_pin_with_hashes(lock) -> None:
    lines = [
        line for line in lock.replace("\\\n", "").splitlines() if not line.lstrip().startswith("#")
    ]
    assert len(lines) == len(locked_versions(lock))
    for line in lines:
        assert re.match(r"[a-z0-9-]+==\S+ ", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), line


def test_a_dependency_left_out_is_not_asked_for(tmp_path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text('[project]\ndependencies = ["Torch==2.0", "numpy>=2", "torchvision"]\n')
    assert packaged_dependencies(file) == ["numpy>=2"]
    assert input_text(["numpy>=2"]).splitlines()[-2:] == ["numpy>=2", "pyinstaller==6.22.3"]


def test_versions_are_kept_unless_told_otherwise() -> None:
    assert "--upgrade" not in lock_command("uv", upgrade=False)
    assert "--upgrade" in lock_command("uv", upgrade=True)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(requirements, "FOLDER", tmp_path)
    monkeypatch.setattr(requirements, "INPUT", tmp_path / "package.in")
    return tmp_path


def test_without_uv_the_step_says_how_to_get_it(elsewhere, capsys) -> None:
    assert requirements.main(["--uv", str(elsewhere / "nothing")]) == 1
    assert "pip install uv" in capsys.readouterr().err
    assert (elsewhere / "package.in").read_text(encoding="utf-8").endswith("pyinstaller==6.22.3\n")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
@pytest.mark.parametrize(("code", "answer"), [("0", 0), ("3", 1)])
def test_uv_runs_beside_its_settings(elsewhere, code, answer) -> None:
    uv = elsewhere / "uv"
    uv.write_text(f'#!/bin/sh\npwd > ran\necho "$@" >> ran\nexit {code}\n')
    uv.chmod(0o755)
    assert requirements.main(["--uv", str(uv)]) == answer
    place, arguments = (elsewhere / "ran").read_text().splitlines()
    assert place == str(elsewhere)
    assert "--universal --generate-hashes" in arguments
