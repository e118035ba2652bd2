import plistlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from packager.commands import StepError
from packager.dmg import make_dmg
from packager.info_plist import PHOTO_TYPES, info_plist
from packager.sign_macos import ENTITLEMENTS, parts_inside_out, sign_app, sign_image

from fashion_desktop import DISPLAY_NAME, EXECUTABLE_NAME, IDENTIFIER, __version__
from fashion_desktop.domain.file_types import PHOTO_SUFFIXES

MACH_O = b"\xcf\xfa\xed\xfe rest"
SIGNED = {"SIGN_MACOS_IDENTITY": "Developer ID Application: Somebody (TEAM)"}
NOTARISED = SIGNED | {"NOTARY_PROFILE": "release"}
ACCEPTED = '{"id": "7", "status": "Accepted"}'


class Recorder:
    """Stands in for the programs of a Mac."""

    def __init__(self, answers: dict[str, str] | None = None) -> None:
        self.commands: list[list[str]] = []
        self._answers = answers or {}

    def __call__(self, command: Sequence[str]) -> str:
        self.commands.append(list(command))
        return self._answers.get(" ".join(command[1:3]), "")

    @property
    def names(self) -> list[str]:
        return [" ".join(command[:3]) for command in self.commands]


@pytest.fixture
def app(tmp_path: Path) -> Path:
    app = tmp_path / f"{DISPLAY_NAME}.app"
    frameworks = app / "Contents" / "Frameworks"
    for name in (
        f"../MacOS/{EXECUTABLE_NAME}",
        "libshared.dylib",
        "PySide6/QtCore.abi3.so",
        "PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "Odd.framework/Versions/A/Odd",
    ):
        file = frameworks / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(MACH_O)
    version = frameworks / "PySide6/Qt/lib/QtCore.framework/Versions/A"
    (version / "Resources").mkdir()
    (version / "Resources" / "Info.plist").write_text("<plist/>")
    (version.parent / "Current").symlink_to("A")
    (frameworks / "link.dylib").symlink_to("libshared.dylib")
    (frameworks / "notes.txt").write_text("no code")
    return app


def test_the_program_is_named_and_follows_the_system() -> None:
    plist = info_plist()
    assert plist["CFBundleIdentifier"] == IDENTIFIER
    assert plist["CFBundleVersion"].replace(".", "").isdigit()
    assert plist["NSHighResolutionCapable"] is True
    assert plist["NSRequiresAquaSystemAppearance"] is False
    assert not any(key.endswith("UsageDescription") for key in plist)
    assert plistlib.loads(plistlib.dumps(plist)) == plist


def test_photos_of_every_kind_can_be_opened_but_none_is_taken_over() -> None:
    (kind,) = info_plist()["CFBundleDocumentTypes"]
    assert kind["LSHandlerRank"] == "Alternate"
    assert kind["CFBundleTypeRole"] == "Viewer"
    assert kind["LSItemContentTypes"] == list(PHOTO_TYPES)
    known = [suffix for suffixes in PHOTO_TYPES.values() for suffix in suffixes]
    assert sorted(known) == sorted(PHOTO_SUFFIXES)


def test_the_program_asks_for_one_exception_from_the_hardened_runtime() -> None:
    entitlements = plistlib.loads(ENTITLEMENTS.read_bytes())
    assert entitlements == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


def test_parts_are_signed_from_the_inside_out(app: Path) -> None:
    names = [str(part.relative_to(app / "Contents" / "Frameworks")) for part in _parts(app)]
    assert names == [
        "PySide6/Qt/lib/QtCore.framework/Versions/A",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "Odd.framework/Versions/A/Odd",
        "PySide6/QtCore.abi3.so",
        "libshared.dylib",
    ]


def test_without_an_identity_the_bundle_is_only_sealed(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Recorder()
    assert not sign_app(app, run, {})
    assert "unsigned" in capsys.readouterr().out
    *signing, verifying = run.commands
    assert all(command[:4] == ["codesign", "--force", "--sign", "-"] for command in signing)
    assert len(signing) == len(_parts(app)) + 1
    assert signing[-1][-1] == str(app)
    assert "--verify" in verifying


def test_with_an_identity_the_program_is_hardened_and_notarised(app: Path) -> None:
    run = Recorder({"notarytool submit": ACCEPTED})
    assert sign_app(app, run, NOTARISED)
    signing = [command for command in run.commands if "--sign" in command]
    assert all("runtime" in command and "--timestamp" in command for command in signing)
    assert [c[-1] for c in signing if "--entitlements" in c] == [str(app)]
    after = run.names[len(signing) :]
    assert [name.split()[0] for name in after] == ["codesign", "ditto", "xcrun", "xcrun"]
    assert run.commands[-1] == ["xcrun", "stapler", "staple", str(app)]
    submitting = run.commands[-2]
    assert submitting[submitting.index("--keychain-profile") + 1] == "release"


def test_an_identity_alone_signs_and_says_what_is_missing(
    app: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Recorder()
    assert sign_app(app, run, SIGNED)
    assert "not notarised" in capsys.readouterr().out
    assert not any("xcrun" in name for name in run.names)


def test_what_the_notary_refuses_is_an_error_with_its_reasons(app: Path) -> None:
    run = Recorder(
        {"notarytool submit": '{"id": "7", "status": "Invalid"}', "notarytool log": "no seal"}
    )
    with pytest.raises(StepError, match="no seal"):
        sign_app(app, run, NOTARISED)
    assert not any("stapler" in name for name in run.names)


def test_a_signature_that_fails_ends_it(app: Path) -> None:
    def run(command: Sequence[str]) -> str:
        raise StepError(f"{command[0]} ended with status 1: no identity found")

    with pytest.raises(StepError, match="no identity"):
        sign_app(app, run, SIGNED)


def test_an_empty_bundle_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StepError, match="no program"):
        sign_app(tmp_path, Recorder(), {})


def test_the_image_holds_the_signed_program_and_a_link_to_the_applications(
    app: Path, tmp_path: Path
) -> None:
    held: list[str] = []
    recorder = Recorder({"notarytool submit": ACCEPTED})

    def run(command: Sequence[str]) -> str:
        if command[0] == "hdiutil":
            folder = Path(command[command.index("-srcfolder") + 1])
            held.extend(f"{path.name} -> {path.readlink()}" for path in folder.iterdir())
        return recorder(command)

    image = make_dmg(app, tmp_path, run, NOTARISED)
    assert image == tmp_path / f"{EXECUTABLE_NAME}-{__version__}-macos-arm64.dmg"
    assert held == ["Applications -> /Applications"]
    programs = [command[0] for command in recorder.commands]
    assert programs.index("ditto") < programs.index("hdiutil")
    made = programs.index("hdiutil")
    stapled = [c for c in recorder.commands if "staple" in c]
    assert [c[-1] for c in stapled] == [str(app), str(image)]
    assert recorder.commands[made + 1][:2] == ["codesign", "--force"]


def test_an_unsigned_image_is_made_all_the_same(app: Path, tmp_path: Path) -> None:
    run = Recorder()
    make_dmg(app, tmp_path, run, {})
    assert run.commands[-1][0] == "hdiutil"
    assert not sign_image(tmp_path / "x.dmg", run, {})


def _parts(app: Path) -> list[Path]:
    return list(parts_inside_out(app))
