import ast
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

import pytest
from packager import inno_setup
from packager.commands import StepError
from packager.identity import copyright_line, dotted, numeric_version
from packager.inno_setup import compiler_command, installer_script, make_installer
from packager.windows_manifest import windows_manifest
from packager.windows_version import version_text

from fashion_desktop import DISPLAY_NAME, EXECUTABLE_NAME, IDENTIFIER, PUBLISHER, __version__
from fashion_desktop.domain.file_types import PHOTO_SUFFIXES

BUNDLE = Path("/bundle")
THUMBPRINT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("version", "parts", "numbers"),
    [
        ("1.2.3", 4, (1, 2, 3, 0)),
        ("1.2rc1", 3, (1, 2, 0)),
        ("2.0.dev3+local.7", 3, (2, 0, 0)),
        ("1.2.3.4.5", 4, (1, 2, 3, 4)),
    ],
)
def test_versions_become_numbers(version: str, parts: int, numbers: tuple[int, ...]) -> None:
    assert numeric_version(version, parts) == numbers
    assert dotted(numbers).count(".") == parts - 1


@pytest.mark.parametrize("version", ["v1.2", "", "1.70000"])
def test_a_version_that_windows_cannot_hold_is_an_error(version: str) -> None:
    with pytest.raises(ValueError, match="version"):
        numeric_version(version, 4)


def test_the_copyright_is_the_licences() -> None:
    assert copyright_line().endswith(PUBLISHER)


@pytest.mark.parametrize("executable", [DISPLAY_NAME, EXECUTABLE_NAME])
def test_the_version_resource_names_program_and_file(executable: str) -> None:
    expression = ast.parse(version_text(executable), mode="eval").body
    assert isinstance(expression, ast.Call)
    called = {
        node.func.id
        for node in ast.walk(expression)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert called == {
        *("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable"),
        *("StringStruct", "VarFileInfo", "VarStruct"),
    }
    strings = {
        ast.literal_eval(node.args[0]): ast.literal_eval(node.args[1])
        for node in ast.walk(expression)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "StringStruct"
    }
    assert strings["FileDescription"] == strings["ProductName"] == DISPLAY_NAME
    assert strings["OriginalFilename"] == f"{executable}.exe"
    assert strings["ProductVersion"] == __version__
    fixed = next(keyword.value for keyword in expression.keywords if keyword.arg == "ffi")
    assert isinstance(fixed, ast.Call)
    numbers = next(keyword.value for keyword in fixed.keywords if keyword.arg == "filevers")
    assert ast.literal_eval(numbers) == numeric_version(__version__, 4)


def test_the_manifest_says_what_windows_must_know() -> None:
    root = ET.fromstring(windows_manifest())
    said = {element.tag.rpartition("}")[2]: (element.text or "") for element in root.iter()}
    assert said["dpiAwareness"] == "PerMonitorV2"
    assert said["longPathAware"] == "true"
    assert said["activeCodePage"] == "UTF-8"
    level = next(e for e in root.iter() if e.tag.endswith("requestedExecutionLevel"))
    assert (level.get("level"), level.get("uiAccess")) == ("asInvoker", "false")
    controls = next(e for e in root.iter() if e.tag.endswith("assemblyIdentity"))
    assert controls.get("name") == "Microsoft.Windows.Common-Controls"
    assert controls.get("version") == "6.0.0.0"


def sections(script: str) -> dict[str, list[str]]:
    """Return the lines of each section, without comments and empty ones."""
    found: dict[str, list[str]] = {}
    for line in script.splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            lines = found.setdefault(heading[1], [])
        elif line and not line.startswith(";"):
            lines.append(line)
    return found


def filled(*, signed: bool = False) -> dict[str, list[str]]:
    return sections(installer_script(BUNDLE, Path("/dist/setup.exe"), signed=signed))


def test_the_installer_installs_for_oneself_and_replaces_the_version_before() -> None:
    script = filled()
    assert f"AppId={{{{{inno_setup.APP_ID}}}" in script["Setup"]
    assert "PrivilegesRequired=lowest" in script["Setup"]
    assert "PrivilegesRequiredOverridesAllowed=dialog commandline" in script["Setup"]
    assert "ArchitecturesAllowed=x64compatible" in script["Setup"]
    assert "CloseApplications=yes" in script["Setup"]
    assert f"AppVersion={__version__}" in script["Setup"]
    assert script["InstallDelete"] == [r'Type: filesandordirs; Name: "{app}\_internal"']


def test_uninstalling_leaves_libraries_alone_and_says_so() -> None:
    script = filled()
    assert "UninstallDelete" not in script
    asked = next(line for line in script["Messages"] if line.startswith("ConfirmUninstall="))
    assert "libraries and settings stay" in asked
    assert rf"AppData\Local\{EXECUTABLE_NAME}" in asked


def test_photos_can_be_opened_with_the_program_and_nothing_is_taken_over() -> None:
    registry = filled()["Registry"]
    for suffix in PHOTO_SUFFIXES:
        classes = [line for line in registry if rf"\{suffix}\OpenWithProgids" in line]
        assert len(classes) == 1
        assert "uninsdeletevalue" in classes[0]
        assert sum(f'ValueName: "{suffix}"' in line for line in registry) == 2
    command = rf'ValueData: """{{app}}\{DISPLAY_NAME}.exe"" --open ""%1"""'
    assert sum(command in line for line in registry) == 2
    assert all(line.startswith("Root: HKA;") for line in registry)


def test_shortcuts_belong_to_the_same_taskbar_button_as_the_window() -> None:
    icons = filled()["Icons"]
    assert len(icons) == 2
    assert all(f'AppUserModelID: "{IDENTIFIER}"' in line for line in icons)
    assert any("Tasks: desktopicon" in line for line in icons)


def test_signing_is_in_the_script_only_with_a_certificate() -> None:
    assert not any("Sign" in line for line in filled()["Setup"])
    assert "SignedUninstaller=yes" in filled(signed=True)["Setup"]


def test_nothing_is_left_to_fill_in() -> None:
    assert "$" not in installer_script(BUNDLE, Path("/dist/setup.exe"), signed=True)


def test_braces_and_quotes_in_a_name_end_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inno_setup, "SUMMARY", 'Find "look-alikes" {fast}')
    script = installer_script(BUNDLE, Path("/dist/setup.exe"), signed=False)
    assert 'Comment: "Find ""look-alikes"" {{fast}"' in script


def test_the_installer_is_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inno_setup, "SCRIPT", tmp_path / "build" / "installer.iss")
    commands: list[Sequence[str]] = []

    def run(command: Sequence[str]) -> str:
        commands.append(command)
        (tmp_path / f"{EXECUTABLE_NAME}-{__version__}-windows-x86_64-setup.exe").touch()
        return ""

    installer = make_installer(BUNDLE, tmp_path, run, {"INNO_SETUP_COMPILER": "ISCC.exe"})
    assert installer.is_file()
    assert commands == [["ISCC.exe", "/Qp", str(inno_setup.SCRIPT)]]
    assert inno_setup.SCRIPT.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_compiler_that_makes_nothing_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inno_setup, "SCRIPT", tmp_path / "installer.iss")
    with pytest.raises(StepError, match="made no"):
        make_installer(BUNDLE, tmp_path, lambda _command: "", {"INNO_SETUP_COMPILER": "ISCC"})


def test_the_uninstaller_is_signed_by_the_compiler() -> None:
    environment = {
        "INNO_SETUP_COMPILER": "ISCC",
        "SIGN_WINDOWS_THUMBPRINT": THUMBPRINT,
        "SIGNTOOL": r"C:\Program Files\signtool.exe",
    }
    command = compiler_command(Path("x.iss"), environment)
    assert command[-2].startswith(r"/Ssigning=$qC:\Program Files\signtool.exe$q sign /fd SHA256")
    assert command[-2].endswith(f"/d $q{DISPLAY_NAME}$q /sha1 {THUMBPRINT} $f")


def test_the_compiler_is_found_where_it_installs_itself(tmp_path: Path) -> None:
    place = tmp_path / "Inno Setup 6" / "ISCC.exe"
    place.parent.mkdir()
    place.touch()
    environment = {"PATH": "", "ProgramFiles(x86)": str(tmp_path)}
    assert compiler_command(Path("x.iss"), environment)[0] == str(place)
    with pytest.raises(StepError, match="Inno Setup is not installed"):
        compiler_command(Path("x.iss"), {"PATH": ""})
