"""The licences of libraries that a bundle takes from its build machine: Debian or Ubuntu."""

from __future__ import annotations

import platform
import re
import subprocess
import sysconfig
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from fashion_desktop.storage.licences import LicensedPart
from packager.licence_sources import LicenceMissingError, Notice, plain_text

DOCUMENTATION = Path("/usr/share/doc")

_REFERENCE = re.compile(r"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9])")
_LIBRARIES = {
    "bzip2": ("libbzip2", "bzip2-1.0.6"),
    "dbus": ("D-Bus", "AFL-2.1 OR GPL-2.0-or-later"),
    "e2fsprogs": ("libcom_err", "MIT"),
    "expat": ("Expat", "MIT"),
    "fontconfig": ("Fontconfig", "HPND"),
    "freetype": ("FreeType", "FTL"),
    "gcc": ("GCC runtime libraries", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    "glib2.0": ("GLib", "LGPL-2.1-or-later"),
    "keyutils": ("libkeyutils", "LGPL-2.0-or-later"),
    "krb5": ("MIT Kerberos", "MIT"),
    "libbsd": ("libbsd", "BSD-3-Clause AND BSD-2-Clause AND ISC"),
    "libcap2": ("libcap", "BSD-3-Clause OR GPL-2.0-only"),
    "libffi": ("libffi", "MIT"),
    "libgcrypt20": ("Libgcrypt", "LGPL-2.1-or-later"),
    "libgpg-error": ("Libgpg-error", "LGPL-2.1-or-later"),
    "libmd": ("libmd", "BSD-3-Clause AND BSD-2-Clause AND ISC"),
    "libpng1.6": ("libpng", "Libpng"),
    "libx11": ("libX11", "MIT"),
    "libxau": ("libXau", "MIT"),
    "libxcb": ("libxcb", "MIT"),
    "libxdmcp": ("libXdmcp", "MIT"),
    "libxkbcommon": ("libxkbcommon", "MIT"),
    "libzstd": ("Zstandard", "BSD-3-Clause OR GPL-2.0-only"),
    "lz4": ("LZ4", "BSD-2-Clause"),
    "openssl": ("OpenSSL", "Apache-2.0"),
    "pcre2": ("PCRE2", "BSD-3-Clause"),
    "pcre3": ("PCRE", "BSD-3-Clause"),
    "sqlite3": ("SQLite", "public-domain"),
    "systemd": ("libsystemd", "LGPL-2.1-or-later"),
    "util-linux": ("libuuid", "BSD-3-Clause"),
    "wayland": ("Wayland", "MIT"),
    "xcb-util": ("xcb-util", "MIT"),
    "xcb-util-cursor": ("xcb-util-cursor", "MIT"),
    "xcb-util-image": ("xcb-util-image", "MIT"),
    "xcb-util-keysyms": ("xcb-util-keysyms", "MIT"),
    "xcb-util-renderutil": ("xcb-util-renderutil", "MIT"),
    "xcb-util-wm": ("xcb-util-wm", "MIT"),
    "xz-utils": ("liblzma", "public-domain"),
    "zlib": ("zlib", "Zlib"),
}
"""Source package: name and licence of its library, which may not be that of its programs."""


def system_notices(
    libraries: Iterable[str], ask: Callable[[Sequence[str]], str] | None = None
) -> list[Notice]:
    """Return the notices of libraries that the bundle took from Debian or Ubuntu.

    One notice for every source package, whatever number of libraries came out of it.

    Args:
        libraries: their file names.
        ask: runs a command and returns its output; default: really.

    Raises:
        LicenceMissingError: no package owns a library, or its licence does not allow this use.
    """
    ask = ask or _output
    owners = _owners(sorted(libraries), ask)
    by_source: dict[tuple[str, str, str], set[str]] = {}
    for package in sorted(set(owners.values())):
        fields = ask(
            [
                *("dpkg-query", "--show", "--showformat"),
                "${source:Package}\n${source:Version}\n${Homepage}\n",
                package,
            ]
        ).splitlines()
        source, version, home_page = (*fields, "", "", "")[:3]
        by_source.setdefault((source, version, home_page), set()).add(package)
    return [
        _system_notice(source, version, home_page, sorted(packages))
        for (source, version, home_page), packages in sorted(by_source.items())
    ]


def _owners(libraries: Sequence[str], ask: Callable[[Sequence[str]], str]) -> dict[str, str]:
    """Return the package that owns each library."""
    triplet = sysconfig.get_config_var("MULTIARCH") or f"{platform.machine()}-linux-gnu"
    places = [f"/{folder}/{triplet}" for folder in ("lib", "usr/lib")]
    wanted = {f"{place}/{name}": name for name in libraries for place in places}
    owners: dict[str, str] = {}
    for line in ask(["dpkg-query", "--search", *wanted]).splitlines():
        package, _, path = line.partition(": ")
        if path in wanted:
            owners[wanted[path]] = package.split(",")[0]
    unknown = [name for name in libraries if name not in owners]
    if unknown:
        raise LicenceMissingError(
            f"No installed package owns {', '.join(unknown)}, so the licence is not known. The "
            "program is packaged on Debian or Ubuntu; leave out what came from elsewhere."
        )
    return owners


def _system_notice(source: str, version: str, home_page: str, packages: Sequence[str]) -> Notice:
    names = [package.split(":")[0] for package in packages]
    files = [DOCUMENTATION / name / "copyright" for name in names]
    texts = tuple(dict.fromkeys(plain_text(file) for file in files if file.is_file()))
    if not texts:
        raise LicenceMissingError(
            f"The package {names[0]} has no /usr/share/doc/{names[0]}/copyright: the licence of "
            "its library is not known. Install the package again, with its documentation."
        )
    library, licence = _LIBRARIES.get(re.sub(r"-[0-9]+$", "", source), (source, ""))
    licence = licence or _declared(texts[0])
    if not licence or _is_strictly_gpl(licence):
        raise LicenceMissingError(
            f"The library in {names[0]} is under {licence or 'an unknown licence'}, which may not "
            "hold for the whole program. Leave the library out, or say under which licence it is "
            "in build_spec/packager/system_licences.py."
        )
    stored = dict.fromkeys(name for text in texts for name in _REFERENCE.findall(text))
    return Notice(
        LicensedPart(library, _upstream(version), licence, home_page),
        f"From {', '.join(names)}; source: {_source_address(source, version)}",
        texts,
        tuple(stored),
    )


def _is_strictly_gpl(licence: str) -> bool:
    return re.match(r"A?GPL", licence) is not None and not re.search(r"(?i)\b(or|with)\b", licence)


def _declared(copyright_file: str) -> str:
    """Return the licence of the files in general, from a machine-readable copyright file.

    See https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/.
    """
    match = re.search(
        r"^Files:\s*\*.*?^License:[ \t]*([^\n]+)", copyright_file, re.MULTILINE | re.DOTALL
    )
    return match[1].strip() if match else ""


def _upstream(version: str) -> str:
    """Return the version without what the distribution added before and after it."""
    return re.sub(r"^\d+:|[.+~]dfsg.*|-[^-]*$", "", version)


def _source_address(source: str, version: str, release: Mapping[str, str] | None = None) -> str:
    system = (release or platform.freedesktop_os_release()).get("ID", "debian")
    if system == "ubuntu":
        return f"https://launchpad.net/ubuntu/+source/{source}/{version}"
    return f"https://snapshot.debian.org/package/{source}/{version}/"


def _output(command: Sequence[str]) -> str:
    # A search that does not find everything fails, and still says what it found.
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""
