"""Plane mirrors: one with an object's image, and two that meet at a corner."""

from math import cos, radians, sin, tan
from random import Random

from stem2code_eval.synth.families.optics_waves.parts import ANGLE_MARK, DASHED, RAY
from stem2code_eval.synth.families.textbook import HATCHED, IMPORTS, figure_block, program
from stem2code_eval.synth.family import Drawing, Facts, fill

_PLANE = """
hatched(ax, (-3, 0), (3, 0))
eye, lamp = np.array(«eye»), np.array(«lamp»)
image = lamp * [1, -1]
# The straight line image - eye crosses the mirror where the light is reflected.
t = -image[1] / (eye[1] - image[1])
O = image + t * (eye - image)

ray(ax, lamp, O)
ray(ax, O, eye)
dashed(ax, image, O)
dashed(ax, O, O + [0, 1.7])
dashed(ax, lamp, image)
for point, name, shift in ((lamp, "$S$", 0.3), (image, "$S'$", -0.3), (eye, "$P$", 0.3)):
    ax.plot(*point, "ko", ms=5)
    ax.text(point[0], point[1] + shift, name, ha="center", va="center")
ax.text(O[0] + «o_shift», -0.42, "$O$", ha="center", va="center")

slope = np.degrees(np.arctan2(eye[1], eye[0] - O[0]))
angle_mark(ax, O, 90, slope, 0.7, «second», push=0.25)
angle_mark(ax, O, 90, 180 - slope, 0.85, «first», push=0.25)
"""


def plane_mirror(rng: Random) -> Drawing:
    """Return a lamp, its mirror image and the reflected ray that reaches a point."""
    side = rng.choice([1, -1])
    lamp = (-side * rng.choice([1.8, 2.1, 2.4]), rng.choice([1.5, 1.8, 2.1]))
    eye = (side * rng.choice([1.6, 2.0, 2.3]), rng.choice([1.6, 1.9, 2.2]))
    names = rng.choice([("$i$", "$r$"), (r"$\theta_1$", r"$\theta_2$"), (r"$\alpha$", r"$\beta$")])
    limits = {"left": -3.2, "right": 3.2, "bottom": -2.8, "top": 2.8}
    text = program(
        IMPORTS,
        RAY,
        DASHED,
        HATCHED,
        ANGLE_MARK,
        figure_block(rng, limits, unit=0.75),
        fill(_PLANE, eye=eye, lamp=lamp, o_shift=0.3 * side, first=names[0], second=names[1]),
        'fig.savefig("figure.png")',
    )
    t = lamp[1] / (eye[1] + lamp[1])
    touch = lamp[0] + t * (eye[0] - lamp[0])
    facts: Facts = {
        "labels": [*names, "$S$", "$S'$", "$P$", "$O$"],
        "counts": {"rays": 2, "normals": 1, "interfaces": 1},
        "values": {"reflected_path": [list(lamp), [round(touch, 4), 0], list(eye)]},
        "relations": [["mirror_image", "$S$", "$S'$"]],
    }
    return Drawing(text, facts)


_CORNER = """
opening = np.radians(«opening»)
along = np.array([np.cos(opening), np.sin(opening)])       # direction of the second mirror
hatched(ax, (0, 0), (5, 0))
hatched(ax, 4.2 * along, (0, 0))

A = np.array([«first_x», 0])
steep = np.radians(«steep»)                               # between the first ray and mirror 1
source = A + «source_length» * np.array([np.cos(steep), np.sin(steep)])
toward = np.array([-np.cos(steep), np.sin(steep)])
reach, along_mirror = np.linalg.solve(np.column_stack([toward, -along]), -A)
B = A + reach * toward
normal = np.array([np.sin(opening), -np.cos(opening)])
leaving = toward - 2 * (toward @ normal) * normal
ray(ax, source, A)
ray(ax, A, B)
ray(ax, B, B + «exit_length» * leaving)
dashed(ax, A, A + [0, 1.3])
dashed(ax, B, B + 1.3 * normal)

angle_mark(ax, (0, 0), 0, «opening», 0.4, «opening_name», push=0.38)
angle_mark(ax, A, 90, «steep», 0.6, «first_name», push=0.25)
ax.text(A[0], -0.5, "$A$", ha="center", va="center")
ax.text(*(B - 0.5 * normal), "$B$", ha="center", va="center")
ax.text(4.7, 0.3, "$M_1$", ha="center", va="center")
ax.text(*(4.0 * along + 0.4 * normal), "$M_2$", ha="center", va="center")
"""


def corner_mirror(rng: Random) -> Drawing:
    """Return two mirrors at an angle and a ray that is reflected by both."""
    opening, steep = rng.choice([(90, 50), (90, 40), (90, 55), (75, 55), (80, 60), (100, 40), (110, 35)])
    first_x = rng.choice([1.8, 2.1])
    first_name = rng.choice([r"$\theta$", r"$\alpha$", "$i$"])
    opening_name = rng.choice([r"$\varphi$", rf"${opening}^\circ$"])
    source_length, exit_length = 2.6, 2.4
    limits = {"left": -2.1 if opening > 90 else -0.9, "right": 5.3, "bottom": -0.9, "top": 4.8}
    text = program(
        IMPORTS,
        RAY,
        DASHED,
        HATCHED,
        ANGLE_MARK,
        figure_block(rng, limits, unit=0.75),
        fill(
            _CORNER,
            opening=opening,
            first_x=first_x,
            steep=steep,
            source_length=source_length,
            exit_length=exit_length,
            opening_name=opening_name,
            first_name=first_name,
        ),
        'fig.savefig("figure.png")',
    )
    a, w = radians(steep), radians(opening)
    x = first_x * tan(a) / (tan(a) + tan(w)) if opening != 90 else 0.0
    reach = (first_x - x) / cos(a)
    corner = (first_x - reach * cos(a), reach * sin(a))
    normal = (sin(w), -cos(w))
    hit = -cos(a) * normal[0] + sin(a) * normal[1]
    leave = (-cos(a) - 2 * hit * normal[0], sin(a) - 2 * hit * normal[1])
    path = [
        (first_x + source_length * cos(a), source_length * sin(a)),
        (first_x, 0.0),
        corner,
        (corner[0] + exit_length * leave[0], corner[1] + exit_length * leave[1]),
    ]
    facts: Facts = {
        "labels": [opening_name, first_name, "$A$", "$B$", "$M_1$", "$M_2$"],
        "counts": {"rays": 3, "normals": 2, "interfaces": 2},
        "values": {
            "opening_deg": opening,
            "reflected_path": [[round(c, 4) for c in p] for p in path],
        },
        "relations": [["reflected_by", "ray", "$M_1$", "$M_2$"]],
    }
    return Drawing(text, facts)
