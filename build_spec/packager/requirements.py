"""Pins what the packaged program is built from: ``python -m packager.requirements``.

Writes ``build_spec/requirements/package.in`` out of the dependencies in ``pyproject.toml``, and
lets uv resolve them into ``package.txt``: one lock with hashes for every system the program is
packaged for. The packaged program leaves some dependencies out, see ``LEFT_OUT``.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = ROOT / "pyproject.toml"
FOLDER = ROOT / "build_spec" / "requirements"
INPUT = FOLDER / "package.in"
LOCK = FOLDER / "package.txt"

LEFT_OUT = frozenset({"torch", "torchvision"})
"""ONNX Runtime computes with the network that is bundled, on processors; a GPU needs torch."""
BUILD_TOOLS = ("pyinstaller==6.22.3",)
PYTHON_VERSION = "3.11"

_COMMAND = "PYTHONPATH=build_spec python -m packager.requirements"
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)


def packaged_dependencies(pyproject: Path = PYPROJECT) -> list[str]:
    """Return the program's dependencies that are packaged, as ``pyproject.toml`` states them."""
    with pyproject.open("rb") as file:
        stated: list[str] = tomllib.load(file)["project"]["dependencies"]
    return [item for item in stated if canonicalize_name(Requirement(item).name) not in LEFT_OUT]


def input_text(dependencies: list[str]) -> str:
    """Return the content of ``package.in``: what is asked of the resolver."""
    header = (
        f"# Written by `{_COMMAND}` from pyproject.toml; not edited by hand.\n"
        f"# Left out of the packaged program: {', '.join(sorted(LEFT_OUT))}.\n"
    )
    return header + "".join(f"{item}\n" for item in [*dependencies, *BUILD_TOOLS])


def locked_versions(lock: str) -> dict[str, str]:
    """Return the pinned version of every project in the text of a lock, by normalized name."""
    return {canonicalize_name(m["name"]): m["version"] for m in _PIN.finditer(lock)}


def lock_command(uv: str, *, upgrade: bool) -> list[str]:
    """Return the command that resolves ``package.in`` into ``package.txt``, run in FOLDER.

    Without *upgrade* versions that are in the lock already are kept as long as they fit.
    """
    return [
        uv,
        "pip",
        "compile",
        INPUT.name,
        *("--output-file", LOCK.name),
        *("--python-version", PYTHON_VERSION),
        "--universal",
        "--generate-hashes",
        "--quiet",
        *("--custom-compile-command", _COMMAND),
        *(["--upgrade"] if upgrade else []),
    ]


def main(argv: list[str] | None = None) -> int:
    """Write ``package.in`` and resolve it; return 1, with a sentence, where that fails."""
    parser = argparse.ArgumentParser(prog="python -m packager.requirements", description=__doc__)
    parser.add_argument("--uv", default="uv", help="the uv program (default: the one on the PATH)")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that fit")
    options = parser.parse_args(argv)
    FOLDER.mkdir(exist_ok=True)
    INPUT.write_text(input_text(packaged_dependencies()), encoding="utf-8", newline="\n")
    uv = shutil.which(options.uv)
    if uv is None:
        _say(
            f"{INPUT.name} is written, but not locked: uv was not found. Install it "
            "(pip install uv), or name it with --uv."
        )
        return 1
    try:
        subprocess.run(lock_command(uv, upgrade=options.upgrade), cwd=FOLDER, check=True)
    except subprocess.CalledProcessError:
        _say("The dependencies could not be locked; uv says why above.")
        return 1
    return 0


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
