"""Binary trees: search trees, heaps with their array, expression trees."""

from random import Random

from stem2code_eval.synth.families.graphs_automata.weighted import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

Tree = dict[int, str]
"""What stands in the nodes; node i has the children 2i and 2i + 1, the root is 1."""

_TEMPLATE = """
import matplotlib.pyplot as plt

# Node i has the children 2i and 2i + 1; the root is node 1.
tree = «tree»
«path!code»depth = max(tree).bit_length()


def place(i):
    \"\"\"Middle of node i: its level fixes y, its turn within the level fixes x.\"\"\"
    level = i.bit_length() - 1
    turn = i - 2**level
    return (turn + 0.5) * 2 ** (depth - level) * «gap», -1.2 * level


fig, ax = plt.subplots(figsize=«size»)
for i in tree:
    if i > 1:
        (x1, y1), (x2, y2) = place(i // 2), place(i)
        ax.plot([x1, x2], [y1, y2], color="black", lw=«width!code», zorder=1)
for i, text in tree.items():
    x, y = place(i)
    «shape!code»
    ax.text(x, y, text, fontsize=«points», ha="center", va="center", zorder=3)
«array!code»
ax.set_xlim(«low_x», «high_x»)
ax.set_ylim(«low_y», 0.6)
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_CIRCLE = 'ax.add_patch(plt.Circle((x, y), 0.36, facecolor=«face!code», edgecolor="black", lw=1.5, zorder=2))'
_BOX = (
    "corner = (x - 0.38, y - 0.3)\n    "
    'ax.add_patch(plt.Rectangle(corner, 0.76, 0.6, facecolor=«face!code», edgecolor="black", lw=1.5, zorder=2))'
)
_ARRAY = """
# The same heap as an array, with its indices.
left, top = «left», -1.2 * depth + 0.2
for i, text in tree.items():
    ax.add_patch(plt.Rectangle((left + 0.75 * (i - 1), top - 0.7), 0.75, 0.7, fill=False, lw=1.3))
    ax.text(left + 0.75 * (i - 0.5), top - 0.35, text, fontsize=12, ha="center", va="center")
    ax.text(left + 0.75 * (i - 0.5), top - 0.95, «index!code», fontsize=10, ha="center", va="center", color="dimgray")
"""


@family("graphs_automata")
def binary_tree(rng: Random, level: int) -> Drawing:
    """Binary search tree, heap with its array, or expression tree, of 2 to 4 levels; a search path may be bold."""
    kind = rng.choice(["search tree", "heap", "expression"])
    depth = {1: rng.choice([2, 3]), 2: 3, 3: 4}[level]
    if kind == "search tree":
        tree = _search_tree(rng, depth, level)
    elif kind == "heap":
        tree = _heap(rng, depth)
    else:
        tree = _expression(rng, max(depth, 3) if level < 3 else 4)
    depth = max(tree).bit_length()
    path = _path(rng, tree) if kind == "search tree" and level > 1 and rng.random() < 0.6 else []
    with_array = kind == "heap" and level > 1
    gap = {2: 1.1, 3: 0.8, 4: 0.5}[depth]
    drawn = [_place(i, depth, gap) for i in tree]
    middle = _place(1, depth, gap)[0]
    reach = max(max(abs(x - middle) for x, _ in drawn) + 0.6, 0.75 * len(tree) / 2 + 0.3 if with_array else 0)
    low_y = -1.2 * (depth - 1) - 0.6 - (1.4 if with_array else 0)
    from_zero = rng.random() < 0.4
    unit = min(1.0, 5.2 / (2 * reach))
    face = "lightgray" if rng.random() < 0.25 else "white"
    face_code = f'"gold" if i in path else "{face}"' if path and rng.random() < 0.3 else f'"{face}"'
    program = fill(
        _TEMPLATE,
        tree=tree,
        path=f"path = {literal(path)}  # the way of a search\n" if path else "",
        gap=gap,
        size=(max(3.2, round(2 * reach * unit / 0.775, 1)), max(3.2, round((0.6 - low_y) * unit / 0.77, 1))),
        width="3 if i in path else 1.3" if path else "1.4",
        shape=fill(_BOX if rng.random() < 0.2 else _CIRCLE, face=face_code).strip(),
        points=rng.choice([13, 14]) if depth < 4 else 12,
        array=fill(_ARRAY, left=round(middle - 0.375 * len(tree), 3), index="i - 1" if from_zero else "i")
        if with_array
        else "",
        low_x=round(middle - reach, 2),
        high_x=round(middle + reach, 2),
        low_y=round(low_y, 2),
        finish=rng.choice(FINISHES),
    )
    indices = [str(i - from_zero) for i in tree] if with_array else []
    facts: Facts = {
        "labels": list(tree.values()) + ([*tree.values(), *indices] if with_array else []),
        "counts": {
            "nodes": len(tree),
            "edges": len(tree) - 1,
            "leaves": sum(2 * i not in tree and 2 * i + 1 not in tree for i in tree),
            "levels": depth,
        },
        "values": {"kind": kind, "tree": [[i, text] for i, text in tree.items()], "path": path},
        "relations": [["child", tree[i // 2], tree[i]] for i in tree if i > 1],
    }
    return Drawing(tidy(program), facts)


def _place(i: int, depth: int, gap: float) -> tuple[float, float]:
    level = i.bit_length() - 1
    return (i - 2**level + 0.5) * 2 ** (depth - level) * gap, -1.2 * level


def _search_tree(rng: Random, depth: int, level: int) -> Tree:
    """Insert random keys one by one until the tree has its depth and enough nodes; start afresh when too deep."""
    least = {1: depth + 1, 2: 6, 3: 9}[level]
    letters = rng.random() < 0.2
    while True:
        keys = rng.sample(range(1, 27 if letters else 99), least + rng.randint(0, 3))
        nodes: dict[int, int] = {}
        for key in keys:
            i = 1
            while i in nodes:
                i = 2 * i + (key > nodes[i])
            nodes[i] = key
        if max(nodes).bit_length() == depth and 2 in nodes and 3 in nodes:
            return {i: chr(64 + nodes[i]) if letters else str(nodes[i]) for i in sorted(nodes)}


def _heap(rng: Random, depth: int) -> Tree:
    """Return a complete tree in which each parent is larger (or each smaller) than its children."""
    size = rng.randint(2 ** (depth - 1) + 1, min(2**depth - 1, 12))
    keys = sorted(rng.sample(range(1, 99), size), reverse=rng.random() < 0.6)
    # Sorted keys already form a heap; swaps of neighbours within a level keep it one and hide the order.
    for level in range(1, depth):
        first, last = 2**level - 1, min(2 ** (level + 1) - 1, size)
        keys[first:last] = rng.sample(keys[first:last], last - first)
    return {i + 1: str(key) for i, key in enumerate(keys)}


def _expression(rng: Random, depth: int) -> Tree:
    """Return the tree of an arithmetic expression: operators inside, letters or digits at the leaves."""
    operators = ["+", "-", "\u00d7", "\u00f7"] if rng.random() < 0.5 else ["+", "\u2212", "*", "/"]
    leaves = list("abcdefgh") if rng.random() < 0.5 else [str(d) for d in rng.sample(range(1, 10), 9)]
    tree: Tree = {1: rng.choice(operators)}
    inner = [1]
    for i in inner:
        for child in (2 * i, 2 * i + 1):
            level = child.bit_length()
            if level < depth and (rng.random() < 0.6 or (child == 2 * i and level == i.bit_length() + 1 == depth - 1)):
                inner.append(child)
                tree[child] = rng.choice(operators)
            else:
                tree[child] = ""
    ends = [i for i, text in tree.items() if not text]
    for i, leaf in zip(sorted(ends), leaves * 2, strict=False):
        tree[i] = leaf
    return dict(sorted(tree.items()))


def _path(rng: Random, tree: Tree) -> list[int]:
    """Return the nodes from below the root to a random deepest node."""
    deepest = [i for i in tree if i.bit_length() == max(tree).bit_length()]
    i = rng.choice(deepest)
    path = []
    while i:
        path.append(i)
        i //= 2
    return sorted(path)
