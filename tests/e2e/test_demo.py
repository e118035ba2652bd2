"""The built-in demo without a display: the window does its main job and reports it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.trial_weights import write_trial_weights

TIMEOUT_S = 300.0


def tour(folder: Path, **variables: str) -> list[str]:
    """Return what the tour prints, line by line."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    others = ("XDG_", "FASHION_DESKTOP_")
    known = {name: v for name, v in os.environ.items() if not name.startswith(others)}
    done = subprocess.run(
        [sys.executable, "-m", "fashion_desktop", "demo"],
        cwd=folder,
        env={
            **known,
            "HOME": str(home),
            "USERPROFILE": str(home),
            "QT_QPA_PLATFORM": "offscreen",
            **variables,
        },
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_tour_shows_the_main_job_also_to_a_library_of_other_weights(tmp_path: Path) -> None:
    other = write_trial_weights(tmp_path / "other.safetensors")
    first = tour(tmp_path, FASHION_DESKTOP_WEIGHTS=str(other))
    assert first[0].startswith("Synced 240 products")
    assert first[1].startswith("Generated 240 embeddings")
    picture = tmp_path / "demo.png"
    assert picture.stat().st_size > 50_000
    picture.unlink()

    second = tour(tmp_path)
    assert second[1].startswith("Updated 240 embeddings")
    found = second.index("Look-alikes of 101001, Striped cotton T-shirt, navy and white:")
    assert "Striped" in second[found + 1]
    dropped = second.index(
        "Look-alikes of a dropped photo, darker and cut closer than the catalogue's:"
    )
    assert "Trucker jacket, mid blue" in second[dropped + 1]
    assert picture.is_file()

    assert tour(tmp_path)[1] == "Every product has its embedding already."
