"""What the controllers of one window share."""

from __future__ import annotations

from dataclasses import dataclass

from fashion_desktop.app.tasks import Tasks
from fashion_desktop.jobs.lane import Lane
from fashion_desktop.jobs.runner import JobRunner
from fashion_desktop.services.session import LibrarySession
from fashion_desktop.services.thumbnail_service import ThumbnailService
from fashion_desktop.storage.settings_store import SettingsStore
from fashion_desktop.viewmodels.thumbnail_provider import ThumbnailProvider
from fashion_desktop.widgets.main_window import MainWindow
from fashion_desktop.widgets.theme import Theme


@dataclass(frozen=True, slots=True)
class WindowContext:
    """The window, the open library behind it, and the lanes in between.

    Attributes:
        data_lane: short reads and searches.
        picture_lane: thumbnails and photos; ``pictures`` is used in it only.
        job_lane: long work in the background, jobs among it.
    """

    session: LibrarySession
    settings_store: SettingsStore
    theme: Theme
    window: MainWindow
    tasks: Tasks
    data_lane: Lane
    picture_lane: Lane
    job_lane: Lane
    pictures: ThumbnailService
    thumbnails: ThumbnailProvider
    runner: JobRunner
