"""The hosted runners' workflows, read line by line: what they name is there, and they are careful.

They are plain enough for that; a YAML reader would be one more thing to install.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.stem)
def lines(request) -> list[str]:
    return request.param.read_text(encoding="utf-8").splitlines()


def indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def block(lines: list[str], key: str) -> list[str]:
    """Return the lines below the first line that is this key."""
    start = next(y for y, line in enumerate(lines) if line.strip() == f"{key}:")
    below = lines[start + 1 :]
    end = next(
        (y for y, line in enumerate(below) if line and indent(line) <= indent(lines[start])),
        len(below),
    )
    return [line for line in below[:end] if line.strip()]


def jobs(lines: list[str]) -> dict[str, list[str]]:
    """Return the lines of each job, by its name."""
    found: dict[str, list[str]] = {}
    for line in block(lines, "jobs"):
        if indent(line) == 2:
            found[line.strip().rstrip(":")] = []
        else:
            found[list(found)[-1]].append(line)
    return found


def scripts(lines: list[str]) -> list[str]:
    """Return the commands that are run, the lines of one step together."""
    found = []
    for y, line in enumerate(lines):
        match = re.match(r"\s*(?:- )?run: (.*)", line)
        if not match:
            continue
        deeper = []
        for following in lines[y + 1 :]:
            if following.strip() and indent(following) <= line.index("run:"):
                break
            deeper.append(following)
        found.append("\n".join([match[1].strip(">|-"), *deeper]))
    return found


def test_there_are_workflows_for_tests_and_package() -> None:
    assert [path.stem for path in WORKFLOWS] == ["package", "test"]


def test_the_package_is_built_on_all_three_systems() -> None:
    text = (ROOT / ".github" / "workflows" / "package.yml").read_text(encoding="utf-8")
    assert re.findall(r"- system: (\w+)-", text) == ["linux", "windows", "macos"]
    assert re.findall(r"runner: (\w+)-", text) == ["ubuntu", "windows", "macos"]


def test_actions_are_pinned_to_commits(lines) -> None:
    used = [line.strip().removeprefix("- ") for line in lines if "uses:" in line]
    assert used
    assert [line for line in used if not PINNED.fullmatch(line)] == []


def test_an_action_has_one_version() -> None:
    used = {
        line.strip().removeprefix("- ")
        for path in WORKFLOWS
        for line in path.read_text(encoding="utf-8").splitlines()
        if "uses:" in line
    }
    assert len({line.partition("@")[0] for line in used}) == len(used)


def test_make_targets_exist(lines) -> None:
    targets = re.findall(
        r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    for name in re.findall(r"^\s*make ([\w-]+)", "\n".join(scripts(lines)), re.MULTILINE):
        assert name in targets


def test_modules_that_are_run_exist(lines) -> None:
    for module in re.findall(r" -m (packager[\w.]*|package_test)", "\n".join(scripts(lines))):
        assert importlib.util.find_spec(module) is not None, module


def test_paths_that_are_named_exist(lines) -> None:
    text = "\n".join(lines)
    for path in re.findall(
        r"\b((?:build_spec|tests|resources)(?:/[\w.-]+)*|pyproject\.toml)", text
    ):
        assert (ROOT / path).exists(), path


def test_variables_of_the_steps_are_those_the_packager_reads() -> None:
    text = (ROOT / ".github" / "workflows" / "package.yml").read_text(encoding="utf-8")
    named = set(
        re.findall(r"^ {10}(SIGN_\w+|FASHION_DESKTOP_\w+|NOTARY_PROFILE): ", text, re.MULTILINE)
    )
    read = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "build_spec" / "packager").glob("*.py")
    )
    assert named == {
        "SIGN_GPG_KEY",
        "SIGN_MACOS_IDENTITY",
        "SIGN_WINDOWS_THUMBPRINT",
        "NOTARY_PROFILE",
        "FASHION_DESKTOP_RELEASE_KEY",
    }
    assert {name for name in named if f'"{name}"' not in read} == set()


def test_no_more_is_allowed_than_needed(lines) -> None:
    assert [line.strip() for line in block(lines, "permissions")] == ["contents: read"]
    writing = [
        name for name, job in jobs(lines).items() if any("contents: write" in line for line in job)
    ]
    assert writing in ([], ["release"])
    checkouts = sum("actions/checkout@" in line for line in lines)
    assert sum("persist-credentials: false" in line for line in lines) == checkouts


def test_jobs_end_and_newer_runs_replace_older_ones(lines) -> None:
    assert any(line.startswith("concurrency:") for line in lines)
    for name, job in jobs(lines).items():
        assert any(re.match(r"    timeout-minutes: \d+$", line) for line in job), name


def test_no_expression_is_pasted_into_a_command(lines) -> None:
    """What a branch is called, or a secret, would become part of the script."""
    assert [found for script in scripts(lines) for found in EXPRESSION.findall(script)] == []


def test_secrets_are_environment_variables_of_single_steps(lines) -> None:
    for line in lines:
        if "secrets." in line:
            assert re.fullmatch(r" {10}[A-Z_]+: \$\{\{ secrets\.[A-Z_]+ \}\}", line), line


def test_signing_is_for_tags_only(lines) -> None:
    for y, line in enumerate(lines):
        if re.search(r"\b(secrets|vars)\.", line):
            step = max(above for above in range(y) if re.match(r"      - ", lines[above]))
            job = max(above for above in range(y) if re.match(r"  \w+:$", lines[above]))
            guards = [line, *lines[step:y], *(g for g in lines[job:y] if g.startswith("    if:"))]
            assert any("startsWith(github.ref, 'refs/tags/v')" in guard for guard in guards), line
