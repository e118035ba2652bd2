"""Fine texture of cloth, leather and mesh: brightness factors that tile."""

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]

GRAIN_PX = 512
_THREAD = 2 * np.pi / 8


def _smear(field: Field, down: int, right: int, times: int) -> Field:
    """Noise averaged along one direction: threads instead of dots."""
    for _ in range(times):
        field = field + np.roll(field, (down, right), (0, 1))
    return field * np.float32(0.5**times)


def _denim(x: Field, y: Field, noise: Field) -> Field:
    twill: Field = 0.035 * np.sin((x + y) * (2 * np.pi / 4))
    cloth: Field = 1 + twill + _smear(noise, 1, 0, 7) * 0.10 + _smear(noise, 0, 1, 5) * 0.035
    return cloth


def _leather(_x: Field, _y: Field, noise: Field) -> Field:
    pebble = _smear(_smear(noise, 1, 1, 3), -1, 1, 3)
    return 1 + pebble * 0.07 + noise * 0.008


def _knit(x: Field, y: Field, noise: Field) -> Field:
    loops: Field = 0.05 * np.sin(x * _THREAD + np.sin(y * _THREAD))
    return 1 + loops + noise * 0.015


def _canvas(x: Field, y: Field, noise: Field) -> Field:
    threads = np.float32(0.02) * (np.sin(x * np.pi / 2) + np.sin(y * np.pi / 2))
    cloth: Field = 1 + threads + noise * 0.022
    return cloth


_WEAVES: dict[str, Callable[[Field, Field, Field], Field]] = {
    "jersey": lambda _x, _y, noise: 1 + _smear(noise, 1, 0, 2) * 0.022,
    "denim": _denim,
    "melange": lambda _x, _y, noise: 1 + _smear(noise, 0, 1, 3) * 0.10 + noise * 0.03,
    "rib": lambda x, _y, noise: 1 + 0.10 * np.sin(x * _THREAD) + noise * 0.01,
    "knit": _knit,
    "corduroy": lambda x, _y, noise: 1 + 0.13 * np.sin(x * _THREAD) + noise * 0.02,
    "canvas": _canvas,
    "leather": _leather,
    "mesh": lambda x, y, noise: 1 + 0.09 * np.sin(x * _THREAD) * np.sin(y * _THREAD) + noise * 0.01,
    "smooth": lambda _x, _y, noise: np.ones_like(noise),
}


@cache
def grain(weave: str) -> Field:
    """Brightness factors, shape (GRAIN_PX, GRAIN_PX), about 1.0 on average.

    Raises:
        KeyError: There is no such weave.
    """
    generator = np.random.Generator(np.random.PCG64(sum(map(ord, weave))))
    noise = generator.normal(0.0, 1.0, (GRAIN_PX, GRAIN_PX)).astype(np.float32)
    y, x = np.mgrid[0:GRAIN_PX, 0:GRAIN_PX].astype(np.float32)
    return _WEAVES[weave](x, y, noise).astype(np.float32)
