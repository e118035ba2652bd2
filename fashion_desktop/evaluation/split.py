"""Which photos training never sees: a fixed tenth, chosen by the hash of their ids.

Where a set holds one photo under several ids, its copies can fall on both sides;
training leaves such copies of held-out photos out.
"""

from __future__ import annotations

import hashlib

_ONE_IN = 10


def is_held_out(key: str) -> bool:
    """Tell whether the photo of this id is kept back for measuring.

    The same on every machine, and for a photo whatever else is in its set: the first eight
    bytes of the id's SHA-256 decide.
    """
    digest = hashlib.sha256(key.encode()).digest()
    return int.from_bytes(digest[:8], "big") % _ONE_IN == 0
