"""Outlines for the drawings: straight runs, Bézier curves and splines as point arrays.

All points are in picture pixels (x to the right, y downward) as float arrays of shape (n, 2).
"""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Point = tuple[float, float]

AXIS_X = 300.0
"""The vertical axis of symmetry of the picture."""


def line(*points: Point) -> Points:
    """Straight run through the given corners."""
    return np.asarray(points, dtype=np.float64)


def bezier(start: Point, control_a: Point, control_b: Point, end: Point, steps: int = 28) -> Points:
    """Cubic Bézier curve, both ends included."""
    t = np.linspace(0.0, 1.0, steps)[:, None]
    p0, p1, p2, p3 = (np.asarray(p, dtype=np.float64) for p in (start, control_a, control_b, end))
    curve: Points = (
        (1 - t) ** 3 * p0 + 3 * (1 - t) ** 2 * t * p1 + 3 * (1 - t) * t**2 * p2 + t**3 * p3
    )
    return curve


def spline(*points: Point, closed: bool = False, steps: int = 14) -> Points:
    """Catmull-Rom spline through the given points (Catmull and Rom, 1974)."""
    p = np.asarray(points, dtype=np.float64)
    if closed:
        p = np.concatenate([p[-1:], p, p[:2]])
    else:
        p = np.concatenate([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0.0, 1.0, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        pieces.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    if not closed:
        pieces.append(p[-2:-1])
    return np.concatenate(pieces)


def join(*runs: Points) -> Points:
    """One outline out of several runs, in order."""
    return np.concatenate(runs)


def mirror(points: Points, axis_x: float = AXIS_X) -> Points:
    """The same run on the other side of the axis, in the same order."""
    flipped = points.copy()
    flipped[:, 0] = 2 * axis_x - flipped[:, 0]
    return flipped


def same(points: Points) -> Points:
    """The run itself: the left-hand side of a garment as it was drawn."""
    return points


SIDES = (same, mirror)
"""Both sides of a symmetric garment: as drawn, and mirrored."""


def symmetric(half: Points, axis_x: float = AXIS_X) -> Points:
    """Closed outline from one half, which runs from the axis round to the axis."""
    return np.concatenate([half, mirror(half, axis_x)[::-1]])


def ellipse(x: float, y: float, radius_x: float, radius_y: float, turn_deg: float = 0.0) -> Points:
    """Ellipse round (x, y), turned clockwise."""
    t = np.linspace(0.0, 2 * np.pi, 72, endpoint=False)
    points = np.stack([radius_x * np.cos(t), radius_y * np.sin(t)], axis=1)
    return shift(rotate(points, turn_deg), x, y)


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Points:
    """Rectangle with round corners."""
    t = np.linspace(0.0, np.pi / 2, 10)
    corners = (
        (right - radius, bottom - radius, 0.0),
        (left + radius, bottom - radius, np.pi / 2),
        (left + radius, top + radius, np.pi),
        (right - radius, top + radius, 3 * np.pi / 2),
    )
    return np.concatenate(
        [
            np.stack([x + radius * np.cos(t + a), y + radius * np.sin(t + a)], axis=1)
            for x, y, a in corners
        ]
    )


def rotate(points: Points, degrees: float, about: Point = (0.0, 0.0)) -> Points:
    """Turned clockwise about a point."""
    a = np.deg2rad(degrees)
    matrix = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    centre = np.asarray(about)
    turned: Points = (points - centre) @ matrix + centre
    return turned


def shift(points: Points, dx: float, dy: float) -> Points:
    """Moved by (dx, dy)."""
    moved: Points = points + np.array([dx, dy])
    return moved


def normals(points: Points) -> Points:
    """Unit normals of an open run, to its right-hand side on screen."""
    tangent = np.gradient(points, axis=0)
    length = np.hypot(tangent[:, 0], tangent[:, 1])[:, None]
    tangent = tangent / np.maximum(length, 1e-9)
    return np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)


def offset(points: Points, distance: float) -> Points:
    """An open run moved sideways, to its right-hand side on screen for positive distances."""
    return points + normals(points) * distance


def ribbon(points: Points, width: float, end_width: float | None = None) -> Points:
    """Closed outline of a band of the given width along an open run."""
    widths = np.linspace(width, width if end_width is None else end_width, len(points))[:, None]
    side = normals(points) * widths / 2
    return np.concatenate([points + side, (points - side)[::-1]])


def resample(points: Points, spacing: float) -> Points:
    """Points at equal distances along an open run."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    count = max(2, int(along[-1] / spacing) + 1)
    at = np.linspace(0.0, along[-1], count)
    return np.stack(
        [np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])], axis=1
    )


def between(a: Points, b: Points, share: float) -> Points:
    """Run that lies the given share of the way from a to b (same number of points each)."""
    return a * (1 - share) + b * share


def cut(points: Points, start: float, end: float) -> Points:
    """Part of an open run between two shares of its point count."""
    n = len(points)
    return points[int(start * (n - 1)) : int(np.ceil(end * (n - 1))) + 1]
