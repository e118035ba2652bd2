import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from packager import sign_detached, sign_windows
from packager.commands import StepError, patiently, run_command

from fashion_desktop import DISPLAY_NAME

THUMBPRINT = "0123456789abcdef0123456789abcdef01234567"


class Recorder:
    """Stands in for programs that sign."""

    def __init__(self) -> None:
        self.commands: list[Sequence[str]] = []

    def __call__(self, command: Sequence[str]) -> str:
        self.commands.append(command)
        return ""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "program.exe"
    file.write_bytes(b"MZ")
    return file


def test_a_program_is_run_and_its_output_returned() -> None:
    assert run_command([sys.executable, "-c", "print('done')"]).strip() == "done"


def test_a_program_that_fails_is_named_with_what_it_said() -> None:
    code = "import sys; sys.stderr.write('no such key'); sys.exit(3)"
    with pytest.raises(StepError, match=r"status 3: no such key"):
        run_command([sys.executable, "-c", code])


def test_a_program_that_is_missing_is_named() -> None:
    with pytest.raises(StepError, match="signtool-of-nobody is not installed"):
        run_command(["signtool-of-nobody", "sign"])


def test_what_asks_a_server_is_tried_again() -> None:
    pauses: list[float] = []
    failures = [StepError("busy"), StepError("busy")]

    def run(_command: Sequence[str]) -> str:
        if failures:
            raise failures.pop()
        return "done"

    assert patiently(run, ["x"], tries=3, pause_s=1.5, sleep=pauses.append) == "done"
    assert pauses == [1.5, 1.5]


def test_what_never_works_is_an_error_in_the_end() -> None:
    def run(_command: Sequence[str]) -> str:
        raise StepError("busy")

    with pytest.raises(StepError, match="busy"):
        patiently(run, ["x"], tries=2, sleep=lambda _s: None)


def test_windows_programs_stay_unsigned_without_a_certificate(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Recorder()
    assert not sign_windows.sign_files([program], run, {})
    assert run.commands == []
    assert capsys.readouterr().out.startswith("unsigned")


def test_windows_programs_are_signed_and_checked_with_a_certificate_of_the_store(
    program: Path,
) -> None:
    run = Recorder()
    environment = {"SIGN_WINDOWS_THUMBPRINT": THUMBPRINT}
    assert sign_windows.sign_files([program], run, environment)
    assert run.commands == [
        [
            *("signtool", "sign", "/fd", "SHA256", "/tr", "http://timestamp.digicert.com"),
            *("/td", "SHA256", "/d", DISPLAY_NAME, "/sha1", THUMBPRINT, str(program)),
        ],
        ["signtool", "verify", "/pa", "/all", "/tw", str(program)],
    ]


def test_azure_signs_with_its_library_and_nothing_secret_on_the_command_line() -> None:
    environment = {
        "SIGN_AZURE_DLIB": "Azure.CodeSigning.Dlib.dll",
        "SIGN_AZURE_METADATA": "account.json",
        "AZURE_CLIENT_SECRET": "hush",
    }
    command = sign_windows.sign_command(environment)
    assert command[-4:] == ["/dlib", "Azure.CodeSigning.Dlib.dll", "/dmdf", "account.json"]
    assert "http://timestamp.acs.microsoft.com" in command
    assert not any("hush" in part for part in command)


@pytest.mark.parametrize(
    "environment",
    [{"SIGN_WINDOWS_THUMBPRINT": "my certificate"}, {"SIGN_AZURE_DLIB": "x.dll"}],
)
def test_variables_that_make_no_sense_are_an_error(environment: dict[str, str]) -> None:
    with pytest.raises(StepError, match="SIGN_"):
        sign_windows.sign_command(environment)


def test_a_program_that_is_not_there_is_not_passed_over(tmp_path: Path) -> None:
    environment = {"SIGN_WINDOWS_THUMBPRINT": THUMBPRINT}
    with pytest.raises(StepError, match="not there"):
        sign_windows.sign_files([tmp_path / "no.exe"], lambda _c: "", environment)


def test_a_signature_that_does_not_hold_is_an_error(program: Path) -> None:
    def run(command: Sequence[str]) -> str:
        if "verify" in command:
            raise StepError("signtool ended with status 1: not trusted")
        return ""

    with pytest.raises(StepError, match="not trusted"):
        sign_windows.sign_files([program], run, {"SIGN_WINDOWS_THUMBPRINT": THUMBPRINT})


def test_the_step_ends_well_without_a_certificate(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SIGN_WINDOWS_THUMBPRINT", "SIGN_AZURE_DLIB"):
        monkeypatch.delenv(name, raising=False)
    assert sign_windows.main([str(program)]) == 0


def test_a_manifest_gets_signatures_beside_it(program: Path) -> None:
    run = Recorder()
    environment = {"SIGN_GPG_KEY": "ABCD", "SIGN_MINISIGN_KEY": "release.key"}
    made = sign_detached.sign_detached(program, run, environment)
    assert [file.name for file in made] == ["program.exe.asc", "program.exe.minisig"]
    gpg, verify, minisign = run.commands
    assert gpg[:6] == ["gpg", "--batch", "--local-user", "ABCD", "--armor", "--output"]
    assert gpg[-2:] == ["--detach-sign", str(program)]
    assert verify[2] == "--verify"
    assert minisign[:4] == ["minisign", "-S", "-s", "release.key"]


def test_a_manifest_stays_unsigned_without_a_key(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sign_detached.sign_detached(program, lambda _c: "", {}) == []
    assert "unsigned" in capsys.readouterr().out


def test_an_old_signature_does_not_outlive_a_new_attempt(program: Path) -> None:
    old = program.with_name("program.exe.asc")
    old.write_text("of the file before")

    def run(_command: Sequence[str]) -> str:
        raise StepError("gpg ended with status 2: no secret key")

    with pytest.raises(StepError, match="no secret key"):
        sign_detached.sign_detached(program, run, {"SIGN_GPG_KEY": "ABCD"})
    assert not old.exists()
