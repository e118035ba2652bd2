"""New versions in the whole window: silent while off; offered, downloaded and verified when on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from packager.release_feed import main as release_feed
from packager.release_keys import KEY_VARIABLE
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from support.desk import Desk, in_window_loop
from support.product_api_server import Fault, ProductApiServer
from support.releases import CONTENT, FEED, Publisher, release

from fashion_desktop import __version__
from fashion_desktop.app import update_notice
from fashion_desktop.services import update_service
from fashion_desktop.services.update_service import UpdateService
from fashion_desktop.widgets.release_notes_dialog import ReleaseNotesDialog
from fashion_desktop.widgets.settings_dialog import SettingsDialog

LINUX = "linux-x86_64"
LONG_S = 3600.0


@pytest.fixture(autouse=True)
def downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "Downloads"
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(folder))
    return folder


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """On the server below, trusted by this copy, which looks at once after its start."""
    monkeypatch.setattr(update_service, "key_file", lambda: tmp_path / "key.txt")
    monkeypatch.setattr(update_notice, "START_DELAY_S", 0.0)
    monkeypatch.setattr(update_service, "system_name", lambda *_args: LINUX)
    with ProductApiServer() as running:
        result = Publisher(running)
        result.write_public_key(tmp_path / "key.txt")
        yield result


@pytest.fixture
def server(publisher: Publisher) -> ProductApiServer:
    return publisher.server


def on(publisher: Publisher) -> dict[str, object]:
    return {"release_check": True, "release_feed": publisher.feed_url}


def inside(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.exists() else []


def words(dialog: SettingsDialog) -> str:
    """What the page says, whether it is in front or not."""
    return "\n".join(label.text() for label in dialog.updates.findChildren(QLabel))


def checks(desk: Desk) -> bool:
    """Whether a check has been noted down."""
    return (desk.folder.parent / "releases.json").exists()


@in_window_loop
async def test_off_means_that_nothing_goes_out(
    desk: Desk, publisher: Publisher, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(UpdateService, "check", lambda _self, url, **_more: asked.append(url))
    publisher.announce(release("9.0", publisher.put_file("f.tar.xz")))
    await desk.open(release_check=False, release_feed=publisher.feed_url)
    desk.window.toolbar.settings_requested.emit()
    dialog = await desk.dialog_opens(SettingsDialog)
    await desk.until("the state is shown", lambda: "Never checked" in words(dialog))
    dialog.reject()
    await desk.until("all is settled", lambda: desk.desktop.settled)
    watching = [task for task in asyncio.all_tasks() if "watch_feed" in repr(task.get_coro())]
    assert watching == []
    assert asked == []
    assert server.requests == []
    assert not checks(desk)
    assert desk.window.updates.isHidden()


@in_window_loop
async def test_on_but_without_an_address_nothing_goes_out(
    desk: Desk, server: ProductApiServer
) -> None:
    await desk.open(release_check=True)
    await desk.until("all is settled", lambda: desk.desktop.settled)
    assert server.requests == []
    assert not checks(desk)


@in_window_loop
async def test_from_the_signing_to_the_verified_file(
    desk: Desk,
    publisher: Publisher,
    server: ProductApiServer,
    downloads: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dist = tmp_path / "published"
    dist.mkdir()
    (dist / "fashion-desktop-9.0-linux-x86_64.tar.xz").write_bytes(CONTENT)
    (dist / "notes.txt").write_text("Faster and calmer.")
    assert release_feed(["--keygen", str(dist / "key")]) == 0
    monkeypatch.setenv(KEY_VARIABLE, str(dist / "key"))
    archive = str(dist / "fashion-desktop-9.0-linux-x86_64.tar.xz")
    more = ["--version", "9.0", "--notes", str(dist / "notes.txt"), "--public-key"]
    more += [str(dist / "key.pub"), "--out", str(dist / "releases.json")]
    assert release_feed([archive, "--base-url", server.origin, *more]) == 0
    (tmp_path / "key.txt").write_bytes((dist / "key.pub").read_bytes())
    for path in dist.iterdir():
        server.raw_paths[f"/{path.name}"] = ("application/octet-stream", path.read_bytes())
    shown: list[Path] = []
    monkeypatch.setattr(update_notice, "show_in_folder", shown.append)

    await desk.open(**on(publisher))
    bar = desk.window.updates
    await desk.until("it is offered", bar.isVisible)
    assert bar.text == f"New version 9.0. You have {__version__}."
    desk.click(desk.offers(bar)["What’s new"])
    notes = await desk.dialog_opens(ReleaseNotesDialog)
    assert "Faster and calmer." in notes.text.toPlainText()
    notes.reject()
    desk.click(desk.offers(bar)["Download"])
    await desk.until("it is downloaded", lambda: "Show in folder" in desk.offers(bar))
    desk.click(desk.offers(bar)["Show in folder"])
    target = downloads / "fashion-desktop-9.0-linux-x86_64.tar.xz"
    assert shown == [target]
    assert target.read_bytes() == CONTENT
    assert inside(downloads) == [target]
    assert server.paths() == [FEED, f"{FEED}.sig", "/fashion-desktop-9.0-linux-x86_64.tar.xz"]
    await desk.close()

    server.clear_log()
    await desk.open()
    await desk.until("all is settled", lambda: desk.desktop.settled)
    assert server.requests == [], "a day has not passed"


@in_window_loop
async def test_not_this_version(desk: Desk, publisher: Publisher) -> None:
    publisher.announce(release("9.0", publisher.put_file("f.tar.xz")))
    await desk.open(**on(publisher))
    bar = desk.window.updates
    await desk.until("it is offered", bar.isVisible)
    desk.click(desk.offers(bar)["Not this version"])
    assert bar.isHidden()
    memory = desk.folder.parent / "releases.json"
    await desk.until("it is remembered", lambda: json.loads(memory.read_text())["skipped"] == "9.0")


@in_window_loop
async def test_a_quiet_check_that_fails_says_nothing(
    desk: Desk, publisher: Publisher, server: ProductApiServer
) -> None:
    data = publisher.announce(release("9.0", publisher.put_file("f.tar.xz")))
    publisher.publish(data + b" ", publisher.key.sign(data))
    await desk.open(**on(publisher))
    await desk.until("both are asked for", lambda: len(server.requests) == 2)
    await desk.until("all is settled", lambda: desk.desktop.settled)
    assert desk.window.updates.isHidden()
    assert desk.window.messages.isHidden()


@in_window_loop
async def test_check_now_says_what_came_of_it(
    desk: Desk, publisher: Publisher, server: ProductApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_notice, "START_DELAY_S", LONG_S)
    await desk.open()
    desk.window.toolbar.settings_requested.emit()
    dialog = await desk.dialog_opens(SettingsDialog)
    page = dialog.updates
    dialog.tabs.setCurrentWidget(page)
    desk.click(page.check)
    QTest.keyClicks(page.address, publisher.feed_url)

    async def checked(words: str) -> None:
        desk.click(page.check_button)
        await desk.until(f"it says {words}", lambda: words in desk.texts(page))

    await checked("The server has nothing at")
    publisher.announce(release("0.0.1", publisher.put_file("f.tar.xz")))
    await checked(f"You have the newest version for this computer, {__version__}")
    publisher.announce(release("9.0", publisher.put_file("f.tar.xz")))
    await checked("Version 9.0 is there")
    assert desk.window.updates.isVisible()
    server.clear_log()
    desk.click(dialog.save_button)
    settings = desk.folder.parent / "settings.json"
    await desk.until(
        "it is saved",
        lambda: settings.exists() and json.loads(settings.read_text())["release_check"],
    )
    assert server.requests == []


@in_window_loop
async def test_a_copy_without_a_key_says_so_in_the_settings(
    desk: Desk, publisher: Publisher, server: ProductApiServer, tmp_path: Path
) -> None:
    (tmp_path / "key.txt").unlink()
    await desk.open(**on(publisher))
    desk.window.toolbar.settings_requested.emit()
    dialog = await desk.dialog_opens(SettingsDialog)
    dialog.tabs.setCurrentWidget(dialog.updates)
    await desk.until("it is said", lambda: "no key to verify" in desk.texts(dialog))
    desk.click(dialog.updates.check_button)
    await desk.until("it is tried", lambda: not dialog.updates.is_checking)
    assert "no key to verify" in desk.texts(dialog)
    dialog.reject()
    assert server.requests == []


@in_window_loop
async def test_switched_off_the_offer_goes(desk: Desk, publisher: Publisher) -> None:
    publisher.announce(release("9.0", publisher.put_file("f.tar.xz")))
    await desk.open(**on(publisher))
    await desk.until("it is offered", desk.window.updates.isVisible)
    desk.window.toolbar.settings_requested.emit()
    dialog = await desk.dialog_opens(SettingsDialog)
    dialog.tabs.setCurrentWidget(dialog.updates)
    desk.click(dialog.updates.check)
    desk.click(dialog.save_button)
    await desk.until("the strip is gone", desk.window.updates.isHidden)


@in_window_loop
async def test_a_download_is_cancelled_and_one_that_fails_is_offered_again(
    desk: Desk, publisher: Publisher, server: ProductApiServer, downloads: Path
) -> None:
    publisher.announce(release("9.0", publisher.put_file("f.tar.xz")))
    server.fail("/f.tar.xz", Fault(drip_s=0.05), Fault(status=404))
    await desk.open(**on(publisher))
    bar = desk.window.updates
    await desk.until("it is offered", bar.isVisible)
    desk.click(desk.offers(bar)["Download"])
    await desk.until("it has begun", lambda: inside(downloads))
    desk.click(desk.offers(bar)["Cancel"])
    await desk.until("nothing is left", lambda: not inside(downloads))
    assert bar.text.startswith("New version 9.0")
    desk.click(desk.offers(bar)["Download"])
    await desk.until("it fails", lambda: "Try again" in desk.offers(bar))
    assert "does not have version 9.0 any more" in bar.text
    desk.click(desk.offers(bar)["Try again"])
    await desk.until("it is downloaded", lambda: "Show in folder" in desk.offers(bar))


@in_window_loop
async def test_quitting_during_a_download_leaves_nothing(
    desk: Desk, publisher: Publisher, server: ProductApiServer, downloads: Path
) -> None:
    publisher.announce(release("9.0", publisher.put_file("f.tar.xz")))
    server.fail("/f.tar.xz", Fault(drip_s=0.05), forever=True)
    await desk.open(**on(publisher))
    bar = desk.window.updates
    await desk.until("it is offered", bar.isVisible)
    desk.click(desk.offers(bar)["Download"])
    await desk.until("it has begun", lambda: inside(downloads))
    await desk.close()
    assert inside(downloads) == []
