"""What each megabyte of a bundle is for.

python -m packager.sizes BUNDLE [ANOTHER ...]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from packager.manifest import bundle_files

_PARTS = (
    (r"resources/weights/", "Weights", "the trained ResNet50, half precision"),
    (r"(^|/)torch(vision|gen)?(\.libs)?/|nvidia|triton", "torch", "the network on a GPU"),
    (r"(^|/)(sympy|networkx|mpmath)/", "torch", "the network on a GPU"),
    (r"onnxruntime/", "ONNX Runtime", "computes the network"),
    (r"(^|/)onnx/", "onnx", "writes networks down"),
    (r"faiss", "FAISS", "the index; with a BLAS of its own"),
    (r"libicu", "ICU", "Unicode tables that Qt is linked with"),
    (r"PySide6|shiboken6|libQt6|libpyside6|libshiboken6|qt\.conf|Qt[A-Z]\w+", "Qt", "the window"),
    (r"numpy", "NumPy", "vectors; with a BLAS of its own"),
    (r"scipy_openblas|gfortran|quadmath", "NumPy", "vectors; with a BLAS of its own"),
    (r"openblas", "FAISS", "the index; with a BLAS of its own"),
    (r"PIL/|pillow", "Pillow", "reads JPEG, PNG, WebP, AVIF, TIFF, GIF, BMP"),
    (r"pi_heif|libheif|libde265", "HEIF", "reads the photos of iPhones"),
    (r"cryptography|libssl|libcrypto|_cffi_backend|certifi", "Encryption", "HTTPS, keyring"),
    (r"libpython|python3|base_library|lib-dynload|\.cpython-", "Python", "interpreter, library"),
    (r"resources/|LICEN[CS]E", "Resources", "fonts, icons, style, licences"),
    (r"(^|/)lib[^/]+\.so", "System libraries", "X11, fonts, D-Bus: not everywhere installed"),
    (r"^[^/]+$|Contents/MacOS/", "Program", "this program and Python modules, compressed"),
)
_OTHER = ("Other", "small Python packages")
_MB = 1e6


def part_of(path: str) -> tuple[str, str]:
    """Return the part of the program that a file belongs to, and what that part is for."""
    for pattern, part, purpose in _PARTS:
        if re.search(pattern, path):
            return part, purpose
    return _OTHER


def sizes_by_part(bundle: Path) -> Counter[tuple[str, str]]:
    """Return the bytes of every part of a bundle."""
    sizes: Counter[tuple[str, str]] = Counter()
    for file in bundle_files(bundle):
        sizes[part_of(file.path)] += file.size
    return sizes


def size_table(bundles: Sequence[Path]) -> str:
    """Return a table of the megabytes (10^6 bytes) of every part, the largest first."""
    columns = [sizes_by_part(bundle) for bundle in bundles]
    parts = sorted(
        {part for column in columns for part in column},
        key=lambda part: [-column[part] for column in reversed(columns)],
    )
    width = max(len(part) for part, _ in parts) + 2
    lines = [
        f"{part:<{width}}" + _megabytes([column[part, purpose] for column in columns]) + purpose
        for part, purpose in parts
    ]
    total = [sum(column.values()) for column in columns]
    return "\n".join([*lines, f"{'Total':<{width}}" + _megabytes(total)]).rstrip()


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="packager.sizes", description=__doc__)
    parser.add_argument("bundles", metavar="BUNDLE", type=Path, nargs="+")
    sys.stdout.write(f"{size_table(parser.parse_args(argv).bundles)}\n")
    return 0


def _megabytes(sizes: Sequence[int]) -> str:
    return "".join(f"{size / _MB:9.1f} MB" for size in sizes) + "   "


if __name__ == "__main__":
    sys.exit(main())
