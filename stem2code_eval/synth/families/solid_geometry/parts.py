"""Machine parts in three views: a base plate, a solid on it and a hole through it, with dimension lines."""

from dataclasses import dataclass
from random import Random

from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, fill

_TEMPLATE = """
import matplotlib.pyplot as plt
from matplotlib.patches import «patches!code»
«font!code»
length, width, height = «length», «width», «height»  # the plate
«sizes!code»
gap = «gap»

fig, ax = plt.subplots(figsize=«size»)


def box(x, y, w, h, style="-"):
    ax.add_patch(Rectangle((x, y), w, h, fill=False, lw=«lw», ls=style))


«helpers!code»# The front view stands on y = 0, the left view to its right, the top view below it.
side = length + gap
below = -gap - width
box(0, 0, length, height)
box(side, 0, width, height)
box(0, below, length, width)
«upper!code»
«rest!code»
captions = [(length / 2, -0.3, «front»), (side + width / 2, -0.3, «left»), (length / 2, below - «drop», «top»)]
for x, y, name in captions:
    ax.text(x, y, name, fontsize=13, ha="center", va="top")

ax.set_aspect("equal")
ax.axis("off")
ax.set_xlim(«low_x», side + width + 0.3)
ax.set_ylim(below - «room», height + rise + «high»)
«finish!code»
"""
_FONT = '\nplt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "DejaVu Sans"]\n'
_DIMENSION = '''
def dimension(x1, y1, x2, y2, text):
    """Double arrow between two points, the number beside it."""
    arrow = {"arrowstyle": "<->", "lw": 0.8, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=(x1, y1), xytext=(x2, y2), arrowprops=arrow)
    if x1 == x2:
        ax.text(x1 - 0.12, (y1 + y2) / 2, text, fontsize=11, ha="right", va="center")
    else:
        ax.text((x1 + x2) / 2, y1 + 0.08, text, fontsize=11, ha="center", va="bottom")


'''
_SHAPES = {
    "cylinder": """
# On the plate stands a cylinder in the middle.
box((length - d) / 2, height, d, rise)
box(side + (width - d) / 2, height, d, rise)
ax.add_patch(Circle((length / 2, below + width / 2), d / 2, fill=False, lw=«lw»))
""",
    "block": """
# On the plate stands a square block in the middle.
box((length - d) / 2, height, d, rise)
box(side + (width - d) / 2, height, d, rise)
box((length - d) / 2, below + (width - d) / 2, d, d)
""",
    "cone": """
# On the plate stands a cone in the middle.
for middle in (length / 2, side + width / 2):
    corners = [(middle - d / 2, height), (middle + d / 2, height), (middle, height + rise)]
    ax.add_patch(Polygon(corners, fill=False, lw=«lw»))
ax.add_patch(Circle((length / 2, below + width / 2), d / 2, fill=False, lw=«lw»))
ax.plot(length / 2, below + width / 2, "k.", ms=5)
""",
    "pyramid": """
# On the plate stands a square pyramid in the middle.
for middle in (length / 2, side + width / 2):
    corners = [(middle - d / 2, height), (middle + d / 2, height), (middle, height + rise)]
    ax.add_patch(Polygon(corners, fill=False, lw=«lw»))
left, right = (length - d) / 2, (length + d) / 2
low, high = below + (width - d) / 2, below + (width + d) / 2
box(left, low, d, d)
ax.plot([left, right], [low, high], "k-", lw=«lw»)
ax.plot([left, right], [high, low], "k-", lw=«lw»)
""",
    "roof": """
# On the plate lies a triangular prism from the front to the back.
left, right = (length - d) / 2, (length + d) / 2
ax.add_patch(Polygon([(left, height), (right, height), (length / 2, height + rise)], fill=False, lw=«lw»))
box(side, height, width, rise)
for x in (left, length / 2, right):
    ax.plot([x, x], [below, below + width], "k-", lw=«lw»)
""",
    "rib": """
# On the plate stands a wall from the front to the back.
left, right = (length - d) / 2, (length + d) / 2
box(left, height, d, rise)
box(side, height, width, rise)
for x in (left, right):
    ax.plot([x, x], [below, below + width], "k-", lw=«lw»)
""",
}
_HOLE = """
# A round hole goes through from the top to the bottom.
for middle in (length / 2, side + width / 2):
    for x in (middle - bore / 2, middle + bore / 2):
        ax.plot([x, x], [0, height + rise], "k--", lw=1.2)
ax.add_patch(Circle((length / 2, below + width / 2), bore / 2, fill=False, lw=«lw»))
"""
_AXES = """
# Centre lines.
thin = {"color": "black", "lw": 0.7, "ls": "-."}
for x in (length / 2, side + width / 2):
    ax.plot([x, x], [-0.15, height + rise + 0.25], **thin)
ax.plot([length / 2, length / 2], [below - 0.2, below + width + 0.2], **thin)
ax.plot([-0.2, length + 0.2], [below + width / 2, below + width / 2], **thin)
"""
_DIMENSIONS = """
dimension(0, below - 0.6, length, below - 0.6, "«length»")
dimension(length + 0.8, below, length + 0.8, below + width, "«width»")
dimension(-0.5, 0, -0.5, height, "«height»")
dimension(-0.5, height, -0.5, height + rise, "«rise»")
"""
_DIAMETER = """dimension((length - d) / 2, height + rise + 0.5, (length + d) / 2, height + rise + 0.5, «text»)
"""
_WORDS = (("主视图", "左视图", "俯视图"), ("front", "left", "top"), ("正视图", "侧视图", "俯视图"))


@dataclass(frozen=True, slots=True)
class _Part:
    """Sizes of the plate, the solid on it, and the bore (0: no hole), in units of the drawing."""

    shape: str
    length: int
    width: int
    height: float
    across: float
    rise: float
    bore: float


def machine_part(rng: Random, level: int) -> Drawing:
    """Return a plate with a solid on it in three views; level 3 adds a hole, centre lines or dimensions."""
    part = _part(rng, level)
    words = rng.choice(_WORDS)
    lw = rng.choice([1.3, 1.5, 1.8])
    dimensions = level == 3 and (not part.bore or rng.random() < 0.6)
    centre_lines = level == 3 and part.shape in ("cylinder", "cone") and not dimensions
    rest = fill(_HOLE, lw=lw) if part.bore else ""
    rest += _AXES if centre_lines else ""
    round_or_not = r"$\phi$" if part.shape in ("cylinder", "cone") else ""
    width_text = f"{round_or_not}{part.across:g}"
    numbers: list[str] = []
    if dimensions:
        values = {"length": part.length, "width": part.width, "height": part.height, "rise": part.rise}
        rest += fill(_DIMENSIONS, **values) + fill(_DIAMETER, text=width_text)
        numbers = [f"{value:g}" for value in values.values()] + [width_text]
    shape_code = fill(_SHAPES[part.shape], lw=lw)
    used = [name for name in ("Circle", "Polygon") if name in shape_code + rest]
    sizes = f"d, rise = {part.across:g}, {part.rise:g}  # width and height of the solid on it"
    program = fill(
        _TEMPLATE,
        patches=", ".join([*used, "Rectangle"]),
        font=_FONT if words[0] > "z" else "",
        length=part.length,
        width=part.width,
        height=part.height,
        sizes=sizes + (f"\nbore = {part.bore:g}" if part.bore else ""),
        gap=1.5,
        size=_paper(part, dimensions),
        low_x=-1.2 if dimensions else -0.3,
        room=1.5 if dimensions else 1,
        high=1 if dimensions else 0.3,
        lw=lw,
        helpers=_DIMENSION.lstrip("\n") if dimensions else "",
        upper=shape_code,
        rest=rest,
        front=words[0],
        left=words[1],
        top=words[2],
        drop=0.8 if dimensions else 0.3,
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": [*numbers, *words],
        "counts": {"views": 3, "hidden_lines": 4 if part.bore else 0, "dimensions": len(numbers)},
        "values": {
            "solid": part.shape,
            "plate": [part.length, part.width, part.height],
            "on_plate": [part.across, part.rise],
            "bore": part.bore,
        },
        "relations": [],
    }
    return Drawing(tidy(program), facts)


def _paper(part: _Part, dimensions: bool) -> tuple[float, float]:
    """Return the figure's size in inches; the axes fill 0.775 of its width and 0.77 of its height."""
    margin = 1.5 if dimensions else 0.6
    across = part.length + part.width + 1.5 + margin
    high = part.height + part.rise + part.width + 1.5 + 2 * margin
    unit = 4.6 / max(across, high)
    return round(across * unit / 0.775, 1), round(high * unit / 0.77, 1)


def _part(rng: Random, level: int) -> _Part:
    shape = rng.choice(list(_SHAPES))
    width = rng.choice([3, 4])
    across = rng.choice([2, 2.5]) if shape in ("cylinder", "block") else rng.choice([2, 3])
    bored = level == 3 and shape in ("cylinder", "block", "rib") and rng.random() < 0.7
    bore = rng.choice([1, 1.2]) if bored else 0
    return _Part(shape, rng.choice([4, 5, 6]), width, rng.choice([1, 1.5]), across, rng.choice([1.5, 2, 2.5]), bore)
