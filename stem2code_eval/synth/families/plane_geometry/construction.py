"""A construction: named points, each kept as a complex number and as the source text that computes it."""

from collections import Counter
from typing import Any

from stem2code_eval.synth.families.plane_geometry.layout import polar
from stem2code_eval.synth.family import literal

Relation = list[Any]


class Construction:
    """Collects points step by step, with what is true of them.

    Points have one-letter names, which are also the program's variables. Coordinates are complex numbers here.

    Attributes:
        points: every point by its name.
        counts: how many of what is drawn.
        values: lengths and angles, by what they measure.
        relations: what holds between points and lines.
    """

    def __init__(self) -> None:
        self.points: dict[str, complex] = {}
        self.counts: Counter[str] = Counter()
        self.values: dict[str, Any] = {}
        self.relations: list[Relation] = []
        self.helpers: set[str] = set()
        self.construction: list[str] = []

    def free(self, name: str, z: complex) -> complex:
        """Add a point by its coordinates, rounded to 2 decimals; a name after another keeps source order."""
        z = complex(round(z.real, 2), round(z.imag, 2))
        return self.computed(name, z, f"np.array([{literal(z.real)}, {literal(z.imag)}])")

    def computed(self, name: str, z: complex, source: str, *relations: Relation) -> complex:
        """Add a point by the source text that computes it, which must give `z`, with what is true of it."""
        self.points[name] = z
        self.counts["points"] += 1
        self.construction.append(f"{name} = {source}")
        self.relations += relations
        return z

    def number(self, name: str, source: str) -> None:
        """Add an assignment such as a radius."""
        self.construction.append(f"{name} = {source}")

    def midpoint(self, name: str, pair: str) -> complex:
        """Add the midpoint of the segment `pair`."""
        a, b = self.at(pair)
        return self.computed(name, (a + b) / 2, f"({pair[0]} + {pair[1]}) / 2", ["midpoint", name, pair])

    def along(self, name: str, pair: str, share: float) -> complex:
        """Add the point that divides the segment `pair` at `share` from its first end."""
        a, b = self.at(pair)
        source = f"{pair[0]} + {literal(share)} * ({pair[1]} - {pair[0]})"
        return self.computed(name, a + share * (b - a), source, ["on_line", name, pair])

    def foot(self, name: str, p: str, pair: str) -> complex:
        """Add the foot of the perpendicular from point `p` to the line `pair`."""
        self.helpers.add("foot")
        q, a, b = self.at(p + pair)
        z = a + (b - a) * ((q - a) * (b - a).conjugate()).real / abs(b - a) ** 2
        source = f"foot({p}, {pair[0]}, {pair[1]})"
        return self.computed(name, z, source, ["on_line", name, pair], ["perpendicular", p + name, pair])

    def meet(self, name: str, first: str, second: str) -> complex:
        """Add the point where two lines meet."""
        self.helpers.add("meet")
        a, b, c, d = self.at(first + second)
        z = crossing(a, b, c, d)
        source = f"meet({', '.join(first + second)})"
        return self.computed(name, z, source, ["on_line", name, first], ["on_line", name, second])

    def bisector(self, name: str, p: str, q: str, r: str) -> complex:
        """Add the point where the bisector of angle pqr meets the line pr."""
        self.helpers.add("bisect")
        a, b, c = self.at(p + q + r)
        z = (abs(c - b) * a + abs(a - b) * c) / (abs(a - b) + abs(c - b))
        source = f"bisect({p}, {q}, {r})"
        return self.computed(name, z, source, ["on_line", name, p + r], ["bisects", q + name, p + q + r])

    def on_circle(self, name: str, centre: str, radius: float, degrees: float, radius_source: str = "r") -> complex:
        """Add a point of the circle about the point `centre`, in the direction `degrees`."""
        self.helpers.add("on_circle")
        z = self.points[centre] + polar(radius, degrees)
        source = f"on_circle({centre}, {radius_source}, {literal(float(degrees))})"
        return self.computed(name, z, source, ["on_circle", name, centre])

    def need(self, *helpers: str) -> None:
        """Have the program define these helper functions."""
        self.helpers.update(helpers)

    def at(self, names: str) -> list[complex]:
        """Return the points called by the letters of `names`."""
        return [self.points[name] for name in names]


def crossing(a: complex, b: complex, c: complex, d: complex) -> complex:
    """Return the point where the lines ab and cd meet.

    Raises:
        ZeroDivisionError: they are parallel.
    """
    u, v = b - a, d - c
    share = ((c - a).conjugate() * v).imag / (u.conjugate() * v).imag
    return a + share * u
