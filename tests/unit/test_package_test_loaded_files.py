"""What the package test takes from /proc and strace, and what it lets through."""

from __future__ import annotations

from pathlib import Path

import pytest
from package_test.loaded_files import (
    contacted,
    executed,
    mapped,
    opened_code,
    outside,
    reasons,
)

BUNDLE = Path("/opt/fashion desktop/é")
MAPS = """\
7f00-7f01 r-xp 00000000 08:01 42    /opt/fashion desktop/é/_internal/libQt6Core.so.6
7f01-7f02 r--p 00000000 08:01 43                         /usr/lib/x86_64-linux-gnu/libc.so.6
7f02-7f03 rw-s 00000000 00:01 44                         /memfd:doublemapper (deleted)
7f03-7f04 rw-p 00000000 00:00 0                          [heap]
7f04-7f05 rw-p 00000000 00:00 0
7f05-7f06 rw-s 00000000 00:05 45                         /SYSV00000000 (deleted)
"""
TRACE = """\
17 execve("/opt/fashion desktop/\\303\\251/fashion-desktop", ["x"], 0x7ffc /* 3 vars */) = 0
17 execve("/usr/bin/uname", ["uname", "-p"], 0x7ffc /* 3 vars */) = -1 ENOENT (No such file)
17 execve("/sbin/ldconfig", ["/sbin/ldconfig", "-p"], 0x7ffc /* 3 vars */) = 0
17 openat(AT_FDCWD, "/usr/lib/python3.11/os.py", O_RDONLY|O_CLOEXEC) = 3
17 openat(AT_FDCWD, "/usr/lib/python3.11/missing.py", O_RDONLY) = -1 ENOENT (No such file)
18 openat(AT_FDCWD, "/opt/fashion desktop/\\303\\251/_internal/x.so.1", O_RDONLY) = 4
18 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 4
18 open("/usr/lib/libother.so.2", O_RDONLY) = 5
18 connect(7, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X99"}, 20) = 0
18 connect(7, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
18 connect(7, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("13.69.1.2")}, 16) = -1 E
"""


def test_maps_are_read_with_spaces_and_deleted_files() -> None:
    assert mapped(MAPS) == {
        f"{BUNDLE}/_internal/libQt6Core.so.6",
        "/usr/lib/x86_64-linux-gnu/libc.so.6",
        "/memfd:doublemapper",
        "/SYSV00000000",
    }
    assert outside(mapped(MAPS), [BUNDLE]) == []


@pytest.mark.parametrize(
    "path",
    [
        "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
        "/lib/x86_64-linux-gnu/libm.so.6",
        "/usr/lib/x86_64-linux-gnu/libnss_files.so.2",
        "/usr/lib/x86_64-linux-gnu/libGL.so.1.7.0",
        "/usr/lib/x86_64-linux-gnu/libgallium-22.3.6.so",
        "/usr/lib/x86_64-linux-gnu/dri/swrast_dri.so",
        "/usr/lib/x86_64-linux-gnu/libLLVM-15.so.1",
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    ],
)
def test_the_system_s_own_may_come_from_outside(path: str) -> None:
    assert outside([path], [BUNDLE]) == []
    assert "" not in reasons([path], [BUNDLE])


@pytest.mark.parametrize(
    "path",
    [
        "/usr/lib/x86_64-linux-gnu/libQt6Core.so.6",
        "/usr/lib/python3.11/lib-dynload/_ssl.so",
        "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
        "/usr/lib/x86_64-linux-gnu/libstdc++.so.6",
        "/usr/lib/x86_64-linux-gnu/libcurl.so.4",
        "/opt/fashion desktop/éclair/libx.so",
    ],
)
def test_everything_else_may_not(path: str) -> None:
    assert outside([path, f"{BUNDLE}/x.so"], [BUNDLE]) == [path]


def test_traces_are_read() -> None:
    assert list(opened_code(TRACE)) == [
        "/usr/lib/python3.11/os.py",
        f"{BUNDLE}/_internal/x.so.1",
        "/usr/lib/libother.so.2",
    ]
    assert executed(TRACE) == [f"{BUNDLE}/fashion-desktop", "/sbin/ldconfig"]
    (called,) = contacted(TRACE)
    assert "13.69.1.2" in called
