"""What macOS is told about the program: ``Info.plist`` of the ``.app``.

The program is built for Apple silicon only: ONNX Runtime has no build for Intel Macs any more.
"""

from __future__ import annotations

from typing import Any

from fashion_desktop import DISPLAY_NAME, IDENTIFIER, __version__
from packager.identity import copyright_line, dotted, numeric_version

ARCHITECTURE = "arm64"
MINIMUM_MACOS = "15.0"
"""The newest that any packaged library says it was built for: Python's side of Qt 6.11.3."""

PHOTO_TYPES = {
    "public.jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "public.png": (".png",),
    "org.webmproject.webp": (".webp",),
    "public.avif": (".avif",),
    "public.heic": (".heic",),
    "public.heif": (".heif",),
    "com.compuserve.gif": (".gif",),
    "public.tiff": (".tif", ".tiff"),
    "com.microsoft.bmp": (".bmp",),
}
"""Uniform type identifiers of photos, and the endings they stand for."""


def info_plist() -> dict[str, Any]:
    """Return what goes beyond PyInstaller's own entries."""
    return {
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleName": DISPLAY_NAME,
        "CFBundleDisplayName": DISPLAY_NAME,
        "CFBundleVersion": dotted(numeric_version(__version__, 3)),
        "CFBundleShortVersionString": dotted(numeric_version(__version__, 3)),
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Photo",
                "CFBundleTypeRole": "Viewer",
                # Named in "Open with", never taken for what opens photos by itself.
                "LSHandlerRank": "Alternate",
                "LSItemContentTypes": list(PHOTO_TYPES),
            }
        ],
        "LSApplicationCategoryType": "public.app-category.business",
        "LSArchitecturePriority": [ARCHITECTURE],
        "LSMinimumSystemVersion": MINIMUM_MACOS,
        "LSRequiresNativeExecution": True,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": copyright_line(),
        # Light and dark follow the system.
        "NSRequiresAquaSystemAppearance": False,
        "NSSupportsAutomaticGraphicsSwitching": True,
    }
