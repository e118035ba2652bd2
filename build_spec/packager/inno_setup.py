"""Makes the Windows installer out of the bundle, with Inno Setup 6.3 or newer.

    python -m packager.inno_setup BUNDLE DIST

The compiler is ``ISCC.exe`` on the PATH, where Inno Setup installs it, or in INNO_SETUP_COMPILER.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from fashion_desktop import (
    DISPLAY_NAME,
    EXECUTABLE_NAME,
    IDENTIFIER,
    PUBLISHER,
    SUMMARY,
    __version__,
)
from fashion_desktop.domain.file_types import PHOTO_SUFFIXES
from packager.commands import Run, StepError, exit_status, run_command
from packager.identity import ROOT, copyright_line, dotted, numeric_version
from packager.sign_windows import is_configured, sign_command, sign_files

APP_ID = "FAD99BE6-2C68-44B3-821E-E3707BA3400D"
"""Never changes, or a new version would be installed beside the old one."""
TEMPLATE = ROOT / "build_spec" / "windows" / "installer.iss.in"
SCRIPT = ROOT / "build" / "windows" / "installer.iss"
PROG_ID = f"{IDENTIFIER.rpartition('.')[2]}.Photo"
_SIGN_TOOL = "signing"
_USUAL_PLACES = ("Inno Setup 6", "Inno Setup 7")


def make_installer(
    bundle: Path,
    dist: Path,
    run: Run = run_command,
    environment: Mapping[str, str] = os.environ,
) -> Path:
    """Make the installer, signed where there is a certificate; return its path.

    Raises:
        StepError: Inno Setup is missing or has failed.
    """
    installer = dist / f"{EXECUTABLE_NAME}-{__version__}-windows-x86_64-setup.exe"
    script = installer_script(bundle, installer, signed=is_configured(environment))
    SCRIPT.parent.mkdir(parents=True, exist_ok=True)
    # Inno Setup takes a script without byte order mark for one in the local code page.
    SCRIPT.write_text(script, encoding="utf-8-sig")
    programs = [bundle / f"{name}.exe" for name in (DISPLAY_NAME, EXECUTABLE_NAME)]
    sign_files(programs, run, environment)
    run(compiler_command(SCRIPT, environment))
    if not installer.is_file():
        raise StepError(f"Inno Setup made no {installer.name}.")
    return installer


def compiler_command(script: Path, environment: Mapping[str, str]) -> list[str]:
    """Return the command that compiles a script.

    What signs the uninstaller is passed along: Inno Setup makes that itself.

    Raises:
        StepError: there is no Inno Setup.
    """
    command = [_compiler(environment), "/Qp"]
    if is_configured(environment):
        # Inno Setup's own quoting: $q is a quotation mark, $f the file to sign.
        parts = (f"$q{part}$q" if " " in part else part for part in sign_command(environment))
        command.append(f"/S{_SIGN_TOOL}={' '.join(parts)} $f")
    return [*command, str(script)]


def installer_script(bundle: Path, installer: Path, *, signed: bool) -> str:
    """Return the template filled with the program's identity."""
    texts = {
        "name": DISPLAY_NAME,
        "version": __version__,
        "publisher": PUBLISHER,
        "copyright": copyright_line(),
        "summary": SUMMARY,
        "identifier": IDENTIFIER,
        "executable": EXECUTABLE_NAME,
        "prog_id": PROG_ID,
    }
    # In these the compiler sees no constants.
    paths = {
        "licence": str(ROOT / "LICENSE"),
        "icon": str(ROOT / "build_spec" / "icons" / f"{EXECUTABLE_NAME}.ico"),
        "bundle": str(bundle),
        "output_folder": str(installer.parent),
        "output_name": installer.stem,
    }
    values = paths | {key: _literal(text) for key, text in texts.items()}
    values["app_id"] = APP_ID
    values["numeric_version"] = dotted(numeric_version(__version__, 4))
    values["photo_types"] = "\n".join(map(_photo_type, PHOTO_SUFFIXES))
    values["signing"] = f"SignTool={_SIGN_TOOL}\nSignedUninstaller=yes" if signed else "; Unsigned."
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(values)


def main(argv: Sequence[str] | None = None) -> int:
    """Make the installer and say where it is."""
    parser = argparse.ArgumentParser(prog="packager.inno_setup", description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("dist", type=Path)
    args = parser.parse_args(argv)
    bundle, dist = args.bundle.absolute(), args.dist.absolute()
    return exit_status(lambda: sys.stdout.write(f"{make_installer(bundle, dist)}\n"))


def _compiler(environment: Mapping[str, str]) -> str:
    if given := environment.get("INNO_SETUP_COMPILER"):
        return given
    if found := shutil.which("ISCC", path=environment.get("PATH", "")):
        return found
    for programs in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA"):
        for name in _USUAL_PLACES:
            place = Path(environment.get(programs, ""), name, "ISCC.exe")
            if environment.get(programs) and place.is_file():
                return str(place)
    raise StepError(
        "Inno Setup is not installed. Get it from https://jrsoftware.org/isdl.php, or name its "
        "ISCC.exe in INNO_SETUP_COMPILER."
    )


def _photo_type(suffix: str) -> str:
    programs = f"Software\\Classes\\{suffix}\\OpenWithProgids"
    supported = f"Software\\Classes\\Applications\\{DISPLAY_NAME}.exe\\SupportedTypes"
    associations = f"Software\\{DISPLAY_NAME}\\Capabilities\\FileAssociations"
    return "\n".join(
        f'Root: HKA; Subkey: "{key}"; ValueType: string; ValueName: "{name}"; '
        f'ValueData: "{data}"{flags}'
        for key, name, data, flags in (
            (programs, PROG_ID, "", "; Flags: uninsdeletevalue"),
            (supported, suffix, "", ""),
            (associations, suffix, PROG_ID, ""),
        )
    )


def _literal(text: str) -> str:
    """Return a text so that Inno Setup sees no constant and no end of a string in it."""
    return text.replace("{", "{{").replace('"', '""')


if __name__ == "__main__":
    sys.exit(main())
