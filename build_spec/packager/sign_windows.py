"""Signs Windows executables, if there is something to sign with.

    python -m packager.sign_windows FILE [FILE ...]

- SIGN_WINDOWS_THUMBPRINT: SHA-1 of a certificate in the Windows certificate store; its key
  stays in the store or on its token.
- SIGN_AZURE_DLIB and SIGN_AZURE_METADATA: Azure.CodeSigning.Dlib.dll and the JSON file that names
  account and profile. Who signs is told by Azure's own variables, which signtool reads itself.
- SIGN_TIMESTAMP_URL and SIGNTOOL: another time stamp server, another signtool.exe.

Without them nothing is signed, which is said and is no error. Nothing secret is on a command
line.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from fashion_desktop import DISPLAY_NAME
from packager.commands import Run, StepError, exit_status, patiently, run_command

_TIMESTAMPS = "http://timestamp.digicert.com"
_AZURE_TIMESTAMPS = "http://timestamp.acs.microsoft.com"
_THUMBPRINT_DIGITS = 40


def is_configured(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether there is something to sign with."""
    return bool(environment.get("SIGN_WINDOWS_THUMBPRINT") or environment.get("SIGN_AZURE_DLIB"))


def sign_command(environment: Mapping[str, str]) -> list[str]:
    """Return signtool's command, but for the files.

    Raises:
        StepError: a variable is missing or makes no sense.
    """
    thumbprint = environment.get("SIGN_WINDOWS_THUMBPRINT", "").replace(" ", "")
    if thumbprint:
        if len(thumbprint) != _THUMBPRINT_DIGITS or not thumbprint.isalnum():
            raise StepError("SIGN_WINDOWS_THUMBPRINT is not the SHA-1 of a certificate.")
        key, timestamps = ["/sha1", thumbprint], _TIMESTAMPS
    else:
        metadata = environment.get("SIGN_AZURE_METADATA", "")
        if not metadata:
            raise StepError("SIGN_AZURE_DLIB needs SIGN_AZURE_METADATA as well.")
        key = ["/dlib", environment["SIGN_AZURE_DLIB"], "/dmdf", metadata]
        timestamps = _AZURE_TIMESTAMPS
    return [
        *(environment.get("SIGNTOOL", "signtool"), "sign", "/fd", "SHA256"),
        *("/tr", environment.get("SIGN_TIMESTAMP_URL", timestamps), "/td", "SHA256"),
        *("/d", DISPLAY_NAME),
        *key,
    ]


def sign_files(
    files: Sequence[Path],
    run: Run = run_command,
    environment: Mapping[str, str] = os.environ,
) -> bool:
    """Sign executables and check the signatures; return whether that was done.

    Raises:
        StepError: there is something to sign with, and yet it failed.
    """
    if not is_configured(environment):
        sys.stdout.write("unsigned: SIGN_WINDOWS_THUMBPRINT and SIGN_AZURE_DLIB are not set\n")
        return False
    for file in files:
        if not file.is_file():
            raise StepError(f"“{file}” is not there to be signed.")
    names = [str(file) for file in files]
    # Time stamp servers are busy now and then.
    patiently(run, [*sign_command(environment), *names])
    run([environment.get("SIGNTOOL", "signtool"), "verify", "/pa", "/all", "/tw", *names])
    return True


def main(argv: Sequence[str] | None = None) -> int:
    """Sign the files."""
    parser = argparse.ArgumentParser(prog="packager.sign_windows", description=__doc__)
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+")
    args = parser.parse_args(argv)
    return exit_status(lambda: sign_files(args.files))


if __name__ == "__main__":
    sys.exit(main())
