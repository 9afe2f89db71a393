"""Weighted graphs, directed and not, with a minimum spanning tree or a shortest path drawn bold."""

from random import Random

from stem2code_eval.synth.families.graphs_automata.layout import (
    Pair,
    Point,
    in_layers,
    is_connected,
    on_circle,
    on_grid,
    plane_edges,
)
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

FINISHES = ("plt.show()", 'fig.savefig("figure.png")', 'plt.savefig("figure.png", dpi=150)')
Weights = dict[Pair, int]

_TEMPLATE = """
import matplotlib.pyplot as plt
«fontset!code»
places = «places!code»
# «what!code» as (from, to, weight).
edges = «edges!code»
«bold!code»radius = «radius»

fig, ax = plt.subplots(figsize=«size»)
«draw!code»
for name, (x, y) in places.items():
    ax.add_patch(plt.Circle((x, y), radius, facecolor=«face», edgecolor="black", lw=1.5, zorder=3))
    ax.text(x, y, «name!code», fontsize=«points», ha="center", va="center", zorder=4)

ax.set_xlim(«low_x», «high_x»)
ax.set_ylim(«low_y», «high_y»)
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_PLAIN = """
for p, q, weight in edges:
    (x1, y1), (x2, y2) = places[p], places[q]
    ax.plot([x1, x2], [y1, y2], color="black", lw=«width!code», zorder=1)
    ax.text((x1 + x2) / 2, (y1 + y2) / 2, weight, fontsize=12, ha="center", va="center", zorder=2,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})
"""
_ARROWS = """
for p, q, weight in edges:
    (x1, y1), (x2, y2) = places[p], places[q]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = radius * (x2 - x1) / length, radius * (y2 - y1) / length  # arrows end at the circles
    arrow = {"arrowstyle": "-|>", "lw": «width!code», "color": "black", "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=(x2 - dx, y2 - dy), xytext=(x1 + dx, y1 + dy), arrowprops=arrow)
    ax.text((x1 + x2) / 2, (y1 + y2) / 2, weight, fontsize=12, ha="center", va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})
"""


@family("graphs_automata")
def weighted_graph(rng: Random, level: int) -> Drawing:
    """Weighted graph of 4 to 9 lettered vertices, directed or not; level 3 with a tree or path in bold."""
    while True:
        places, source_to_sink = _places(rng, level)
        n = len(places)
        pairs = plane_edges(rng, places, round(n * rng.uniform(1.3, 1.8)), 0.62)
        if is_connected(n, pairs):
            break
    names = _names(rng, n)
    directed = source_to_sink or rng.random() < 0.35
    if directed and not source_to_sink:
        pairs = [(i, j) if rng.random() < 0.6 else (j, i) for i, j in pairs]
    weights = {pair: rng.randint(1, 9 if level < 3 else 15) for pair in pairs}
    bold, what = _bold(weights, n, directed, level)
    xs, ys = [x for x, _ in places], [y for _, y in places]
    box = {"low_x": min(xs) - 0.6, "high_x": max(xs) + 0.6, "low_y": min(ys) - 0.6, "high_y": max(ys) + 0.6}
    unit = min(1.05, 5.2 / max(box["high_x"] - box["low_x"], box["high_y"] - box["low_y"]))
    size = tuple(max(3.2, round((box[f"high_{axis}"] - box[f"low_{axis}"]) * unit / 0.775, 1)) for axis in ("x", "y"))
    italic = rng.random() < 0.5 and names[0].isalpha()
    width = "3.5 if (p, q) in bold else 1.2" if bold else rng.choice(["1.5", "1.3"])
    program = fill(
        _TEMPLATE,
        fontset=rng.choice(["", '\nplt.rcParams["mathtext.fontset"] = "cm"\n']) if italic else "",
        places="{\n" + "".join(f"    {literal(m)}: {literal(p)},\n" for m, p in zip(names, places, strict=True)) + "}",
        what="Arrows" if directed else "Edges",
        edges="[\n"
        + "".join(f"    ({literal(names[i])}, {literal(names[j])}, {w}),\n" for (i, j), w in weights.items())
        + "]",
        bold=f"bold = {literal([(names[i], names[j]) for i, j in bold])}  # {what}\n" if bold else "",
        radius=0.32,
        size=size,
        draw=fill(_ARROWS if directed else _PLAIN, width=width),
        face=rng.choice(["white", "white", "lightgray", "#fff2cc"]),
        name='f"${name}$"' if italic else "name",
        points=rng.choice([13, 14]),
        finish=rng.choice(FINISHES),
        **box,
    )
    shown = [f"${name}$" if italic else name for name in names]
    facts: Facts = {
        "labels": [str(w) for w in weights.values()] + shown,
        "counts": {"vertices": n, "edges": len(weights), "bold_edges": len(bold)},
        "values": {"directed": directed, "bold": what or None, "bold_weight": sum(weights[e] for e in bold)},
        "relations": [["edge", names[i], names[j], w] for (i, j), w in weights.items()]
        + [["bold", names[i], names[j]] for i, j in bold],
    }
    return Drawing(tidy(program), facts)


def _places(rng: Random, level: int) -> tuple[list[Point], bool]:
    """Return places for the vertices, and whether they run in layers from a source to a sink."""
    n = {1: rng.choice([4, 5]), 2: rng.choice([6, 7]), 3: rng.choice([8, 9])}[level]
    layout = rng.choice(["circle", "grid", "layers", "wheel"])
    if layout == "circle" and level < 3:
        return on_circle(n, 1.6 if n < 6 else 2, 90), False
    if layout == "wheel" and level > 1:
        return [(0.0, 0.0), *on_circle(n - 1, 2.1, rng.choice([90, 60, 0]))], False
    if layout == "layers":
        sizes = {4: [1, 2, 1], 5: [1, 3, 1], 6: [1, 2, 2, 1], 7: [1, 2, 3, 1], 8: [1, 3, 3, 1], 9: [2, 3, 3, 1]}[n]
        return in_layers(sizes, 1.9, 1.7), True
    return on_grid(rng, n, 2 if n <= 4 else 3, 1.9, 0.3), False


def _names(rng: Random, n: int) -> list[str]:
    style = rng.choice(["letters", "letters", "numbers", "s to t"])
    if style == "numbers":
        return [str(i) for i in range(1, n + 1)]
    if style == "s to t":
        return ["s", *"abcdefgh"[: n - 2], "t"]
    return list("ABCDEFGHIJ"[:n])


def _bold(weights: Weights, n: int, directed: bool, level: int) -> tuple[list[Pair], str]:
    """Return the bold edges of a level 3 figure and what they are."""
    if level < 3:
        return [], ""
    if not directed:
        return spanning_tree(weights, n), "minimum spanning tree"
    path = shortest_path(weights, 0, n - 1)
    return path, "shortest path" if path else ""


def spanning_tree(weights: Weights, n: int) -> list[Pair]:
    """Return a minimum spanning tree (Kruskal), lighter and earlier edges first."""
    group = list(range(n))
    tree = []
    for _, pair in sorted((w, pair) for pair, w in weights.items()):
        if group[pair[0]] != group[pair[1]]:
            tree.append(pair)
            joined, kept = group[pair[1]], group[pair[0]]
            group = [kept if g == joined else g for g in group]
    return tree


def shortest_path(weights: Weights, start: int, end: int) -> list[Pair]:
    """Return the arrows of a shortest path (Bellman-Ford), or none if `end` cannot be reached."""
    best: dict[int, tuple[int, list[Pair]]] = {start: (0, [])}
    for _ in range(len(weights)):
        for (i, j), w in weights.items():
            if i in best and (j not in best or best[i][0] + w < best[j][0]):
                best[j] = (best[i][0] + w, [*best[i][1], (i, j)])
    return best[end][1] if end in best else []
