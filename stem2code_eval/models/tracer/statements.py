"""The drawing statements of a program: lists of shapes, and the loops that draw them."""

import math
import textwrap
from collections.abc import Iterable, Sequence

from stem2code_eval.models.tracer.shapes import (
    Arc,
    Area,
    Curve,
    Disc,
    Fill,
    Pen,
    Points,
    Ring,
    Segment,
    Stroke,
)

MANY = 300
"""From this many segments of one pen on, they are drawn as one LineCollection."""

_OUTLINE = '''

def outline(rings):
    """One path of several rings; those that run the other way round are holes."""
    return Path.make_compound_path(*[Path(ring + ring[:1], closed=True) for ring in rings])

'''


def number(value: float, digits: int = 1) -> str:
    """Return a number with at most `digits` decimals and no trailing zeros."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Statements:
    """Collects drawing statements and the names that they need.

    Args:
        unit: source pixels per pixel of the working picture.
    """

    def __init__(self, unit: float) -> None:
        self._unit = unit
        self._digits = 2 if unit < 0.6 else 1
        self._parts: list[str] = []
        self._patches: set[str] = set()
        self._needs_path = False
        self._needs_collection = False

    def imports(self) -> str:
        """Return the import lines."""
        lines = []
        if self._needs_collection:
            lines.append("from matplotlib.collections import LineCollection")
        if self._patches:
            lines.append(f"from matplotlib.patches import {', '.join(sorted(self._patches))}")
        if self._needs_path:
            lines.append("from matplotlib.path import Path")
        return "".join(f"{line}\n" for line in lines)

    def text(self) -> str:
        """Return all statements."""
        return (_OUTLINE if self._needs_path else "") + "".join(self._parts)

    def fills(self, fills: Sequence[Fill]) -> None:
        """Add filled discs, polygons and polygons with holes."""
        areas = [f for f in fills if isinstance(f, Area)]
        self._polygons("Filled polygons", "polygons", [a for a in areas if len(a.rings) == 1])
        self._compound("Filled areas with holes", "areas", [a for a in areas if len(a.rings) > 1])
        self._discs([f for f in fills if isinstance(f, Disc)])

    def glyphs(self, glyphs: Sequence[Fill]) -> None:
        """Add letters and other small ink."""
        areas = [g for g in glyphs if isinstance(g, Area)]
        self._compound("Letters, digits and other small marks, as outlines", "marks", areas)
        self._discs([g for g in glyphs if isinstance(g, Disc)])

    def strokes(self, strokes: Sequence[Stroke]) -> None:
        """Add lines, curves, arcs and rings, grouped by pen."""
        for pen in dict.fromkeys(s.pen for s in strokes):
            own = [s for s in strokes if s.pen == pen]
            self._segments(pen, [s for s in own if isinstance(s, Segment) and s.dash is None])
            self._dashed(pen, [s for s in own if isinstance(s, Segment) and s.dash is not None])
            self._rings(pen, [s for s in own if isinstance(s, Ring)])
            self._arcs(pen, [s for s in own if isinstance(s, Arc)])
            self._curves(pen, [s for s in own if isinstance(s, Curve)])

    def _n(self, value: float) -> str:
        return number(value * self._unit, self._digits)

    def _point(self, point: Points) -> str:
        return f"({self._n(float(point[0]))}, {self._n(float(point[1]))})"

    def _ring(self, points: Points) -> str:
        return "[" + ", ".join(self._point(p) for p in points) + "]"

    def _pen(self, pen: Pen) -> str:
        return f'color="{pen.colour}", linewidth={number(pen.width * self._unit, 2)} * px'

    def _list(self, name: str, items: Iterable[str]) -> str:
        lines = []
        for item in items:
            lines += textwrap.wrap(
                item + ",", 108, initial_indent="    ", subsequent_indent="     ", break_long_words=False
            )
        return f"{name} = [\n" + "\n".join(lines) + "\n]\n"

    def _add(self, comment: str, data: str, loop: str) -> None:
        self._parts.append(f"\n# {comment}\n{data}{loop}\n")

    def _polygons(self, comment: str, name: str, areas: Sequence[Area]) -> None:
        if not areas:
            return
        self._patches.add("Polygon")
        data = self._list(name, (f'("{a.colour}", {self._ring(a.rings[0])})' for a in areas))
        self._add(
            comment,
            data,
            f"for colour, points in {name}:\n"
            "    ax.add_patch(Polygon(points, facecolor=colour, edgecolor=colour, linewidth=0.5 * px))",
        )

    def _compound(self, comment: str, name: str, areas: Sequence[Area]) -> None:
        if not areas:
            return
        self._patches.add("PathPatch")
        self._needs_path = True
        edge = "0" if name == "marks" else "0.5 * px"
        for colour in dict.fromkeys(a.colour for a in areas):
            own = [a for a in areas if a.colour == colour]
            data = self._list(name, (f"[{', '.join(self._ring(r) for r in a.rings)}]" for a in own))
            self._add(
                comment,
                data,
                f"for rings in {name}:\n    ax.add_patch("
                f'PathPatch(outline(rings), facecolor="{colour}", edgecolor="{colour}", linewidth={edge}))',
            )

    def _discs(self, discs: Sequence[Disc]) -> None:
        round_ones = [d for d in discs if d.half_axes[0] == d.half_axes[1]]
        others = [d for d in discs if d.half_axes[0] != d.half_axes[1]]
        if round_ones:
            self._patches.add("Circle")
            rows = (f'("{d.colour}", {self._point(d.centre)}, {self._n(d.half_axes[0])})' for d in round_ones)
            self._add(
                "Filled circles: colour, centre, radius",
                self._list("discs", rows),
                "for colour, centre, radius in discs:\n"
                "    ax.add_patch(Circle(centre, radius, color=colour, linewidth=0))",
            )
        if others:
            self._patches.add("Ellipse")
            rows = (f'("{d.colour}", {self._ellipse(d)})' for d in others)
            self._add(
                "Filled ellipses: colour, centre, width, height, angle in degrees",
                self._list("ellipses", rows),
                "for colour, centre, width, height, angle in ellipses:\n"
                "    ax.add_patch(Ellipse(centre, width, height, angle=angle, color=colour, linewidth=0))",
            )

    def _ellipse(self, shape: Disc | Ring) -> str:
        width, height = (self._n(2 * a) for a in shape.half_axes)
        return f"{self._point(shape.centre)}, {width}, {height}, {number(math.degrees(shape.angle))}"

    def _segments(self, pen: Pen, segments: Sequence[Segment]) -> None:
        if not segments:
            return
        data = self._list("segments", (f"({self._point(s.start)}, {self._point(s.end)})" for s in segments))
        if len(segments) >= MANY:
            self._needs_collection = True
            loop = f'ax.add_collection(LineCollection(segments, {self._pen(pen)}, capstyle="round"))'
        else:
            loop = (
                "for (x0, y0), (x1, y1) in segments:\n"
                f'    ax.plot([x0, x1], [y0, y1], {self._pen(pen)}, solid_capstyle="round")'
            )
        self._add("Straight lines", data, loop)

    def _dashed(self, pen: Pen, segments: Sequence[Segment]) -> None:
        if not segments:
            return
        rows = []
        for s in segments:
            on, off = s.dash or (1.0, 1.0)
            # matplotlib counts dashes in line widths.
            pattern = f"({number(on / pen.width, 2)}, {number(off / pen.width, 2)})"
            rows.append(f"({self._point(s.start)}, {self._point(s.end)}, {pattern})")
        self._add(
            "Dashed lines: ends, then dash and gap in line widths",
            self._list("dashed", rows),
            "for (x0, y0), (x1, y1), dashes in dashed:\n"
            f"    ax.plot([x0, x1], [y0, y1], {self._pen(pen)}, dashes=dashes)",
        )

    def _rings(self, pen: Pen, rings: Sequence[Ring]) -> None:
        round_ones = [r for r in rings if r.half_axes[0] == r.half_axes[1]]
        others = [r for r in rings if r.half_axes[0] != r.half_axes[1]]
        if round_ones:
            self._patches.add("Circle")
            rows = (f"({self._point(r.centre)}, {self._n(r.half_axes[0])})" for r in round_ones)
            self._add(
                "Circles: centre, radius",
                self._list("circles", rows),
                "for centre, radius in circles:\n"
                f"    ax.add_patch(Circle(centre, radius, fill=False, {self._pen(pen)}))",
            )
        if others:
            self._patches.add("Ellipse")
            self._add(
                "Ellipses: centre, width, height, angle in degrees",
                self._list("rings", (f"({self._ellipse(r)})" for r in others)),
                "for centre, width, height, angle in rings:\n"
                f"    ax.add_patch(Ellipse(centre, width, height, angle=angle, fill=False, {self._pen(pen)}))",
            )

    def _arcs(self, pen: Pen, arcs: Sequence[Arc]) -> None:
        if not arcs:
            return
        self._patches.add("Arc")
        rows = []
        for a in arcs:
            first, last = (number(math.degrees(v)) for v in sorted((a.start, a.start + a.sweep)))
            rows.append(f"({self._point(a.centre)}, {self._n(a.radius)}, {first}, {last})")
        self._add(
            "Arcs: centre, radius, first and last angle in degrees",
            self._list("arcs", rows),
            "for centre, radius, first, last in arcs:\n"
            "    size = 2 * radius\n"
            f'    pen = dict({self._pen(pen)}, capstyle="round")\n'
            "    ax.add_patch(Arc(centre, size, size, theta1=first, theta2=last, **pen))",
        )

    def _curves(self, pen: Pen, curves: Sequence[Curve]) -> None:
        if not curves:
            return
        self._add(
            "Curves",
            self._list("curves", (self._ring(c.points) for c in curves)),
            "for points in curves:\n"
            f'    ax.plot(*zip(*points), {self._pen(pen)}, solid_capstyle="round", solid_joinstyle="round")',
        )
