"""Interference: Young's double slit, gratings, and the rings of two sources."""

from math import hypot
from random import Random

from stem2code_eval.synth.families.optics_waves.parts import DASHED, RAY
from stem2code_eval.synth.families.textbook import (
    CHINESE_FONT,
    COMPUTER_MODERN,
    DIMENSION,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_BARRIER = """
def barrier(ax, x, holes, half, gap=0.14):
    \"\"\"A dark wall at x with openings of width 2 gap at the heights of the holes.\"\"\"
    edges = [-half] + [y + s * gap for y in sorted(holes) for s in (-1, 1)] + [half]
    for low, high in zip(edges[::2], edges[1::2]):
        ax.plot([x, x], [low, high], color="black", lw=4, solid_capstyle="butt")
"""

_SLITS = """
d, distance = «spacing», «distance»
slits = [«slits!code»]
P = np.array([distance, «height»])
barrier(ax, 0, slits, «half»)
ax.plot([distance, distance], [-«half», «half»], color="black", lw=2.5)
dashed(ax, «axis_start», (distance, 0))
for y in slits:
    ray(ax, (0, y), P)
ax.text(P[0] + 0.3, P[1], "$P$", ha="center", va="center")
ax.text(distance + 0.3, 0, "$O$", ha="center", va="center")
"""

_NAMES = """
for y, name in zip(slits, «names»):
    ax.text(-0.4, y«raised!code», name, ha="center", va="center")
"""

_SOURCE = """
S = np.array([-«source», 0])
ax.plot(*S, "ko", ms=6)
ax.text(S[0] - 0.3, 0, "$S$", ha="center", va="center")
for y in slits:
    ray(ax, S, (0, y), at=0.5)
"""

_DISTANCES = """
dimension(ax, (0, -«half» - 0.25), (distance, -«half» - 0.25), "$L$", (0, -0.28))
dimension(ax, (distance + 0.65, 0), (distance + 0.65, P[1]), "$y$", (0.28, 0))
dimension(ax, (-0.8, slits[0]), (-0.8, slits[-1]), «spacing_name», (-0.3, 0))
"""

_PATH_DIFFERENCE = """
# The foot of the perpendicular from the nearer slit to the longer ray marks the path difference.
far, near = (0, slits[0]), (0, slits[-1])
along = (P - far) / np.linalg.norm(P - far)
foot = far + ((np.array(near) - far) @ along) * along
dashed(ax, near, foot)
dashed(ax, (0, 0), P)
angle = np.linspace(0, np.arctan2(P[1], P[0]), 30)
ax.plot(1.7 * np.cos(angle), 1.7 * np.sin(angle), color="black", lw=1)
ax.text(1.42, 0.2, r"$\\theta$", ha="center", va="center", fontsize=12)
ax.text(foot[0] * 0.5 + 0.25, foot[1] - 0.45, r"$\\Delta$", ha="center", va="center")
"""

_PATTERN = """
y = np.linspace(-«half», «half», 600)
intensity = np.cos(np.pi * y / «fringe») ** 2 * np.sinc(y / «envelope») ** 2
ax.plot(distance + 1.1 + 1.1 * intensity, y, color="black", lw=1.2)
ax.plot([distance + 1.1, distance + 1.1], [-«half», «half»], color="black", lw=0.8)
"""

_CHINESE = """
ax.text(0, «half» + 0.3, «slit_name», ha="center", va="center", fontsize=12)
ax.text(distance, «half» + 0.3, "光屏", ha="center", va="center", fontsize=12)
"""


def _slits(rng: Random, level: int) -> Drawing:
    """Rays from two (or more) slits that meet at a point of the screen."""
    n_slits = 2 if level < 3 or rng.random() < 0.6 else rng.choice([3, 4])
    spacing, distance = (rng.choice([1.5, 1.7, 1.9]) if n_slits == 2 else 0.7), rng.choice([5.0, 5.5, 6.0])
    height, half = rng.choice([1.2, 1.5, 1.8]), 2.6
    low = round(-spacing * (n_slits - 1) / 2, 3)
    ys = [round(low + i * spacing, 3) for i in range(n_slits)]
    chinese = rng.random() < 0.35
    source, pattern = level >= 2 and n_slits == 2 and rng.random() < 0.6, level == 3
    difference = n_slits == 2 and not source and level >= 2
    distances = not pattern and (level == 1 or rng.random() < 0.6)
    names = [f"$S_{i}$" for i in range(n_slits, 0, -1)]
    spacing_name = rng.choice(["$d$", "$a$"])
    reach = 2.4 if source else 1.4 if distances else 0.9
    if difference:
        height, reach = rng.choice([1.6, 1.8]), max(reach, 1.0)
    fringe = height if rng.random() < 0.5 else round(height / 2, 3)
    limits = {
        "left": -reach,
        "right": distance + (2.5 if pattern else 1.5 if distances else 0.7),
        "bottom": -half - (0.9 if distances else 0.4),
        "top": half + (0.7 if chinese else 0.4),
    }
    distances_text = fill(_DISTANCES, half=half, spacing_name=spacing_name)
    if source:
        distances_text = "\n".join(distances_text.strip("\n").splitlines()[:2])
    text = program(
        IMPORTS,
        RAY,
        DASHED,
        DIMENSION if distances else "",
        _BARRIER,
        figure_block(rng, limits, unit=0.75, font=CHINESE_FONT if chinese else rng.choice([COMPUTER_MODERN, STIX])),
        fill(
            _SLITS,
            spacing=spacing,
            distance=distance,
            slits="-d / 2, d / 2" if n_slits == 2 else ", ".join(f"{y:g}" for y in ys),
            height=height,
            half=half,
            axis_start=(-2.0 if source else 0, 0),
        ),
        fill(_NAMES, names=names, raised=" + 0.3 * np.sign(y)" if source else ""),
        fill(_SOURCE, source=2.0) if source else "",
        _PATH_DIFFERENCE if difference else "",
        distances_text if distances else "",
        fill(_PATTERN, half=half, fringe=fringe, envelope=5.0) if pattern else "",
        fill(_CHINESE, half=half, slit_name="双缝" if n_slits == 2 else "光栅") if chinese else "",
        'fig.savefig("figure.png")',
    )
    labels = ["$P$", "$O$", *names, *(["$S$"] if source else [])]
    labels += [r"$\theta$", r"$\Delta$"] if difference else []
    labels += ["$L$", "$y$"] if distances else []
    labels += [spacing_name] if distances and not source else []
    labels += ["双缝" if n_slits == 2 else "光栅", "光屏"] if chinese else []
    facts: Facts = {
        "labels": labels,
        "counts": {"slits": n_slits, "screens": 1, "rays": n_slits * (1 + source)},
        "values": {
            "slit_positions": ys,
            "screen_distance": distance,
            "point_height": height,
            "path_difference": round(hypot(distance, height - ys[0]) - hypot(distance, height - ys[-1]), 4),
        },
        "relations": [["meet_at", "$P$", *names]],
    }
    return Drawing(text, facts)


_RINGS = """
wavelength, d = «wavelength», «spacing»
sources = np.array([[-d / 2, 0], [d / 2, 0]])
for source, name, side in zip(sources, ("$S_1$", "$S_2$"), (-1, 1)):
    for k in range(1, «n_rings» + 1):
        ax.add_patch(plt.Circle(source, k * wavelength, fill=False, lw=1.3))                       # crest
        ax.add_patch(plt.Circle(source, (k - 0.5) * wavelength, fill=False, lw=1, ls="--"))        # trough
    ax.plot(*source, "ko", ms=5)
    ax.text(source[0], -0.28, name, ha="center", va="center",
            bbox=dict(boxstyle="square,pad=0.1", fc="white", ec="none"))
"""

_MEETINGS = """
# Crest m of one source meets crest n of the other: distances m and n wavelengths.
for m, n, name in «points»:
    r1, r2 = m * wavelength, n * wavelength
    x = (r1**2 - r2**2) / (2 * d)
    y = np.sqrt(r1**2 - (x + d / 2) ** 2)
    ax.plot(x, y, "ko", ms=6)
    ax.text(x + 0.3, y + 0.22, name, ha="center", va="center",
            bbox=dict(boxstyle="square,pad=0.1", fc="white", ec="none"))
"""


def _is_clear(r1: float, r2: float, spacing: float, highest: float) -> bool:
    """Whether the circles of radius `r1` and `r2` meet above the sources' line, below `highest`."""
    x = (r1**2 - r2**2) / (2 * spacing)
    squared = r1**2 - (x + spacing / 2) ** 2
    return 0.5**2 < squared < highest**2


def _rings(rng: Random, level: int) -> Drawing:
    """Crests (solid) and troughs (dashed) of two sources in step, with marked points."""
    wavelength, n_rings = rng.choice([0.9, 1.0, 1.1]), {1: 2, 2: 3, 3: 4}[level]
    spacing = round(wavelength * rng.choice([1.5, 2.0, 2.5]), 3)
    pairs = [
        (m, n)
        for m in range(2, 2 * n_rings + 1)
        for n in range(2, 2 * n_rings + 1)
        if _is_clear(m * wavelength / 2, n * wavelength / 2, spacing, 0.8 * n_rings * wavelength)
    ]
    chosen = rng.sample(pairs, min(len(pairs), level))
    points = [(m / 2, n / 2, name) for (m, n), name in zip(chosen, ("$P$", "$Q$", "$M$"), strict=False)]
    reach = n_rings * wavelength
    limits = {
        "left": -round(reach + spacing / 2 + 0.2, 2),
        "right": round(reach + spacing / 2 + 0.2, 2),
        "bottom": -round(reach + 0.2, 2),
        "top": round(reach + 0.2, 2),
    }
    text = program(
        IMPORTS,
        figure_block(rng, limits, unit=0.65),
        fill(_RINGS, wavelength=wavelength, spacing=spacing, n_rings=n_rings),
        fill(_MEETINGS, points=points),
        'fig.savefig("figure.png")',
    )
    facts: Facts = {
        "labels": ["$S_1$", "$S_2$", *(name for _, _, name in points)],
        "counts": {"sources": 2, "crests": 2 * n_rings, "troughs": 2 * n_rings, "marked_points": len(points)},
        "values": {
            "wavelength": wavelength,
            "source_spacing": spacing,
            "path_differences_in_wavelengths": [m - n for m, n, _ in points],
        },
        "relations": [["constructive" if (m - n) == int(m - n) else "destructive", name] for m, n, name in points],
    }
    return Drawing(text, facts)


@family("optics_waves")
def interference(rng: Random, level: int) -> Drawing:
    """Young's double slit or a grating before a screen, or the rings of two sources."""
    return _rings(rng, level) if rng.random() < 0.35 else _slits(rng, level)
