"""Program text shared by the letter-named solids: projection, solid and dashed strokes, letters beside the points."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from stem2code_eval.synth.families.solid_geometry.bodies import Body
from stem2code_eval.synth.families.solid_geometry.space import (
    Edge,
    Oblique,
    Point2,
    Point3,
    face_edges,
    is_visible,
    label_offsets,
)
from stem2code_eval.synth.family import fill, literal

VIEWS = (Oblique(0.45, 0.32), Oblique(0.4, 0.4), Oblique(0.35, 0.35), Oblique(0.5, 0.3), Oblique(-0.4, 0.35))
TILTED_VIEWS = (Oblique(0.12, 0.34), Oblique(-0.15, 0.36), Oblique(0.2, 0.32))
FONTSETS = ("", '\nplt.rcParams["mathtext.fontset"] = "cm"\n', '\nplt.rcParams["mathtext.fontset"] = "stix"\n')
FINISHES = ("plt.show()", 'fig.savefig("figure.png")')

_TEMPLATE = """
«imports!code»
«fontset!code»

def project(x, y, z):
    \"\"\"Oblique projection: y runs away from the viewer.\"\"\"
    return x + «a» * y, z + «b» * y


«setup!code»

flat = {name: project(*p) for name, p in space.items()}

fig, ax = plt.subplots(figsize=«size»)
«fill_line!code»

def stroke(edges, style):
    for edge in edges.split():
        p, q = edge.split("-")
        (x1, y1), (x2, y2) = flat[p], flat[q]
        ax.plot([x1, x2], [y1, y2], style, color="black", lw=«lw»)


«strokes!code»
«letters!code»
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""

_LETTERS = """
«dots!code»offsets = {
«rows!code»}
for name, (dx, dy) in offsets.items():
    x, y = flat[name]
    ax.text(x + dx, y + dy, "$" + "_".join(name) + "$", fontsize=15, ha="center", va="center")
"""


def faces_of(body: Body, point: str, on_edge: Mapping[str, Edge]) -> list[tuple[str, ...]]:
    """Return the faces that hold a vertex, or a point lying on an edge (`on_edge` names its edge)."""
    if point in on_edge:
        edge = on_edge[point]
        return [face for face in body.faces if (min(edge), max(edge)) in face_edges(face)]
    return [face for face in body.faces if point in face]


def on_visible_face(body: Body, p: str, q: str, view: Oblique, on_edge: Mapping[str, Edge]) -> bool:
    """Say whether segment pq lies on a face that the viewer sees."""
    shared = [face for face in faces_of(body, p, on_edge) if face in faces_of(body, q, on_edge)]
    return any(is_visible(body.points, face, view) for face in shared)


def tex(name: str) -> str:
    """Return the mathtext letter of a point: A1 becomes $A_1$."""
    return "$" + "_".join(name) + "$"


def edge_list(edges: Iterable[Edge]) -> str:
    """Return edges as the programs write them: A-B B-C."""
    return " ".join(f"{p}-{q}" for p, q in edges)


def paper_size(flat: Iterable[Point2]) -> tuple[float, float]:
    """Return a figure size in inches, 3.5 to 5.5 a side, with the shape of the drawing."""
    points = list(flat)
    width = max(x for x, _ in points) - min(x for x, _ in points)
    height = max(y for _, y in points) - min(y for _, y in points)
    unit = 4.6 / max(width, height)
    return round(max(3.5, unit * width + 0.9), 1), round(max(3.5, unit * height + 0.9), 1)


def program(
    rng: Random,
    body: Body,
    view: Oblique,
    points: Mapping[str, Point3],
    setup: str,
    groups: Sequence[tuple[str, str, Sequence[Edge]]],
    *,
    shaded: Sequence[str] = (),
    letters: Sequence[str] = (),
    dots: Sequence[str] = (),
) -> str:
    """Return the program of a solid.

    Args:
        rng: chooses line width and the last line.
        body: the solid; its `code` comes first.
        view: the projection.
        points: every point used, the solid's own and further ones set up by `setup`.
        setup: program text that adds the further points to `space`.
        groups: (comment, matplotlib line style, edges) in the order drawn.
        shaded: corners of a grey polygon under the strokes.
        letters: the points that get a letter.
        dots: the points marked with a dot.
    """
    flat = {name: view(p) for name, p in points.items()}
    segments = [(flat[p], flat[q]) for _, _, edges in groups for p, q in edges]
    span = max(max(abs(p[0] - q[0]), abs(p[1] - q[1])) for p in flat.values() for q in flat.values())
    offsets = label_offsets({name: flat[name] for name in letters}, segments, 0.062 * span)
    rows = "".join(f"    {literal(name)}: {literal(offset)},\n" for name, offset in offsets.items())
    dot_line = f'for name in {literal(list(dots))}:\n    ax.plot(*flat[name], "ko", ms=4)\n' if dots else ""
    grey = rng.choice(["lightgray", "0.85", "silver"])
    fill_line = f'ax.fill(*zip(*[flat[p] for p in {literal(list(shaded))}]), color="{grey}")\n' if shaded else ""
    body_setup = body.code + ("\n" + setup if setup else "")
    return fill(
        _TEMPLATE,
        imports=("import matplotlib.pyplot as plt" + ("\nimport numpy as np" if "np." in body_setup else "")),
        fontset=rng.choice(FONTSETS) if letters else "",
        a=view.a,
        b=view.b,
        setup=body_setup,
        size=paper_size(flat.values()),
        fill_line=fill_line,
        lw=rng.choice([1.3, 1.5, 1.6, 1.8]),
        strokes="\n".join(
            f'stroke("{edge_list(edges)}", "{style}")' + (f"  # {comment}" if comment else "")
            for comment, style, edges in groups
            if edges
        ),
        letters=fill(_LETTERS, dots=dot_line, rows=rows) if letters else "",
        finish=rng.choice(FINISHES),
    )
