"""Ray diagrams of thin lenses: one lens, or two lenses in a row."""

from random import Random

from stem2code_eval.synth.families.optics_waves.parts import DASHED, GLASS_LENS, RAY, THIN_LENS, UPRIGHT
from stem2code_eval.synth.families.textbook import (
    CHINESE_FONT,
    COMPUTER_MODERN,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_SETUP = """
f = «f»                  # negative: a diverging lens
u = «u»                  # object distance
h = «h»
v = u * f / (u - f)      # image distance; negative: a virtual image on the object's side
image_h = -h * v / u
reach = «reach»

ax.plot([«left», «right»], [0, 0], color="black", lw=0.9, ls="«axis_style!code»")
lens(ax, 0, «half», converging=f > 0)
upright(ax, -u, h, "$A$", "$B$", shift=«object_shift»)
upright(ax, v, image_h, "$A'$", "$B'$", shift=«image_shift»)
"""

_FOCI = """
for x, name in «foci»:
    ax.plot(x, 0, "ko", ms=4)
    ax.text(x + (0.12 if x > 0 else -0.2), 0.32 if x > 0 else -0.32, name, ha="center", va="center")
ax.text(-0.22, -0.32, "$O$", ha="center", va="center")
"""

_RAYS = """
tip, image = (-u, h), (v, image_h)
# The tip's rays meet the lens at these heights: parallel to the axis, through the centre«third_note!code».
for y in «heights!code»:
    ray(ax, tip, (0, y))
    slope = (image_h - y) / v
    ray(ax, (0, y), (reach, y + slope * reach), at=0.45)
    if v < 0:
        dashed(ax, (0, y), image)
"""

_CHINESE = """
ax.text(-u - 0.3, h / 2, "物", ha="right", va="center", fontsize=13)
ax.text(v «image_side!code» 0.3, image_h / 2, "像", ha="center", va="center", fontsize=13)
ax.text(«right», 0.3, "主光轴", ha="right", va="center", fontsize=12)
"""


def _one_lens(rng: Random, level: int) -> Drawing:
    kind = "real" if level == 1 else rng.choice(["real", "virtual", "diverging"])
    size = rng.choice([1.6, 1.8, 2.0])
    ratio = {"real": [1.6, 2.0, 2.5, 3.0], "virtual": [0.5, 0.55], "diverging": [1.6, 2.0, 2.4]}[kind]
    f = -size if kind == "diverging" else size
    u = round(size * rng.choice(ratio), 2)
    h = {"real": rng.choice([1.0, 1.2, 1.4]), "virtual": rng.choice([0.8, 1.0]), "diverging": 1.7}[kind]
    v = u * f / (u - f)
    image_h = -h * v / u
    chinese = rng.random() < 0.35
    third = level == 2 and kind != "virtual" and rng.random() < 0.7
    reach = round(v + 1.0, 2) if v > 0 else 3.0
    left, right = min(-u, v, -2 * size if kind == "real" else -1.2 * size) - 1.0, max(reach, 2.2 * size) + 0.6
    second_foci = (
        [(-2 * size, "$2F$"), (2 * size, "$2F$")] if kind == "real" and abs(u - 2 * size) > 0.3 and not chinese else []
    )
    names = ("$F$", "$F'$") if rng.random() < 0.5 else ("$F$", "$F$")
    foci = [(-size, names[0]), (size, names[1])] + [
        (x, name) for x, name in second_foci if min(abs(x + u), abs(x - v)) > 0.75
    ]
    foci = [(x, name) for x, name in foci if min(abs(x + u), abs(x - v)) > 0.65]
    heights = "(h, 0, image_h)" if third else "(h, 0)"
    half = max(abs(h), abs(image_h) if third or v > 0 else 0.0, 1.4) + 0.7
    highest = h + (image_h - h) / v * reach if v < 0 else h
    tallest = max(half, highest, image_h) + 0.6
    lowest = min(-half, image_h, (image_h - h) / v * reach + h if v > 0 else 0.0, -h / u * reach) - 0.7
    limits = {
        "left": round(left, 1),
        "right": round(right, 1),
        "bottom": round(lowest, 1),
        "top": round(tallest, 1),
    }
    virtual_side = v < 0
    text = program(
        IMPORTS,
        RAY,
        DASHED if virtual_side else "",
        rng.choice([THIN_LENS, GLASS_LENS]),
        UPRIGHT,
        figure_block(rng, limits, unit=0.72, font=CHINESE_FONT if chinese else rng.choice([COMPUTER_MODERN, STIX])),
        fill(
            _SETUP,
            f=f,
            u=u,
            h=h,
            reach=reach,
            left=limits["left"] + 0.3,
            right=limits["right"] - 0.2,
            axis_style=rng.choice(["-", "-."]),
            half=half,
            object_shift=(-0.28, -0.05) if kind == "virtual" else (0, 0.28),
            image_shift={"real": (-0.3, -0.22), "virtual": (0, 0.3), "diverging": (-0.3, -0.22)}[kind],
        ),
        fill(_FOCI, foci=foci),
        fill(_RAYS, heights=heights, third_note=", through a focus" if third else ""),
        fill(_CHINESE, image_side="-" if kind == "virtual" else "+", right=limits["right"] - 0.3) if chinese else "",
        "plt.show()",
    )
    labels = ["$A$", "$B$", "$A'$", "$B'$", "$O$", *(name for _, name in foci)]
    facts: Facts = {
        "labels": labels + (["物", "像", "主光轴"] if chinese else []),
        "counts": {"lenses": 1, "rays": 3 if third else 2, "foci_marked": len(foci)},
        "values": {
            "focal_length": f,
            "object_distance": u,
            "object_height": round(h, 4),
            "image_distance": round(v, 4),
            "image_height": round(image_h, 4),
        },
        "relations": [["image", "$A'B'$", "real" if v > 0 else "virtual", "inverted" if v > 0 else "upright"]],
    }
    return Drawing(text, facts)


_TWO = """
lenses = «lenses»                 # (position, focal length)
object_x, h = «object_x», «h»
end = «end»
ax.plot([«left», «right»], [0, 0], color="black", lw=0.9, ls="«axis_style!code»")
for i, (x, f) in enumerate(lenses, start=1):
    lens(ax, x, «half», converging=f > 0)
    ax.text(x, «half» + 0.35, f"$L_{i}$", ha="center", va="center")
    for focus in (x - abs(f), x + abs(f)):
        ax.plot(focus, 0, "ko", ms=3.5)
    ax.text(x - abs(f), «focus_gap», f"$F_{i}$", ha="center", va="center")
upright(ax, object_x, h, "$A$", "$B$")

# A thin lens of focal length f changes a ray's slope by -y/f.
for slope in (0, -h / (lenses[0][0] - object_x)):
    x, y = object_x, h
    for lens_x, f in lenses + [(end, None)]:
        next_y = y + slope * (lens_x - x)
        ray(ax, (x, y), (lens_x, next_y), at=0.5)
        x, y = lens_x, next_y
        if f is not None:
            slope = slope - y / f

"""

_TWO_IMAGES = """
def image_of(x, height, lens_x, f):
    \"\"\"Position and height of the image of an upright at x.\"\"\"
    u = lens_x - x
    v = u * f / (u - f)
    return lens_x + v, -height * v / u


first = image_of(object_x, h, *lenses[0])
second = image_of(*first, *lenses[1])
upright(ax, *first, "$A'$", "$B'$", shift=(-0.2, -0.3))
upright(ax, *second, "$A''$", "$B''$", shift=(-0.3, 0.2))
"""


def _image(x: float, height: float, lens_x: float, f: float) -> tuple[float, float]:
    u = lens_x - x
    v = u * f / (u - f)
    return lens_x + v, -height * v / u


def _two_lenses(rng: Random) -> Drawing:
    """Two converging lenses; the first forms a real image between them, the second images it again."""
    f1, f2 = rng.choice([1.5, 1.7, 1.9]), rng.choice([1.2, 1.4, 1.6])
    u, h = round(f1 * rng.choice([2.0, 2.3, 2.6]), 2), rng.choice([0.8, 1.0])
    first = _image(-u, h, 0.0, f1)
    gap = round(first[0] + f2 * rng.choice([1.7, 2.0, 2.3]), 2)
    second = _image(*first, gap, f2)
    end = round(second[0] + 0.7, 2)
    slopes = [0.0, -h / u]
    reach = [1.4]
    for slope in slopes:
        x, y = -u, h
        for lens_x, f in ((0.0, f1), (gap, f2), (end, 1e9)):
            y, x = y + slope * (lens_x - x), lens_x
            slope -= y / f
            reach.append(abs(y))
    half = round(max(reach) + 0.3, 1)
    limits = {"left": round(-u - 0.8, 1), "right": end + 0.4, "bottom": -half - 0.4, "top": half + 0.7}
    text = program(
        IMPORTS,
        RAY,
        rng.choice([THIN_LENS, GLASS_LENS]),
        UPRIGHT,
        figure_block(rng, limits, unit=0.6, font='plt.rcParams["mathtext.fontset"] = "stix"'),
        fill(
            _TWO,
            lenses=[(0, f1), (gap, f2)],
            object_x=-u,
            h=h,
            end=end,
            left=limits["left"] + 0.2,
            right=limits["right"] - 0.1,
            axis_style=rng.choice(["-", "-."]),
            half=half,
            focus_gap=-0.35,
        ),
        _TWO_IMAGES,
        "plt.show()",
    )
    facts: Facts = {
        "labels": ["$A$", "$B$", "$A'$", "$B'$", "$A''$", "$B''$", "$L_1$", "$L_2$", "$F_1$", "$F_2$"],
        "counts": {"lenses": 2, "rays": 2, "foci_marked": 4},
        "values": {
            "focal_lengths": [f1, f2],
            "lens_positions": [0, gap],
            "object": [-u, h],
            "images": [[round(c, 4) for c in first], [round(c, 4) for c in second]],
        },
        "relations": [["image", "$A'B'$", "real", "inverted"], ["image", "$A''B''$", "real", "upright"]],
    }
    return Drawing(text, facts)


@family("optics_waves")
def thin_lens(rng: Random, level: int) -> Drawing:
    """The ray diagram of a thin lens, converging or diverging, or of two lenses."""
    return _two_lenses(rng) if level == 3 else _one_lens(rng, level)
