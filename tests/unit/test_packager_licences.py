from __future__ import annotations

import json
import sys
from importlib.metadata import PathDistribution
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from packager import licence_sources, licences, system_licences
from packager.licence_sources import (
    LicenceMissingError,
    Notice,
    distribution_notice,
    known_library_notice,
    stored_text,
)
from packager.licences import bundled_modules, collect_notices, licences_text, write_licences
from packager.requirements import LOCK, locked_versions
from packager.system_licences import system_notices

from fashion_desktop.storage.licences import LicensedPart


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site-packages"
    folder.mkdir()
    return folder


@pytest.fixture
def bundle(tmp_path):
    folder = tmp_path / "fashion-desktop"
    (folder / "_internal" / "resources" / "fonts").mkdir(parents=True)
    (folder / "_internal" / "resources" / "fonts" / "OFL.txt").write_text("The OFL.")
    return folder


@pytest.fixture
def linux(monkeypatch):
    monkeypatch.setattr(licences, "this_system", lambda: "linux")


def install(site: Path, name: str, files: list[str], *, licence="MIT", text="Do what you like."):
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    fields = f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n"
    (info / "METADATA").write_text(fields + (f"License-Expression: {licence}\n" if licence else ""))
    listed = [*files, f"{info.name}/METADATA", f"{info.name}/RECORD"]
    if text:
        (info / "licenses").mkdir()
        (info / "licenses" / "LICENSE").write_text(f"{text}  \r\n")
        listed.append(f"{info.name}/licenses/LICENSE")
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in listed))
    return PathDistribution(info)


def put(bundle: Path, *files: str) -> None:
    for file in files:
        (bundle / "_internal" / file).parent.mkdir(parents=True, exist_ok=True)
        (bundle / "_internal" / file).touch()


def names(notices) -> list[str]:
    return [notice.part.name for notice in notices]


@pytest.mark.usefixtures("linux")
def test_what_is_in_the_bundle_is_listed_and_nothing_else(bundle, site) -> None:
    packages = [
        install(site, "pure", ["pure/__init__.py", "pure/deep.py"]),
        install(site, "compiled", ["compiled/_fast.so", "compiled.libs/libz-1a.so.1"]),
        install(site, "absent", ["absent/__init__.py"]),
        install(site, "pyinstaller", ["PyInstaller/__init__.py"]),
    ]
    put(bundle, "compiled/_fast.so", "python3.11/lib-dynload/_ssl.so", "libpython3.11.so.1.0")
    modules = {"json", "fashion_desktop.app", "_pyi_rth_utils", "pure", "pure.deep"}
    found = collect_notices(bundle, modules, packages)
    assert names(found) == ["compiled", "pure", "pyinstaller", "Python"]


@pytest.mark.usefixtures("linux")
def test_a_moved_library_is_known_by_its_name(bundle, site) -> None:
    package = install(site, "compiled", ["compiled/.dylibs/liba.1.dylib"])
    put(bundle, "compiled/__dot__dylibs/liba.1.dylib")
    assert names(collect_notices(bundle, [], [package])) == ["compiled", "Python"]


@pytest.mark.usefixtures("linux")
def test_modules_of_a_shared_namespace_belong_to_their_packages(bundle, site) -> None:
    package = install(site, "shared.one", ["shared/one.py"])
    assert names(collect_notices(bundle, ["shared", "shared.one"], [package])) == [
        "Python",
        "shared.one",
    ]


@pytest.mark.usefixtures("linux")
def test_a_module_of_unknown_origin_stops_the_build(bundle, site) -> None:
    with pytest.raises(LicenceMissingError, match=r"module stray\.thing is in the bundle"):
        collect_notices(bundle, ["stray.thing"], [install(site, "pure", ["pure.py"])])


@pytest.mark.parametrize(("licence", "text"), [("", "Some text."), ("MIT", "")])
def test_a_package_without_a_licence_stops_the_build(site, licence, text) -> None:
    package = install(site, "silent", ["silent.py"], licence=licence, text=text)
    with pytest.raises(LicenceMissingError, match=r"Python package silent 1\.0 was not found"):
        distribution_notice(package)


def test_a_licence_beside_the_code_is_found(site) -> None:
    package = install(
        site, "beside", ["beside/__init__.py", "beside/LICENSE", "beside/licences.py"], text=""
    )
    (site / "beside").mkdir()
    (site / "beside" / "LICENSE").write_text("Beside the code.")
    assert distribution_notice(package).texts == ("Beside the code.",)


@pytest.mark.usefixtures("linux")
def test_a_library_from_nowhere_stops_the_build(bundle, monkeypatch) -> None:
    monkeypatch.setattr(system_licences, "_output", lambda _command: "")
    put(bundle, "libstray.so.1")
    with pytest.raises(LicenceMissingError, match=r"No installed package owns libstray\.so\.1"):
        collect_notices(bundle, [], [])


def test_libraries_of_other_systems_are_known_by_name(bundle, monkeypatch) -> None:
    monkeypatch.setattr(licences, "this_system", lambda: "win32")
    put(bundle, "VCRUNTIME140.dll", "libcrypto-3.dll", "python311.dll", "_ssl.pyd", "sqlite3.dll")
    assert names(collect_notices(bundle, [], [])) == [
        "Microsoft Visual C++ runtime",
        "OpenSSL",
        "Python",
        "SQLite",
    ]
    put(bundle, "stray.dll")
    with pytest.raises(LicenceMissingError, match=r"library stray\.dll"):
        collect_notices(bundle, [], [])


def test_every_stored_text_is_there() -> None:
    wanted = {name for names in licence_sources._STORED_FOR.values() for name in names}
    wanted |= {stored for *_, stored in licence_sources._KNOWN_LIBRARIES} | {"Python-parts"}
    for name in wanted:
        assert (licence_sources.STORED / f"{name}.txt").is_file()
        assert len(stored_text(name)) > 100
    assert known_library_notice("libssl.3.dylib") is not None
    with pytest.raises(LicenceMissingError, match="Home-made-1"):
        stored_text("Home-made-1")


def test_the_notices_of_qt_are_those_of_the_packaged_qt() -> None:
    version = locked_versions(LOCK.read_text(encoding="utf-8"))["pyside6-essentials"]
    minor = version.rpartition(".")[0]
    assert stored_text("Qt-parts").startswith(f"Qt {minor}.")


class FakeDpkg:
    """Answers as dpkg-query does: libraries by package, and the package's fields."""

    def __init__(self, owned: dict[str, str], fields: dict[str, str]) -> None:
        self.owned, self.fields = owned, fields

    def __call__(self, command) -> str:
        if "--search" in command:
            paths = [path for path in command[2:] if path.startswith("/usr/lib")]
            found = [(self.owned.get(Path(path).name), path) for path in paths]
            return "".join(f"{package}: {path}\n" for package, path in found if package)
        return self.fields[command[-1]]


@pytest.fixture
def documentation(tmp_path, monkeypatch):
    monkeypatch.setattr(system_licences, "DOCUMENTATION", tmp_path / "doc")

    def write(package: str, text: str) -> None:
        (tmp_path / "doc" / package).mkdir(parents=True)
        (tmp_path / "doc" / package / "copyright").write_text(text)

    return write


def test_libraries_of_one_source_are_one_part(documentation) -> None:
    text = "Free software. See /usr/share/common-licenses/LGPL-2.1."
    for package in ("libxcb1", "libxcb-shm0"):
        documentation(package, text)
    dpkg = FakeDpkg(
        {"libxcb.so.1": "libxcb1:amd64", "libxcb-shm.so.0": "libxcb-shm0:amd64"},
        dict.fromkeys(("libxcb1:amd64", "libxcb-shm0:amd64"), "libxcb\n1:1.15-1\nhttps://x.org\n"),
    )
    (notice,) = system_notices(["libxcb.so.1", "libxcb-shm.so.0"], dpkg)
    assert notice.part == LicensedPart("libxcb", "1.15", "MIT", "https://x.org")
    assert notice.texts == (text,)
    assert notice.stored == ("LGPL-2.1",)
    assert "From libxcb-shm0, libxcb1" in notice.remark
    assert "libxcb/1:1.15-1" in notice.remark


def test_a_library_under_the_gpl_alone_is_refused(documentation) -> None:
    documentation("libreadline8", "Format: …\n\nFiles: *\nCopyright: FSF\nLicense: GPL-3+\n")
    dpkg = FakeDpkg({"libreadline.so.8": "libreadline8"}, {"libreadline8": "readline\n8.2-1\n\n"})
    with pytest.raises(LicenceMissingError, match=r"libreadline8 is under GPL-3\+"):
        system_notices(["libreadline.so.8"], dpkg)


def test_a_declared_licence_is_taken_over(documentation) -> None:
    documentation("libnew1", "Format: …\n\nFiles: *\nCopyright: A\nLicense: GPL-2 or MIT\n")
    dpkg = FakeDpkg({"libnew.so.1": "libnew1"}, {"libnew1": "new\n2.0+dfsg1-3\n\n"})
    (notice,) = system_notices(["libnew.so.1"], dpkg)
    assert (notice.part.version, notice.part.licence) == ("2.0", "GPL-2 or MIT")


@pytest.mark.usefixtures("documentation")
def test_a_system_package_without_its_text_stops_the_build() -> None:
    dpkg = FakeDpkg({"libxcb.so.1": "libxcb1"}, {"libxcb1": "libxcb\n1.15-1\n\n"})
    with pytest.raises(LicenceMissingError, match="libxcb1/copyright"):
        system_notices(["libxcb.so.1"], dpkg)


def test_texts_that_are_shared_stand_once() -> None:
    notices = [
        Notice(LicensedPart(name, "1.0", "LGPL-3.0-only"), "", ("Same text.",), ("LGPL-3",))
        for name in ("first", "second")
    ]
    text = licences_text(notices, [])
    assert text.count("Same text.") == 1
    assert "The same text as for first." in text
    assert text.count("GNU LESSER GENERAL PUBLIC LICENSE") == 1
    assert "LGPL: first, second" in text


@pytest.mark.usefixtures("linux")
def test_the_files_of_a_bundle_are_the_same_every_time(bundle) -> None:
    folder = write_licences(bundle, ["json"])
    written = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert set(written) == {"licences.json", "THIRD-PARTY-LICENCES.txt"}
    assert write_licences(bundle, ["json"]) == folder
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == written
    parts = json.loads(written["licences.json"])["parts"]
    assert [part["name"] for part in parts[:3]] == [
        "Fashion Desktop",
        "Bundled weights",
        "Inter typeface",
    ]
    assert b"The OFL." in written["THIRD-PARTY-LICENCES.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="links are for everybody on macOS only")
def test_a_macos_program_keeps_them_with_its_resources(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(licences, "this_system", lambda: "darwin")
    fonts = tmp_path / "Fashion Desktop.app" / "Contents" / "Resources" / "resources" / "fonts"
    fonts.mkdir(parents=True)
    (fonts / "OFL.txt").write_text("The OFL.")
    seen = tmp_path / "Fashion Desktop.app" / "Contents" / "Frameworks" / "resources"
    seen.mkdir(parents=True)
    assert write_licences(tmp_path / "Fashion Desktop.app", []) == fonts.parent / "licences"
    assert (seen / "licences").readlink() == Path("../../Resources/resources/licences")
    assert (seen / "licences" / "licences.json").is_file()


def test_modules_are_read_from_the_program(bundle, monkeypatch) -> None:
    def open_archive(path: str) -> SimpleNamespace:
        assert path.endswith("fashion-desktop")
        pyz = SimpleNamespace(toc={"fashion_desktop": (), "httpx": ()})
        return SimpleNamespace(open_embedded_archive=lambda _name: pyz)

    readers = ModuleType("readers")
    readers.CArchiveReader = open_archive
    for name in ("PyInstaller", "PyInstaller.archive"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "PyInstaller.archive.readers", readers)
    with pytest.raises(LicenceMissingError, match="no packaged program"):
        bundled_modules(bundle)
    (bundle / "fashion-desktop").touch()
    assert bundled_modules(bundle) == {"fashion_desktop", "httpx"}


def test_the_step_says_what_is_missing(bundle, monkeypatch, capsys) -> None:
    monkeypatch.setattr(licences, "bundled_modules", lambda _bundle: {"stray"})
    assert licences.main([str(bundle)]) == 1
    assert "module stray" in capsys.readouterr().err
    monkeypatch.setattr(licences, "bundled_modules", lambda _bundle: set())
    assert licences.main([str(bundle)]) == 0
