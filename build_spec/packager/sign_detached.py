"""Signs a file for Linux with a signature beside it, if there is something to sign with.

    python -m packager.sign_detached FILE [FILE ...]

- SIGN_GPG_KEY: id of a key that gpg has; its passphrase is asked for by gpg's own agent.
  The signature is FILE.asc, checked with ``gpg --verify FILE.asc FILE``.
- SIGN_MINISIGN_KEY: file of a minisign key, which minisign asks the password of.
  The signature is FILE.minisig, checked with ``minisign -Vm FILE -P PUBLIC_KEY``.

Without them nothing is signed, which is said and is no error. Nothing secret is on a command
line.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from packager.commands import Run, exit_status, run_command


def sign_detached(
    file: Path, run: Run = run_command, environment: Mapping[str, str] = os.environ
) -> list[Path]:
    """Write signatures beside a file, and check what gpg wrote; return their paths.

    Raises:
        StepError: there is something to sign with, and yet it failed.
    """
    made = []
    if key := environment.get("SIGN_GPG_KEY"):
        signature = file.with_name(f"{file.name}.asc")
        signature.unlink(missing_ok=True)
        run(
            [
                *("gpg", "--batch", "--local-user", key, "--armor"),
                *("--output", str(signature), "--detach-sign", str(file)),
            ]
        )
        run(["gpg", "--batch", "--verify", str(signature), str(file)])
        made.append(signature)
    if key_file := environment.get("SIGN_MINISIGN_KEY"):
        signature = file.with_name(f"{file.name}.minisig")
        run(["minisign", "-S", "-s", key_file, "-m", str(file), "-x", str(signature)])
        made.append(signature)
    if not made:
        sys.stdout.write("unsigned: SIGN_GPG_KEY and SIGN_MINISIGN_KEY are not set\n")
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Sign the files."""
    parser = argparse.ArgumentParser(prog="packager.sign_detached", description=__doc__)
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+")
    args = parser.parse_args(argv)
    return exit_status(lambda: [sign_detached(file) for file in args.files])


if __name__ == "__main__":
    sys.exit(main())
