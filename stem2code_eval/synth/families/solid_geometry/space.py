"""Space geometry behind the solid figures: oblique projection, hidden edges of convex solids, places for labels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, dist, hypot, pi, sin

Point2 = tuple[float, float]
Point3 = tuple[float, float, float]
Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Oblique:
    """The oblique projection (x, y, z) -> (x + a y, z + b y): y runs away from the viewer."""

    a: float
    b: float

    def __call__(self, point: Point3) -> Point2:
        """Return the place of `point` on the paper."""
        x, y, z = point
        return x + self.a * y, z + self.b * y

    @property
    def towards_viewer(self) -> Point3:
        """The direction in space that the projection collapses, pointing to the viewer."""
        return self.a, -1.0, self.b


def minus(p: Point3, q: Point3) -> Point3:
    """Return the vector p - q."""
    return p[0] - q[0], p[1] - q[1], p[2] - q[2]


def cross(p: Point3, q: Point3) -> Point3:
    """Return the cross product."""
    return p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]


def dot(p: Point3, q: Point3) -> float:
    """Return the scalar product."""
    return p[0] * q[0] + p[1] * q[1] + p[2] * q[2]


def outward_normal(points: Mapping[str, Point3], face: Sequence[str]) -> Point3:
    """Return a normal of `face` that points out of the convex solid spanned by `points`."""
    corner = points[face[0]]
    normal = cross(minus(points[face[1]], corner), minus(points[face[2]], corner))
    total = [sum(p[axis] for p in points.values()) for axis in range(3)]
    centre = (total[0] / len(points), total[1] / len(points), total[2] / len(points))
    inward = dot(normal, minus(centre, corner)) > 0
    return (-normal[0], -normal[1], -normal[2]) if inward else normal


def is_visible(points: Mapping[str, Point3], face: Sequence[str], view: Oblique) -> bool:
    """Say whether `face` of a convex solid faces the viewer."""
    return dot(outward_normal(points, face), view.towards_viewer) > 1e-9


def face_edges(face: Sequence[str]) -> list[Edge]:
    """Return the sides of a face, each as an alphabetical pair of names."""
    return [(min(p, q), max(p, q)) for p, q in zip(face, [*face[1:], face[0]], strict=True)]


def split_edges(
    points: Mapping[str, Point3], faces: Sequence[Sequence[str]], view: Oblique
) -> tuple[list[Edge], list[Edge]]:
    """Return the edges of a convex solid as (visible, hidden), each in order of first mention in `faces`.

    An edge is hidden when every face that meets it is turned away from the viewer.
    """
    seen: dict[Edge, bool] = {}
    for face in faces:
        visible = is_visible(points, face, view)
        for edge in face_edges(face):
            seen[edge] = seen.get(edge, False) or visible
    return [e for e, v in seen.items() if v], [e for e, v in seen.items() if not v]


def _distance_to_segment(p: Point2, a: Point2, b: Point2) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length2 = dx * dx + dy * dy
    t = 0.0 if length2 == 0 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2))
    return hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


def label_offsets(
    points: Mapping[str, Point2], segments: Iterable[tuple[Point2, Point2]], radius: float
) -> dict[str, Point2]:
    """Return for each point where its letter goes, as (dx, dy) of length `radius`, clear of strokes and letters.

    Of 24 directions round the point it takes the one whose nearest stroke, point or earlier letter is farthest,
    and among equals the one that points away from the middle of the figure.
    """
    strokes = list(segments)
    middle = (
        sum(p[0] for p in points.values()) / len(points),
        sum(p[1] for p in points.values()) / len(points),
    )
    letters: list[Point2] = []
    offsets: dict[str, Point2] = {}
    for name, (x, y) in points.items():
        best: tuple[float, Point2] = (-1.0, (0.0, 0.0))
        for step in range(24):
            dx, dy = radius * cos(step * pi / 12), radius * sin(step * pi / 12)
            place = (x + dx, y + dy)
            clear = [_distance_to_segment(place, a, b) for a, b in strokes]
            clear += [dist(place, letter) / 1.6 for letter in letters]
            clear += [dist(place, p) for other, p in points.items() if other != name]
            outward = dist(place, middle) - dist((x, y), middle)
            score = min([radius, *clear]) + 0.15 * outward
            if score > best[0] + 1e-9:
                best = (score, (dx, dy))
        offsets[name] = (round(best[1][0], 2), round(best[1][1], 2))
        letters.append((x + best[1][0], y + best[1][1]))
    return offsets


def reads_clearly(points: Mapping[str, Point2], edges: Iterable[Edge], share: float = 0.03) -> bool:
    """Say whether no point falls on another's place, nor on an edge that does not end in it.

    "On" means nearer than `share` of the drawing's larger side.
    """
    places = list(points.values())
    span = max(max(abs(p[0] - q[0]), abs(p[1] - q[1])) for p in places for q in places)
    if any(dist(p, q) < 2 * share * span for i, p in enumerate(places) for q in places[:i]):
        return False
    return all(
        _distance_to_segment(place, points[p], points[q]) > share * span
        for p, q in edges
        for name, place in points.items()
        if name not in (p, q)
    )
