"""Standing waves on strings and in pipes, and snapshots of travelling waves."""

from random import Random

from stem2code_eval.synth.families.textbook import (
    ARROW,
    CHINESE_FONT,
    COMPUTER_MODERN,
    DIMENSION,
    HATCHED,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_STRING = """
loops = «loops»
length = «length»
amplitude = «amplitude»
half_wave = length / loops
x = np.linspace(0, length, 400)
y = amplitude * np.sin(np.pi * x / half_wave)

hatched(ax, (0, 1), (0, -1))
hatched(ax, (length, -1), (length, 1))
ax.plot(x, y, color="black", lw=1.8)
ax.plot(x, -y, "k--", lw=1.2)
ax.plot([0, length], [0, 0], color="black", lw=0.7, ls=":")
"""

_NODES = """
for i in range(loops + 1):
    ax.plot(i * half_wave, 0, "ko", ms=4.5)
for i in range(1, loops):
    ax.text(i * half_wave, -0.5, «node», ha="center", va="center", fontsize=12,
            bbox=dict(boxstyle="square,pad=0.1", fc="white", ec="none"))
for i in range(loops):
    ax.text((i + 0.5) * half_wave, amplitude + 0.3, «antinode», ha="center", va="center")
"""

_HALF_WAVE = """
first = «first»
for i in (first, first + «n_halves»):
    ax.plot([i * half_wave, i * half_wave], [0, -«drop» - 0.15], "k--", lw=0.8)
dimension(ax, (first * half_wave, -«drop»), ((first + «n_halves») * half_wave, -«drop»), «name», (0, «below»))
"""

_LENGTH = """
for end in (0, length):
    ax.plot([end, end], [-1, -«drop» - 0.15], "k--", lw=0.8)
dimension(ax, (0, -«drop»), (length, -«drop»), "$L$", (0, -0.28))
"""


def _string(rng: Random, level: int) -> Drawing:
    """A string fixed at both ends, drawn at its two extremes."""
    loops = {1: rng.choice([1, 2, 3]), 2: rng.choice([3, 4]), 3: rng.choice([4, 5])}[level]
    length, amplitude = rng.choice([6, 7, 8]), rng.choice([0.6, 0.65, 0.7, 0.75, 0.8])
    chinese = level > 1 and rng.random() < 0.4
    named = level > 1 or rng.random() < 0.4
    node, antinode = ("波节", "波腹") if chinese else ("$N$", "$A$")
    n_halves = 2 if loops > 2 and rng.random() < 0.5 else 1
    wave_name = r"$\lambda$" if n_halves == 2 else r"$\lambda/2$"
    drop = 1.25
    marked, with_length = level > 1, level != 2
    limits = {"left": -0.7, "right": length + 0.7, "bottom": -2.75 if level == 3 else -2.0, "top": 1.6}
    text = program(
        IMPORTS,
        HATCHED,
        DIMENSION,
        figure_block(rng, limits, unit=0.8, font=CHINESE_FONT if chinese else rng.choice([COMPUTER_MODERN, STIX])),
        fill(_STRING, loops=loops, length=length, amplitude=amplitude),
        fill(_NODES, node=node, antinode=antinode) if named else "",
        fill(
            _HALF_WAVE,
            first=rng.randint(0, loops - n_halves),
            n_halves=n_halves,
            drop=drop,
            name=wave_name,
            below=-0.3,
        )
        if marked
        else "",
        fill(_LENGTH, drop=2.1 if level == 3 else drop) if with_length else "",
        "plt.show()",
    )
    labels = ([node] * (loops - 1) + [antinode] * loops) if named else []
    facts: Facts = {
        "labels": labels + ([wave_name] if marked else []) + (["$L$"] if with_length else []),
        "counts": {"loops": loops, "nodes": loops + 1, "antinodes": loops, "walls": 2},
        "values": {"length": length, "wavelength": round(2 * length / loops, 4), "amplitude": amplitude},
        "relations": [["fixed_end", "left"], ["fixed_end", "right"]],
    }
    return Drawing(text, facts)


_PIPES = """
length, radius = «length», 0.6
for row, quarters in enumerate(«quarters»):
    level = -«spacing» * row
    for side in (-radius, radius):
        ax.plot([0, length], [level + side, level + side], color="black", lw=2)
    if quarters % 2:                  # odd number of quarter waves: the left end is closed
        ax.plot([0, 0], [level - radius, level + radius], color="black", lw=2)
        phase = 0
    else:
        phase = np.pi / 2
    x = np.linspace(0, length, 400)
    y = 0.9 * radius * np.sin(np.pi / 2 * quarters * x / length + phase)
    ax.plot(x, level + y, color="black", lw=1.5)
    ax.plot(x, level - y, "k--", lw=1.2)
    ax.text(-0.55, level, «names»[row], ha="center", va="center")
"""

_PIPE_LENGTH = """
low = level - radius
for end in (0, length):
    ax.plot([end, end], [low - 0.1, low - 0.75], "k--", lw=0.8)
dimension(ax, (0, low - 0.6), (length, low - 0.6), "$L$", (0, -0.28))
"""


def _pipes(rng: Random, level: int) -> Drawing:
    """Pipes with open or closed left ends and the standing wave in each."""
    n_pipes = {2: 2, 3: 3}[level]
    quarters = rng.choice([[1, 3, 5], [2, 4, 6]])[:n_pipes]
    if rng.random() < 0.4:
        quarters = rng.sample([1, 2, 3, 4, 5], n_pipes)
    names = ["(a)", "(b)", "(c)"][:n_pipes] if rng.random() < 0.5 else [f"$n={i + 1}$" for i in range(n_pipes)]
    length = rng.choice([5, 5.5, 6, 6.5])
    limits = {"left": -1.2, "right": length + 0.5, "bottom": -1.7 * (n_pipes - 1) - 1.8, "top": 0.9}
    text = program(
        IMPORTS,
        DIMENSION,
        figure_block(rng, limits, unit=0.85, font=STIX),
        fill(_PIPES, length=length, quarters=quarters, spacing=1.7, names=names),
        _PIPE_LENGTH,
        "plt.show()",
    )
    facts: Facts = {
        "labels": [*names, "$L$"],
        "counts": {"pipes": n_pipes, "closed_ends": sum(q % 2 for q in quarters)},
        "values": {"length": length, "wavelengths": [round(4 * length / q, 4) for q in quarters]},
        "relations": [
            ["one_end_closed" if q % 2 else "both_ends_open", name] for q, name in zip(quarters, names, strict=True)
        ],
    }
    return Drawing(text, facts)


_TRAVELLING = """
wavelength, amplitude = «wavelength», «amplitude»
x_end = «x_end»
arrow(ax, (-0.5, 0), (x_end + 0.8, 0))
arrow(ax, (0, -amplitude - 0.7), (0, amplitude + 1))
ax.text(x_end + 0.7, -0.35, «x_name», ha="center", va="center")
ax.text(0.3, amplitude + 0.9, «y_name», ha="left", va="center")
ax.text(-0.25, -0.3, "$O$", ha="center", va="center")


def wave(x, shift=0):
    return «sign!code»amplitude * np.sin(2 * np.pi * (x - shift) / wavelength)


x = np.linspace(0, x_end, 500)
ax.plot(x, wave(x), color="black", lw=1.8)
"""

_LATER = """
ax.plot(x, wave(x, «shift»), "k--", lw=1.2)
"""

_VELOCITY = """
arrow(ax, («v_tail», amplitude + 0.45), («v_head», amplitude + 0.45))
ax.text((«v_tail» + «v_head») / 2, amplitude + 0.75, "$v$", ha="center", va="center")
"""

_SPAN = """
trough = «trough»                      # wavelength between neighbouring troughs
for end in (trough, trough + wavelength):
    ax.plot([end, end], [-amplitude, -amplitude - 0.6], "k--", lw=0.8)
dimension(ax, (trough, -amplitude - 0.45), (trough + wavelength, -amplitude - 0.45), r"$\\lambda$", (0, -0.28))
"""

_AMPLITUDE = """
crest = «crest»
dimension(ax, (crest, 0), (crest, amplitude), "$A$", (0.28, 0))
"""

_POINTS = """
for place, name in «points»:
    y = wave(place)
    ax.plot(place, y, "ko", ms=5)
    slope = wave(place + 0.01) - y
    # A point moves the way its left (right) neighbour is, when the wave runs right (left).
    up = -np.sign(slope) * «runs»
    arrow(ax, (place, y), (place, y + 0.7 * up))
    ax.text(place + 0.3, y - 0.12 * up, name, ha="center", va="center",
            bbox=dict(boxstyle="square,pad=0.05", fc="white", ec="none"))
"""


def _travelling(rng: Random, level: int) -> Drawing:
    """A sine wave on axes with arrows: wavelength, amplitude, a later snapshot and moving points."""
    wavelength, amplitude = rng.choice([2.6, 3.0, 3.4]), rng.choice([0.9, 1.1])
    periods, runs, sign = rng.choice([2.0, 2.25, 2.5]), rng.choice([1, -1]), rng.choice([1, -1])
    x_end = round(periods * wavelength, 3)
    trough = round(wavelength * (0.75 if sign == 1 else 0.25), 3)
    crest = round(wavelength * ((1.25 if rng.random() < 0.5 else 0.25) + (0 if sign == 1 else 0.5)), 3)
    names = rng.choice([("$x$", "$y$"), ("$x$/m", "$y$/cm")])
    with_later, with_points = level >= 2 and rng.random() < 0.6, level == 3
    with_velocity, with_amplitude = level >= 2 or rng.random() < 0.5, not with_later and not with_points
    p_at, q_at = rng.choice([0.62, 0.4, 0.12]), rng.choice([1.1, 1.6, 1.85])
    spots = [(round(wavelength * p_at, 2), "$P$"), (round(wavelength * q_at, 2), "$Q$")]
    head = (x_end * 0.7, x_end * 0.7 + 0.9)
    v_tail, v_head = head if runs == 1 else head[::-1]
    limits = {"left": -0.9, "right": x_end + 1.2, "bottom": -amplitude - 1.2, "top": amplitude + 1.3}
    text = program(
        IMPORTS,
        ARROW,
        DIMENSION,
        figure_block(rng, limits, unit=0.75, font=rng.choice([COMPUTER_MODERN, STIX])),
        fill(
            _TRAVELLING,
            wavelength=wavelength,
            amplitude=amplitude,
            x_end=x_end,
            x_name=names[0],
            y_name=names[1],
            sign="" if sign == 1 else "-",
        ),
        fill(_LATER, shift=round(runs * wavelength / 4, 3)) if with_later else "",
        fill(_VELOCITY, v_tail=round(v_tail, 2), v_head=round(v_head, 2)) if with_velocity else "",
        fill(_SPAN, trough=trough),
        fill(_AMPLITUDE, crest=crest) if with_amplitude else "",
        fill(_POINTS, points=spots, runs=runs) if with_points else "",
        "plt.show()",
    )
    labels = [*names, "$O$", r"$\lambda$"] + (["$v$"] if with_velocity else [])
    labels += (["$A$"] if with_amplitude else []) + (["$P$", "$Q$"] if with_points else [])
    facts: Facts = {
        "labels": labels,
        "counts": {"waves": 1 + with_later, "marked_points": 2 * with_points},
        "values": {"wavelength": wavelength, "amplitude": amplitude, "start": trough},
        "relations": [["runs", "right" if runs == 1 else "left"]] if with_velocity else [],
    }
    return Drawing(text, facts)


@family("optics_waves")
def standing_wave(rng: Random, level: int) -> Drawing:
    """Standing waves on strings and in pipes, or a travelling wave with its wavelength marked."""
    kind = rng.random()
    if kind < 0.4:
        return _string(rng, level)
    if kind < 0.65 and level > 1:
        return _pipes(rng, level)
    return _travelling(rng, level)
