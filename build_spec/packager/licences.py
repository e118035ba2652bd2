"""Writes the licences of everything in a bundle into it: ``python -m packager.licences BUNDLE``.

What is in the bundle decides, not what is installed: every Python module and every library must
belong to a part whose licence is known, or no licences are written and the build fails.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import sys
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath

from fashion_desktop import DISPLAY_NAME, EXECUTABLE_NAME, __version__
from fashion_desktop.storage.licences import (
    LIST_NAME,
    TEXTS_NAME,
    in_order,
    normalized,
    own_parts,
)
from packager.licence_sources import (
    LicenceMissingError,
    Notice,
    distribution_notice,
    known_library_notice,
    plain_text,
    python_notice,
    stored_text,
)
from packager.system_licences import system_notices
from packager.systems import LINUX, this_system

ROOT = Path(__file__).resolve().parents[2]

_LIBRARY = re.compile(r"\.(so(\.[0-9.]+)?|dylib|dll|pyd)$", re.IGNORECASE)
_PYTHON_LIBRARY = re.compile(r"(libpython3|python3\d*\.dll$|Python$)", re.IGNORECASE)
_RULE = "=" * 78
_WIDTH = 78


def write_licences(bundle: Path, modules: Iterable[str] | None = None) -> Path:
    """Write the list of parts and the texts of their licences into a bundle.

    Args:
        bundle: the folder with the program, or the ``.app``.
        modules: full names of the Python modules in it; default: read from its programs.

    Returns:
        The folder with both files.

    Raises:
        LicenceMissingError: something in the bundle has no licence to go with it.
    """
    found = bundled_modules(bundle) if modules is None else modules
    notices = collect_notices(bundle, found, list(distributions()))
    folder = _resources(bundle) / "licences"
    folder.mkdir(exist_ok=True)
    _link_on_macos(bundle, folder)
    parts = in_order(notice.part for notice in notices)
    listed = json.dumps({"parts": [asdict(part) for part in parts]}, indent=1, ensure_ascii=False)
    (folder / LIST_NAME).write_text(f"{listed}\n", encoding="utf-8", newline="\n")
    (folder / TEXTS_NAME).write_text(
        licences_text(notices, _own_notices(bundle)), encoding="utf-8", newline="\n"
    )
    return folder


def bundled_modules(bundle: Path) -> set[str]:
    """Return the names of the Python modules in the programs of a bundle."""
    # Only the environment that packages the program has PyInstaller.
    readers = importlib.import_module("PyInstaller.archive.readers")
    modules: set[str] = set()
    for folder in (bundle, bundle / "Contents" / "MacOS"):
        for name in (
            EXECUTABLE_NAME,
            DISPLAY_NAME,
            f"{EXECUTABLE_NAME}.exe",
            f"{DISPLAY_NAME}.exe",
        ):
            if (folder / name).is_file():
                archive = readers.CArchiveReader(str(folder / name))
                modules.update(archive.open_embedded_archive("PYZ.pyz").toc)
    if not modules:
        raise LicenceMissingError(f"There is no packaged program in {bundle}.")
    return modules


def collect_notices(
    bundle: Path, modules: Iterable[str], packages: Sequence[Distribution]
) -> list[Notice]:
    """Return the notices of everything in a bundle that is not the program's own.

    Args:
        modules: full names of the Python modules in it.
        packages: the Python packages that may be in it, with lists of their files.

    Raises:
        LicenceMissingError: a module or library belongs to none of them, nor to Python or the
            system; or its licence cannot be found.
    """
    owners = _Owners(packages)
    found: dict[str, Distribution] = {}
    for module in sorted(modules):
        if owner := owners.of_module(module):
            found[normalized(owner.metadata["Name"])] = owner
    other: dict[str, Notice] = {}
    from_system: set[str] = set()
    for path in _files(bundle):
        if owner := owners.of_file(path):
            found[normalized(owner.metadata["Name"])] = owner
        elif not _LIBRARY.search(path.name) or _is_pythons(path):
            continue
        elif this_system() == LINUX:
            from_system.add(path.name)
        elif notice := known_library_notice(path.name):
            other[notice.part.name] = notice
        else:
            raise LicenceMissingError(f"The licence of the library {path} was not found.")
    bootloader = owners.package("pyinstaller")
    notices = [distribution_notice(package) for package in [*found.values(), *bootloader]]
    notices += [python_notice(), *other.values()]
    if from_system:
        notices += system_notices(from_system)
    return sorted(notices, key=lambda notice: notice.part.name.casefold())


def licences_text(notices: Sequence[Notice], own: Sequence[Notice]) -> str:
    """Return one text with the licences of all parts; shared texts stand once, at the end."""
    everything = [*own, *notices]
    names = sorted({name for notice in everything for name in notice.stored}, key=str.casefold)
    blocks = [_introduction(everything), _replaceable(notices)]
    seen: dict[str, str] = {}
    for notice in everything:
        part = notice.part
        lines = [_RULE, f"{part.name} {part.version}".strip(), part.licence]
        lines += [line for line in (part.home_page, _wrapped(notice.remark)) if line]
        for text in notice.texts:
            first = seen.setdefault(text, part.name)
            lines += ["", text if first == part.name else f"The same text as for {first}."]
        if notice.stored:
            lines += ["", f"At the end of this file: {', '.join(notice.stored)}"]
        blocks.append("\n".join(lines))
    blocks += [f"{_RULE}\n{name}\n\n{stored_text(name)}" for name in names]
    return "\n\n".join(blocks) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Write the licences into a bundle; return 1, with a sentence, where one is missing."""
    parser = argparse.ArgumentParser(prog="python -m packager.licences", description=__doc__)
    parser.add_argument("bundle", type=Path, help="the folder with the packaged program")
    try:
        folder = write_licences(parser.parse_args(argv).bundle)
    except LicenceMissingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{folder / TEXTS_NAME}\n")
    return 0


class _Owners:
    """Tells which Python package a module or a file of the bundle came from."""

    def __init__(self, packages: Sequence[Distribution]) -> None:
        self._by_path: dict[str, Distribution] = {}
        self._by_name: dict[str, Distribution] = {}
        named = {normalized(package.metadata["Name"]): package for package in packages}
        self._packages = {name: named[name] for name in named if name != EXECUTABLE_NAME}
        for package in self._packages.values():
            for path in package.files or ():
                self._by_path[PurePosixPath(path).as_posix()] = package
                # Libraries may lie elsewhere in a bundle, under the names they always had.
                if _LIBRARY.search(path.name):
                    self._by_name[path.name] = package

    def package(self, name: str) -> list[Distribution]:
        """Return the package of that name, or nothing."""
        return [self._packages[name]] if name in self._packages else []

    def of_file(self, path: PurePosixPath) -> Distribution | None:
        return self._by_path.get(path.as_posix()) or self._by_name.get(path.name)

    def of_module(self, module: str) -> Distribution | None:
        """Return its package; None for Python's own modules and the program's.

        Raises:
            LicenceMissingError: nothing that is installed contains the module.
        """
        top = module.partition(".")[0]
        if top in sys.stdlib_module_names or top == "fashion_desktop":
            return None
        if top.startswith(("_pyi", "pyi", "_sysconfigdata")):
            return None
        base = module.replace(".", "/")
        for path in (f"{base}.py", f"{base}/__init__.py"):
            if path in self._by_path:
                return self._by_path[path]
        if any(path.startswith(f"{base}/") for path in self._by_path):
            return None  # a namespace that packages share
        raise LicenceMissingError(
            f"The Python module {module} is in the bundle, and no installed package contains "
            "it: its licence is not known."
        )


def _files(bundle: Path) -> list[PurePosixPath]:
    """Return the files below a bundle's content folders, relative to those."""
    found: set[PurePosixPath] = set()
    for root in (
        bundle / "_internal",
        bundle / "Contents/Frameworks",
        bundle / "Contents/Resources",
    ):
        for folder, _, names in os.walk(root):
            relative = Path(folder).relative_to(root)
            paths = [relative / name for name in names if not (Path(folder) / name).is_symlink()]
            found.update(PurePosixPath(path.as_posix()) for path in paths)
    return sorted(path for path in found if path.parts[0] != "resources")


def _is_pythons(path: PurePosixPath) -> bool:
    if "lib-dynload" in path.parts or _PYTHON_LIBRARY.match(path.name):
        return True
    return path.suffix == ".pyd" and path.name.partition(".")[0] in sys.stdlib_module_names


def _resources(bundle: Path) -> Path:
    for folder in (bundle / "_internal", bundle / "Contents" / "Resources"):
        if (folder / "resources").is_dir():
            return folder / "resources"
    raise LicenceMissingError(f"{bundle} has no folder for its resources.")


def _link_on_macos(bundle: Path, folder: Path) -> None:
    # The program looks among its libraries, where links lead to its resources.
    seen = bundle / "Contents" / "Frameworks" / "resources"
    if seen.is_dir() and not (seen / folder.name).exists():
        (seen / folder.name).symlink_to(Path(os.path.relpath(folder, seen)))


def _own_notices(bundle: Path) -> list[Notice]:
    program, weights, typeface = own_parts()
    licence = plain_text(ROOT / "LICENSE")
    card = "Where they come from is told in the model card beside them."
    return [
        Notice(program, "", (licence,)),
        Notice(weights, card, (licence,)),
        Notice(typeface, "", (plain_text(_resources(bundle) / "fonts" / "OFL.txt"),)),
    ]


def _introduction(notices: Sequence[Notice]) -> str:
    lines = "\n".join(
        f"  {f'{part.name} {part.version}'.strip()}: {part.licence}"
        for part in (notice.part for notice in notices)
    )
    return (
        f"Licences of {DISPLAY_NAME} {__version__} and of everything it contains\n\n"
        f"Parts:\n{lines}\n\nTheir texts follow in this order."
    )


def _replaceable(notices: Sequence[Notice]) -> str:
    parts = [notice.part for notice in notices]
    lesser = ", ".join(part.name for part in parts if "LGPL" in part.licence)
    return f"{_RULE}\nLibraries under the GNU Lesser General Public License\n\n" + "\n\n".join(
        _wrapped(text)
        for text in (
            f"These parts are, or contain, libraries under the LGPL: {lesser}; besides them "
            "libquadmath, which comes with numpy and faiss-cpu on Linux. The program uses them "
            "unchanged, as shared libraries: files of their own in the program's folder.",
            "You may replace each of them by a version you have changed, as long as it offers "
            "the same functions: put your file in the place of the one that is there, under "
            "the same name. Nothing checks or prevents that. On macOS sign the program again "
            f'afterwards: codesign --force --deep --sign - "{DISPLAY_NAME}.app". You may also '
            "take the program apart as far as it is needed to find faults in such changes.",
            "Their source, from which their makers built them, is at the addresses named with "
            "each of them below.",
        )
    )


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    sys.exit(main())
