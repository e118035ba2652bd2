import json
from pathlib import Path

import pytest

from fashion_desktop.domain.weights import WeightsChoice
from fashion_desktop.storage.settings_store import Settings, SettingsStore


def test_no_file_means_defaults(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.json")
    assert store.load() == Settings()
    assert store.warnings == []


def test_saved_settings_come_back(tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "deep" / "settings.json")
    chosen = Settings(
        weights=WeightsChoice.FILE,
        weights_file="/tmp/w.pth",
        theme="dark",
        threshold=0.004,
        search="exact",
        release_check=True,
        release_feed="https://shop.example/releases.json",
    )
    store.save(chosen)
    assert store.load() == chosen


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"text"', "\x00\x01"])
def test_an_unreadable_file_means_defaults_and_a_warning(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    store = SettingsStore(path)
    assert store.load() == Settings()
    assert len(store.warnings) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("device", "toaster"),
        ("theme", 7),
        ("decoding", "half"),
        ("batch_size", 0),
        ("batch_size", 10**9),
        ("batch_size", True),
        ("card_size", -5),
        ("threshold", "high"),
        ("threshold", 2),
        ("weights", "imagenet1k_v9"),
        ("keep_photos", "yes"),
        ("search", "roughly"),
        ("release_check", 1),
        ("release_check", "true"),
        ("release_feed", None),
        ("release_feed", "releases.json"),
        ("release_feed", "http://shop.example/releases.json"),
        ("release_feed", "https://user:secret@shop.example/releases.json"),
        ("release_feed", "file:///etc/passwd"),
    ],
)
def test_nonsense_costs_only_its_own_field(tmp_path: Path, name: str, value: object) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({name: value, "default_top_n": 20}))
    store = SettingsStore(path)
    assert store.load() == Settings(default_top_n=20)
    assert name in store.warnings[0]


def test_unknown_fields_of_a_newer_version_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"hologram": True, "threshold": 1}))
    store = SettingsStore(path)
    assert store.load() == Settings(threshold=1.0)
    assert store.warnings == []
