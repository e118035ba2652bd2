"""The version resource of the Windows executables: what "Properties > Details" shows.

Task manager, firewall and SmartScreen show its description, so that is the program's name.
"""

from __future__ import annotations

from fashion_desktop import DISPLAY_NAME, PUBLISHER, __version__
from packager.identity import ROOT, copyright_line, numeric_version

FOLDER = ROOT / "build" / "windows"
_ENGLISH_UNICODE = (0x0409, 1200)


def version_resource(executable: str) -> str:
    """Write the resource of one executable for PyInstaller, and return the file's path.

    Args:
        executable: its name without ``.exe``.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{executable}.version.txt"
    file.write_text(version_text(executable), encoding="utf-8")
    return str(file)


def version_text(executable: str) -> str:
    """Return the resource as PyInstaller reads it: an expression of its own classes."""
    numbers = numeric_version(__version__, 4)
    is_prerelease = __version__.strip("0123456789.") != ""
    strings = {
        "CompanyName": PUBLISHER,
        "FileDescription": DISPLAY_NAME,
        "FileVersion": __version__,
        "InternalName": executable,
        "LegalCopyright": copyright_line(),
        "OriginalFilename": f"{executable}.exe",
        "ProductName": DISPLAY_NAME,
        "ProductVersion": __version__,
    }
    structs = ",\n      ".join(f"StringStruct({k!r}, {v!r})" for k, v in strings.items())
    table = "{:04X}{:04X}".format(*_ENGLISH_UNICODE)
    return f"""# UTF-8
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers},
    prodvers={numbers},
    mask=0x3F,
    flags={0x2 if is_prerelease else 0x0:#x},
    OS=0x40004,
    fileType=0x1,
    subtype=0x0,
    date=(0, 0),
  ),
  kids=[
    StringFileInfo([StringTable({table!r}, [
      {structs},
    ])]),
    VarFileInfo([VarStruct('Translation', {list(_ENGLISH_UNICODE)})]),
  ],
)
"""
