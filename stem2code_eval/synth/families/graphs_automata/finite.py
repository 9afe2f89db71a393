"""State diagrams of finite automata: circles, double circles, a start arrow, bent transitions, loops."""

from math import atan, dist, sin
from random import Random

from stem2code_eval.synth.families.graphs_automata.layout import Point, crosses, on_circle, passes_near
from stem2code_eval.synth.families.graphs_automata.weighted import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

Arrow = tuple[int, int, str]

_TEMPLATE = """
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle
«fontset!code»
radius = 0.4
states = «states!code»
final = «final»
transitions = «transitions!code»

fig, ax = plt.subplots(figsize=«size»)
«loop!code»

def arrow(p, q, text, bend):
    \"\"\"Arrow from state p to state q, bent to the right of its way, with its text outside the bend.\"\"\"
    a, b = np.array(states[p]), np.array(states[q])
    way = (b - a) / np.linalg.norm(b - a)
    right = np.array([way[1], -way[0]])
    turn = 1.2 * np.arctan(2 * bend)  # leave and reach the circles a little to the right
    start = a + radius * (np.cos(turn) * way + np.sin(turn) * right)
    end = b + radius * (-np.cos(turn) * way + np.sin(turn) * right)
    style = {"arrowstyle": "-|>", "color": "black", "lw": 1.3, "shrinkA": 0, "shrinkB": 0}
    style["connectionstyle"] = f"arc3,rad={bend}"
    ax.annotate("", xy=end, xytext=start, arrowprops=style)
    middle = (start + end) / 2 + (bend / 2 * np.linalg.norm(end - start) + 0.2) * right
    ax.text(*middle, text, fontsize=13, ha="center", va="center")


for p, q, text, bend in transitions:
    «call!code»
for name, (x, y) in states.items():
    ax.add_patch(Circle((x, y), radius, facecolor=«face», edgecolor="black", lw=1.5))
    if name in final:
        ax.add_patch(Circle((x, y), 0.82 * radius, fill=False, edgecolor="black", lw=1.2))
    ax.text(x, y, f"«label!code»", fontsize=14, ha="center", va="center")

# The arrow to the start state.
x, y = states[«start»]
style = {"arrowstyle": "-|>", "color": "black", "lw": 1.3, "shrinkA": 0, "shrinkB": 0}
ax.annotate("", xy=(x - radius, y), xytext=(x - radius - 0.7, y), arrowprops=style)
«start_text!code»
ax.set_xlim(«low_x», «high_x»)
ax.set_ylim(«low_y», «high_y»)
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_LOOP = '''

def loop(p, text, side):
    """Loop above (side 1) or below (side -1) state p: the part of a circle that lies outside the state."""
    x, y = states[p]
    r, middle = 0.28, y + side * (radius + 0.18)
    t = np.radians(side * 90 + np.linspace(142, -142, 60))
    ax.plot(x + r * np.cos(t), middle + r * np.sin(t), color="black", lw=1.3)
    before, tip = [(x + r * np.cos(angle), middle + r * np.sin(angle)) for angle in t[[-6, -1]]]
    style = {"arrowstyle": "-|>", "color": "black", "lw": 1.3, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=tip, xytext=before, arrowprops=style)
    ax.text(x, middle + side * (r + 0.18), text, fontsize=13, ha="center", va="center")

'''


@family("graphs_automata")
def finite_automaton(rng: Random, level: int) -> Drawing:
    """State diagram of a finite automaton over {0, 1} or {a, b}: 2 to 6 states, start arrow, double circles."""
    n = {1: rng.choice([2, 3]), 2: rng.choice([3, 4]), 3: rng.choice([5, 6])}[level]
    places = _places(rng, n)
    alphabet = rng.choice(["01", "ab"])
    arrows = _transitions(rng, places, alphabet, level)
    finals = sorted(rng.sample(range(n), 1 if level == 1 else rng.choice([1, 2])))
    first = rng.choice([0, 0, 1])
    style = rng.choice(["q", "q", "S", "letters"])
    names = list("ABCDEF"[:n]) if style == "letters" else [f"{style}{first + i}" for i in range(n)]
    label = "${name}$" if style == "letters" else "${name[0]}_{name[1]}$"
    shown = [f"${m}$" if style == "letters" else f"${m[0]}_{m[1]}$" for m in names]
    rows = [(names[p], names[q], text, _bend(places, arrows, p, q)) for p, q, text in arrows]
    loops = any(p == q for p, q, _ in arrows)
    box = _box(places)
    start_text = rng.choice([None, None, "start"])
    unit = min(1.0, 5.3 / max(box["high_x"] - box["low_x"], box["high_y"] - box["low_y"]))
    size = tuple(max(3.0, round((box[f"high_{axis}"] - box[f"low_{axis}"]) * unit / 0.775, 1)) for axis in ("x", "y"))
    call = "arrow(p, q, text, bend)"
    if loops:
        call = "if p == q:\n        loop(p, text, bend)\n    else:\n        arrow(p, q, text, bend)"
    program = fill(
        _TEMPLATE,
        fontset=rng.choice(["", '\nplt.rcParams["mathtext.fontset"] = "cm"\n']),
        states="{" + ", ".join(f"{literal(m)}: {literal(p)}" for m, p in zip(names, places, strict=True)) + "}",
        final=[names[i] for i in finals],
        transitions="[\n" + "".join(f"    {literal(row)},\n" for row in rows) + "]",
        size=size,
        loop=_LOOP if loops else "",
        call=call,
        face=rng.choice(["white", "white", "0.92"]),
        label=label,
        start=names[0],
        start_text='ax.text(x - radius - 0.75, y + 0.2, "start", fontsize=12, ha="center", va="center")\n'
        if start_text
        else "",
        finish=rng.choice(FINISHES),
        **box,
    )
    facts: Facts = {
        "labels": [text for _, _, text in arrows] + shown + (["start"] if start_text else []),
        "counts": {"states": n, "transitions": len(arrows), "loops": sum(p == q for p, q, _ in arrows)},
        "values": {"start": names[0], "final": [names[i] for i in finals], "alphabet": list(alphabet)},
        "relations": [["transition", names[p], names[q], text] for p, q, text in arrows],
    }
    return Drawing(tidy(program), facts)


def _places(rng: Random, n: int) -> list[Point]:
    if n <= 3 and (n == 2 or rng.random() < 0.6):
        return [(2.0 * i, 0.0) for i in range(n)]
    if n == 3:
        return [(0.0, 0.0), (1.9, 1.5), (1.9, -1.5)]
    if n == 4:
        return rng.choice(
            [[(0.0, 0.0), (2.1, 0.0), (2.1, -2.0), (0.0, -2.0)], [(0.0, 0.0), (1.9, 1.5), (1.9, -1.5), (3.8, 0.0)]]
        )
    if n == 5:
        return rng.choice([on_circle(5, 2, 180), [(0.0, 0.0), (1.9, 1.3), (1.9, -1.3), (4.1, 1.3), (4.1, -1.3)]])
    return [(0.0, 1.1), (2.1, 1.1), (4.2, 1.1), (0.0, -1.1), (2.1, -1.1), (4.2, -1.1)]


def _transitions(rng: Random, places: list[Point], alphabet: str, level: int) -> list[Arrow]:
    """Return arrows (from, to, symbols): every state is reached, each symbol leaves a state once at most."""
    n = len(places)
    near = {p: [q for q in range(n) if _is_neighbour(places, p, q)] for p in range(n)}
    while True:
        table: dict[tuple[int, int], list[str]] = {}
        for p in range(n):
            for symbol in alphabet:
                if level == 3 and rng.random() < 0.25:
                    continue
                q = p if rng.random() < 0.25 else rng.choice(near[p])
                table.setdefault((p, q), []).append(symbol)
        reached = [0]
        for p in reached:
            reached += [q for q in range(n) if (p, q) in table and q not in reached]
        arrows = [(p, q, ",".join(symbols)) for (p, q), symbols in sorted(table.items())]
        if len(reached) == n and _reads_clearly(places, arrows):
            return arrows


def _reads_clearly(places: list[Point], arrows: list[Arrow]) -> bool:
    """Say whether no two arrows cross and no text comes near another arrow or text."""
    ways = [(p, q) for p, q, _ in arrows if p != q]
    texts = []
    for p, q in ways:
        (x1, y1), (x2, y2) = places[p], places[q]
        length = dist(places[p], places[q])
        aside = 0.2 + _bend(places, arrows, p, q) / 2 * (length - 0.8)
        if aside > 0.2:
            aside += 0.4 * sin(1.2 * atan(2 * _bend(places, arrows, p, q)))
        texts.append(((x1 + x2) / 2 + aside * (y2 - y1) / length, (y1 + y2) / 2 - aside * (x2 - x1) / length))
    for p in [p for p, q, _ in arrows if p == q]:
        ring = (places[p][0], places[p][1] + 0.58 * _bend(places, arrows, p, p))
        if any(passes_near(ring, places[r], places[s], 0.42) for r, s in ways):
            return False
    for i, (p, q) in enumerate(ways):
        for j, (r, s) in enumerate(ways):
            if {p, q} == {r, s}:
                continue
            if not {p, q} & {r, s} and crosses(places[p], places[q], places[r], places[s]):
                return False
            if passes_near(texts[i], places[r], places[s], 0.22) or dist(texts[i], texts[j]) < 0.5:
                return False
    return True


def _is_neighbour(places: list[Point], p: int, q: int) -> bool:
    """Say whether an arrow from p to q passes no other state closely."""
    (x1, y1), (x2, y2) = places[p], places[q]
    if p == q:
        return False
    length2 = (x2 - x1) ** 2 + (y2 - y1) ** 2
    for k, (x, y) in enumerate(places):
        t = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length2
        off = abs((x - x1) * (y2 - y1) - (y - y1) * (x2 - x1)) / length2**0.5
        if k not in (p, q) and 0 < t < 1 and off < 0.9:
            return False
    return length2 < 3.2**2


def _bend(places: list[Point], arrows: list[Arrow], p: int, q: int) -> float:
    """Return the bend of an arrow; for a loop, 1 (above) or -1 (below)."""
    if p == q:
        mean = sum(y for _, y in places) / len(places)
        return 1 if places[p][1] >= mean - 1e-9 else -1
    both = any((i, j) == (q, p) for i, j, _ in arrows)
    return 0.2 if both else 0


def _box(places: list[Point]) -> dict[str, float]:
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return {
        "low_x": round(min(xs) - 1.5, 2),
        "high_x": round(max(xs) + 0.7, 2),
        "low_y": round(min(ys) - 1.4, 2),
        "high_y": round(max(ys) + 1.4, 2),
    }
