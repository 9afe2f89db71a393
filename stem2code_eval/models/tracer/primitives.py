"""Least-squares lines, circles and ellipses through points, and how far the points stay from them."""

from dataclasses import dataclass

import numpy as np

from stem2code_eval.models.tracer.shapes import Points


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line through `centre` along the unit vector `direction`."""

    centre: Points
    direction: Points

    def offsets(self, points: Points) -> Points:
        """Return the signed distances of points of shape (n, 2), shape (n,)."""
        away = points - self.centre
        return np.asarray(away[:, 0] * self.direction[1] - away[:, 1] * self.direction[0])

    def along(self, points: Points) -> Points:
        """Return the positions of points of shape (n, 2) along the line, shape (n,)."""
        return np.asarray((points - self.centre) @ self.direction)

    def at(self, position: float) -> Points:
        """Return the point at a position along the line, shape (2,)."""
        return np.asarray(self.centre + position * self.direction)


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle."""

    centre: Points
    radius: float

    def offsets(self, points: Points) -> Points:
        """Return the signed distances of points of shape (n, 2), positive outside, shape (n,)."""
        return np.asarray(np.hypot(*(points - self.centre).T) - self.radius)

    def angles(self, points: Points) -> Points:
        """Return the directions of points from the centre in radians, shape (n,)."""
        away = points - self.centre
        return np.asarray(np.arctan2(away[:, 1], away[:, 0]))


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse; `half_axes[0]` lies at `angle` radians from the x axis."""

    centre: Points
    half_axes: tuple[float, float]
    angle: float

    def offsets(self, points: Points) -> Points:
        """Return distances of points of shape (n, 2), to first order (Sampson 1982), shape (n,)."""
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        away = points - self.centre
        u = away[:, 0] * cosine + away[:, 1] * sine
        v = -away[:, 0] * sine + away[:, 1] * cosine
        a, b = self.half_axes
        value = (u / a) ** 2 + (v / b) ** 2 - 1
        slope = 2 * np.hypot(u / a**2, v / b**2)
        return np.asarray(value / np.maximum(slope, 1e-9))


def fit_line(points: Points) -> Line:
    """Return the total-least-squares line of points of shape (n, 2), n >= 2, running from the first to the last."""
    centre = points.mean(axis=0)
    _, _, axes = np.linalg.svd(points - centre, full_matrices=False)
    direction = axes[0]
    if direction @ (points[-1] - points[0]) < 0:
        direction = -direction
    return Line(centre, np.asarray(direction))


def intersection(first: Line, second: Line) -> Points | None:
    """Return the point where two lines meet, shape (2,), or None when they are within 8 degrees of parallel."""
    sine = first.direction[0] * second.direction[1] - first.direction[1] * second.direction[0]
    if abs(sine) < 0.14:
        return None
    away = second.centre - first.centre
    position = (away[0] * second.direction[1] - away[1] * second.direction[0]) / sine
    return first.at(float(position))


def fit_circle(points: Points) -> Circle | None:
    """Return the algebraic least-squares circle (Kasa 1976) of points of shape (n, 2), or None on a line."""
    middle = points.mean(axis=0)
    away = points - middle
    design = np.column_stack([2 * away, np.ones(len(away))])
    solution, _, rank, _ = np.linalg.lstsq(design, (away**2).sum(axis=1), rcond=1e-9)
    if rank < 3:
        return None
    square = solution[2] + solution[:2] @ solution[:2]
    if not np.isfinite(square) or square <= 0:
        return None
    return Circle(np.asarray(middle + solution[:2]), float(np.sqrt(square)))


def fit_ellipse(points: Points) -> Ellipse | None:
    """Return the direct least-squares ellipse (Halir and Flusser 1998) of points of shape (n, 2), or None."""
    middle = points.mean(axis=0)
    size = float(np.abs(points - middle).max()) if len(points) >= 8 else 0.0
    if size <= 0:
        return None
    x, y = ((points - middle) / size).T
    quadratic = np.column_stack([x * x, x * y, y * y])
    linear = np.column_stack([x, y, np.ones_like(x)])
    mixed = quadratic.T @ linear
    scatter = linear.T @ linear
    if np.linalg.cond(scatter) > 1e10:
        return None
    back = -np.linalg.solve(scatter, mixed.T)
    reduced = quadratic.T @ quadratic + mixed @ back
    _, vectors = np.linalg.eig(np.stack([reduced[2] / 2, -reduced[1], reduced[0] / 2]))
    vectors = np.real(vectors)
    elliptic = np.nonzero(4 * vectors[0] * vectors[2] - vectors[1] ** 2 > 1e-12)[0]
    if len(elliptic) == 0:
        return None
    upper = vectors[:, elliptic[0]]
    return _ellipse_of_conic(np.concatenate([upper, back @ upper]), middle, size)


def _ellipse_of_conic(conic: Points, middle: Points, size: float) -> Ellipse | None:
    """Turn a x^2 + b x y + c y^2 + d x + e y + f = 0, in units of `size` about `middle`, into axes and angle."""
    a, b, c, d, e, f = conic
    shape = np.array([[a, b / 2], [b / 2, c]])
    centre = np.linalg.solve(2 * shape, -np.array([d, e]))
    level = -(f + 0.5 * (d * centre[0] + e * centre[1]))
    values, axes = np.linalg.eigh(shape)
    squares = level / values
    if not np.all(np.isfinite(squares)) or squares.min() <= 1e-8:
        return None
    first, second = np.sqrt(squares) * size
    angle = float(np.arctan2(axes[1, 0], axes[0, 0]))
    return Ellipse(np.asarray(middle + size * centre), (float(first), float(second)), angle)


def sweep_of(angles: Points) -> tuple[float, float]:
    """Return start and signed sweep in radians of a walk along a circle given by its directions, shape (n,)."""
    unwrapped = np.unwrap(angles)
    return float(unwrapped[0]), float(unwrapped[-1] - unwrapped[0])
