"""The user's settings: one JSON file, read with suspicion, written atomically."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fashion_desktop.domain.jobs import DEFAULT_BATCH_SIZE
from fashion_desktop.domain.releases import feed_address_problem
from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.storage.atomic_file import write_atomically

APP_DIR = "fashion-desktop"
LARGEST_BATCH = 512


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can choose. Every field has a sensible default.

    Attributes:
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        theme: ``system``, ``light`` or ``dark``.
        card_size: width of a product card in device-independent pixels.
        decoding: ``fast`` decodes photos that are much larger than needed at a fraction of
            their size, with a stated error; ``full`` never does.
        keep_photos: keep fetched photos in the library, so that it works offline.
        threshold: the similarity that the slider starts at; 0 for what the weights recommend.
        search: ``auto``, or ``exact`` to have very large libraries searched completely, too.
        release_check: ask once a day whether there is a new version of the program.
        release_feed: the address that is asked; empty for the one this copy came with.
        window_geometry, splitter: as Qt saves them, in base64.
    """

    weights: WeightsChoice = WeightsChoice.BUNDLED
    weights_file: str = ""
    device: str = "auto"
    decoding: str = "fast"
    theme: str = "system"
    batch_size: int = DEFAULT_BATCH_SIZE
    card_size: int = 176
    default_top_n: int = 50
    threshold: float = 0.0
    keep_photos: bool = True
    search: str = "auto"
    release_check: bool = False
    release_feed: str = ""
    window_geometry: str = ""
    splitter: str = ""


_ALLOWED: dict[str, Callable[[Any], bool]] = {
    "device": lambda value: value in {"auto", "cpu", "cuda", "mps"},
    "decoding": lambda value: value in {"fast", "full"},
    "theme": lambda value: value in {"system", "light", "dark"},
    "search": lambda value: value in {"auto", "exact"},
    "batch_size": lambda value: 1 <= value <= LARGEST_BATCH,
    "card_size": lambda value: 96 <= value <= 320,
    "default_top_n": lambda value: 1 <= value <= 500,
    "threshold": lambda value: math.isfinite(value) and 0 <= value <= 1,
    "release_feed": lambda value: not value or not feed_address_problem(value),
}


class SettingsStore:
    """Reads and writes the settings file.

    Attributes:
        warnings: one sentence for each value that ``load`` could not use.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or default_settings_path()
        self.warnings: list[str] = []

    def load(self) -> Settings:
        """Return the settings; a value that makes no sense counts as its default."""
        self.warnings = []
        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError):
            stored = None
        if not isinstance(stored, dict):
            self.warnings.append(
                f"The settings in “{self.path}” cannot be read; the defaults are used."
            )
            return Settings()
        values: dict[str, Any] = {}
        for field in dataclasses.fields(Settings):
            if field.name not in stored:
                continue
            try:
                values[field.name] = _checked(field.name, field.default, stored[field.name])
            except (TypeError, ValueError):
                self.warnings.append(
                    f"The setting “{field.name}” has a value that makes no sense; "
                    "its default is used."
                )
        return Settings(**values)

    def save(self, settings: Settings) -> None:
        """Write the settings.

        Raises:
            OSError: the file cannot be written.
        """
        text = json.dumps(dataclasses.asdict(settings), indent=2)
        write_atomically(self.path, text.encode())


def default_settings_path() -> Path:
    """Return the per-user settings file."""
    from platformdirs import user_config_path

    return user_config_path(APP_DIR, appauthor=False) / "settings.json"


def default_library_folder() -> Path:
    """Return the per-user default library folder."""
    from platformdirs import user_data_path

    return user_data_path(APP_DIR, appauthor=False) / "library"


def log_folder() -> Path:
    """Return where the program's log files are kept."""
    from platformdirs import user_log_path

    return user_log_path(APP_DIR, appauthor=False)


def demo_library_folder() -> Path:
    """Return the per-user library of the built-in demo catalogue."""
    from platformdirs import user_data_path

    return user_data_path(APP_DIR, appauthor=False) / "demo-library"


def weights_cache_folder() -> Path:
    """Return where downloaded weights are kept."""
    from platformdirs import user_cache_path

    return user_cache_path(APP_DIR, appauthor=False) / "weights"


def downloads_folder() -> Path:
    """Return the user's folder for downloads."""
    from platformdirs import user_downloads_path

    return user_downloads_path()


def _checked(name: str, default: object, value: object) -> object:
    if isinstance(default, WeightsChoice):
        return WeightsChoice(str(value))
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not type(default):
        raise TypeError(name)
    if name in _ALLOWED and not _ALLOWED[name](value):
        raise ValueError(name)
    return value
