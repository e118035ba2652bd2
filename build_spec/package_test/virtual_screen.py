"""A screen that nobody sees, with a window manager, and what can be seen on it."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

NEEDED = ("Xvfb", "openbox", "xdotool")


def missing_programs() -> list[str]:
    """Return what has to be installed before there can be a virtual screen."""
    return [name for name in NEEDED if shutil.which(name) is None]


def program(name: str) -> str:
    """Return where a program is.

    Raises:
        FileNotFoundError: it is not installed.
    """
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed")
    return found


@dataclass(frozen=True)
class VirtualScreen:
    """A running X server without a monitor."""

    display: str
    frame_buffer: Path

    def environment(self) -> dict[str, str]:
        """Return the environment of a program that shall appear on this screen."""
        plain = {k: v for k, v in os.environ.items() if k != "WAYLAND_DISPLAY"}
        return plain | {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def picture(self) -> Image.Image:
        """Return what is on the screen now."""
        # X's own dump format: a header of 32-bit numbers, a colour table, then the pixels.
        data = self.frame_buffer.read_bytes()
        header = struct.unpack(">25I", data[:100])
        header_size, width, height = header[0], header[4], header[5]
        bytes_per_line, colours = header[12], header[19]
        start = header_size + 12 * colours
        return Image.frombuffer(
            "RGB", (width, height), data[start:], "raw", "BGRX", bytes_per_line, 1
        )


@contextmanager
def virtual_screen(width: int, height: int) -> Iterator[VirtualScreen]:
    """Start a screen of this size with a window manager; end both afterwards."""
    with tempfile.TemporaryDirectory(prefix="screen-") as folder:
        reading, writing = os.pipe()
        command = [
            program("Xvfb"),
            "-displayfd",
            str(writing),
            "-fbdir",
            folder,
            "-nolisten",
            "tcp",
        ]
        command += ["-screen", "0", f"{width}x{height}x24"]
        server = subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as answer:
            display = f":{answer.readline().strip()}"
        screen = VirtualScreen(display, Path(folder) / "Xvfb_screen0")
        manager = subprocess.Popen(
            [program("openbox")],
            env=screen.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for_manager(screen)
            yield screen
        finally:
            for process in (manager, server):
                process.terminate()
                process.wait()


def _wait_for_manager(screen: VirtualScreen) -> None:
    deadline_s = time.monotonic() + 10
    while subprocess.run(
        [program("xdotool"), "get_num_desktops"],
        env=screen.environment(),
        capture_output=True,
        check=False,
    ).returncode:
        if time.monotonic() > deadline_s:
            raise TimeoutError("the window manager does not start")
        time.sleep(0.05)
