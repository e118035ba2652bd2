"""Signs and notarises the macOS bundle, if there is something to sign with.

    python -m packager.sign_macos "Fashion Desktop.app"

- SIGN_MACOS_IDENTITY: name or SHA-1 of a "Developer ID Application" certificate in the keychain.
- NOTARY_PROFILE: name under which ``notarytool store-credentials`` keeps the credentials in the
  keychain. Without it the bundle is signed, but macOS will warn.

Without an identity the bundle is sealed with no name (Apple silicon starts nothing unsealed),
which is said and is no error. Nothing secret is on a command line.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fashion_desktop import EXECUTABLE_NAME
from packager.commands import Run, StepError, exit_status, patiently, run_command
from packager.identity import ROOT

ENTITLEMENTS = ROOT / "build_spec" / "macos" / "entitlements.plist"
_MACH_O = {
    b"\xcf\xfa\xed\xfe",  # 64 bits
    b"\xca\xfe\xba\xbe",  # several processors
}


def is_configured(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether there is something to sign with."""
    return bool(environment.get("SIGN_MACOS_IDENTITY"))


def sign_app(
    app: Path, run: Run = run_command, environment: Mapping[str, str] = os.environ
) -> bool:
    """Sign a bundle from the inside out, check it, have it notarised; return whether signed.

    Raises:
        StepError: a command failed, or Apple's notary found something.
    """
    identity = environment.get("SIGN_MACOS_IDENTITY", "")
    main_program = app / "Contents" / "MacOS" / EXECUTABLE_NAME
    if not main_program.is_file():
        raise StepError(f"There is no program in “{app}”.")
    for part in parts_inside_out(app):
        # Only programs have entitlements; libraries run under those of the program.
        run([*codesign_command(identity), str(part)])
    run([*codesign_command(identity), "--entitlements", str(ENTITLEMENTS), str(app)])
    run(["codesign", "--verify", "--deep", "--strict", str(app)])
    if not identity:
        sys.stdout.write("unsigned: SIGN_MACOS_IDENTITY is not set\n")
        return False
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / f"{EXECUTABLE_NAME}.zip"
        if environment.get("NOTARY_PROFILE"):
            run(["ditto", "-c", "-k", "--keepParent", str(app), str(archive)])
        notarise(archive, app, run, environment)
    return True


def sign_image(
    image: Path, run: Run = run_command, environment: Mapping[str, str] = os.environ
) -> bool:
    """Sign a disk image and have it notarised; return whether it was signed.

    Raises:
        StepError: a command failed, or Apple's notary found something.
    """
    if not is_configured(environment):
        return False
    identity = environment["SIGN_MACOS_IDENTITY"]
    patiently(run, ["codesign", "--force", "--timestamp", "--sign", identity, str(image)])
    notarise(image, image, run, environment)
    return True


def codesign_command(identity: str) -> list[str]:
    """Return the command that signs code, but for the file; with no identity it only seals."""
    if not identity:
        return ["codesign", "--force", "--sign", "-"]
    return ["codesign", "--force", "--timestamp", "--options", "runtime", "--sign", identity]


def notarise(
    upload: Path, staple_to: Path, run: Run, environment: Mapping[str, str] = os.environ
) -> None:
    """Have Apple's notary look at a file and attach what it answers, if there are credentials.

    Raises:
        StepError: a command failed, or the notary found something.
    """
    profile = environment.get("NOTARY_PROFILE", "")
    if not profile:
        sys.stdout.write("not notarised: NOTARY_PROFILE is not set\n")
        return
    keychain = ["--keychain-profile", profile]
    answer = patiently(
        run,
        [
            *("xcrun", "notarytool", "submit", str(upload), *keychain),
            *("--wait", "--output-format", "json"),
        ],
    )
    submission = json.loads(answer)
    # Depending on its version, notarytool calls a refusal a success.
    if submission.get("status") != "Accepted":
        log = run(["xcrun", "notarytool", "log", str(submission.get("id", "")), *keychain])
        raise StepError(f"Apple's notary answered {submission.get('status')!r}: {log}")
    patiently(run, ["xcrun", "stapler", "staple", str(staple_to)])


def parts_inside_out(app: Path) -> Iterator[Path]:
    """Yield what has a signature of its own in a bundle, the innermost first.

    A framework is signed as a whole, after the libraries in it. The program itself is signed
    with the bundle.
    """
    contents = app / "Contents"
    main_program = contents / "MacOS" / EXECUTABLE_NAME
    parts = {_part_of(file) for file in contents.rglob("*") if is_code(file)}
    parts.discard(main_program)
    yield from sorted(parts, key=lambda part: (-len(part.parts), part))


def is_code(file: Path) -> bool:
    """Return whether a file is a program or a library of macOS, and not a link to one."""
    if file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(4) in _MACH_O


def _part_of(file: Path) -> Path:
    """Return the framework version whose library a file is, or the file itself."""
    version = file.parent
    framework = version.parent.parent
    is_its_library = (
        version.parent.name == "Versions"
        and framework.suffix == ".framework"
        and file.name == framework.stem
    )
    # Without a description it is but a folder, which cannot be signed.
    return version if is_its_library and (version / "Resources" / "Info.plist").is_file() else file


def main(argv: Sequence[str] | None = None) -> int:
    """Sign the bundle."""
    parser = argparse.ArgumentParser(prog="packager.sign_macos", description=__doc__)
    parser.add_argument("app", type=Path)
    args = parser.parse_args(argv)
    return exit_status(lambda: sign_app(args.app))


if __name__ == "__main__":
    sys.exit(main())
