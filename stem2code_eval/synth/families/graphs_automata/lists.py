"""Linked lists, stacks, queues and hash tables as boxes and arrows, as in a data structures text."""

from itertools import pairwise
from random import Random

from stem2code_eval.synth.families.graphs_automata.weighted import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

_HEAD = """
import matplotlib.pyplot as plt
«font!code»
"""
_FONT = '\nplt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "DejaVu Sans"]\n'
_TAIL = """
ax.set_xlim(«low_x», «high_x»)
ax.set_ylim(«low_y», «high_y»)
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_BOX = """
def box(x, y, w, h, text="", color="white"):
    ax.add_patch(plt.Rectangle((x, y), w, h, facecolor=color, edgecolor="black", lw=«lw»))
    ax.text(x + w / 2, y + h / 2, text, fontsize=14, ha="center", va="center")


def arrow(start, end, style="-|>", bend=0):
    look = {"arrowstyle": style, "color": "black", "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=end, xytext=start, arrowprops=look | {"connectionstyle": f"arc3,rad={bend}"})

"""
_LIST = """
values = «values»
step = «step»  # from one node to the next
fig, ax = plt.subplots(figsize=«size»)

«boxes!code»
«nodes!code»
«ends!code»
"""
_SINGLE = """
# A node is a box for the value and a box for the pointer to the next node.
for i, value in enumerate(values):
    box(step * i, 0, 1, 0.8, value«first!code»)
    box(step * i + 1, 0, 0.5, 0.8)
    if i + 1 < len(values):
        ax.plot(step * i + 1.25, 0.4, "ko", ms=4)
        arrow((step * i + 1.25, 0.4), (step * (i + 1), 0.4))
"""
_DOUBLE = """
# A node is a box for the value between two narrow boxes for the pointers.
for i, value in enumerate(values):
    box(step * i, 0, 0.35, 0.8)
    box(step * i + 0.35, 0, 0.8, 0.8, value«first!code»)
    box(step * i + 1.15, 0, 0.35, 0.8)
    if i + 1 < len(values):
        arrow((step * i + 1.32, 0.55), (step * (i + 1), 0.55))
        arrow((step * (i + 1) + 0.18, 0.25), (step * i + 1.5, 0.25))
"""
_EMPTY = """
# The last pointer is empty.
x = step * (len(values) - 1)
ax.plot([x + 1, x + 1.5], [0, 0.8], color="black", lw=1.2)
"""
_BOTH_EMPTY = """
# The first and the last pointer are empty.
x = step * (len(values) - 1)
ax.plot([0, 0.35], [0, 0.8], color="black", lw=1.2)
ax.plot([x + 1.15, x + 1.5], [0, 0.8], color="black", lw=1.2)
"""
_NULL = """
x = step * (len(values) - 1) + 1.25
ax.plot(x, 0.4, "ko", ms=4)
arrow((x, 0.4), (x + 0.95, 0.4))
ax.text(x + 1.05, 0.4, «word», fontsize=13, ha="left", va="center")
"""
_CIRCULAR = """
# The last node points back to the first.
x, y = step * (len(values) - 1) + «tail», 0.4
ax.plot(x, y, "ko", ms=4)
ax.plot([x, x, -0.5, -0.5], [y, -0.7, -0.7, y], color="black", lw=1.4)
arrow((-0.5, y), (0, y))
"""
_HEADER = """
ax.text(«x», 1.75, «word», fontsize=13, ha="center", va="center")
arrow((«x», 1.5), («x», 0.8))
"""
_INSERT = """
# A new node, to be put in after node «after_node».
x = step * «after» + «shift»
box(x, -2, 1, 0.8, «new», "lightgray")
box(x + 1, -2, 0.5, 0.8)
ax.plot(x + 1.25, -1.6, "ko", ms=4)
look = {"arrowstyle": "-|>", "ls": "--", "lw": 1.4, "color": "black", "shrinkA": 0, "shrinkB": 0}
ax.annotate("", xy=(x + 0.4, -1.2), xytext=(step * «after» + 1.25, 0.4), arrowprops=look)
ax.annotate("", xy=(step * «after_node» + 0.5, 0), xytext=(x + 1.25, -1.6), arrowprops=look)
"""
_PILE = """
stack = «values»  # bottom first
fig, ax = plt.subplots(figsize=«size»)

«boxes!code»
# The stack stands in an open-topped vessel.
room = «room»
ax.plot([0, 0, 2, 2], [room, 0, 0, room], color="black", lw=2)
for i, value in enumerate(stack):
    box(0.1, 0.1 + 0.8 * i, 1.8, 0.75, value«shade!code»)
«index!code»top = 0.1 + 0.8 * len(stack) - 0.4
arrow((3.2, top), (2.15, top))
ax.text(3.3, top, «word», fontsize=13, ha="left", va="center")
«moves!code»
"""
_MOVES = """
# What comes next.
arrow((-0.9, room + 0.5), (0.6, room - 0.3), bend=-0.4)
ax.text(-1, room + 0.7, «push», fontsize=12, ha="center", va="center")
arrow((1.4, room - 0.3), (2.9, room + 0.5), bend=-0.4)
ax.text(3.1, room + 0.7, «pop», fontsize=12, ha="center", va="center")
"""
_TABLE = """
table = «table!code»
fig, ax = plt.subplots(figsize=«size»)

«boxes!code»
# A column of slots; each key hangs in the chain of its slot, key mod «m».
for slot, chain in enumerate(table):
    y = -0.8 * slot
    box(0, y, 0.8, 0.8)
    ax.text(-0.35, y + 0.4, slot, fontsize=13, ha="center", va="center")
    if not chain:
        ax.plot([0, 0.8], [y, y + 0.8], color="black", lw=1)
    for i, key in enumerate(chain):
        x = 1.5 + 2 * i
        arrow((x - 1.1 if i == 0 else x - 0.75, y + 0.4), (x, y + 0.4))
        box(x, y + 0.1, 0.9, 0.6, key)
        box(x + 0.9, y + 0.1, 0.5, 0.6)
        if i + 1 == len(chain):
            ax.plot([x + 0.9, x + 1.4], [y + 0.1, y + 0.7], color="black", lw=1)
«title!code»
"""


@family("graphs_automata")
def linked_structure(rng: Random, level: int) -> Drawing:
    """Linked list (single, double, circular, insertion), stack or hash table with chains."""
    kind = rng.choice([_linked_list, _linked_list, _stack, _hash_table] if level > 1 else [_linked_list, _stack])
    return kind(rng, level)


def _text(rng: Random, *parts: str, box: tuple[float, float, float, float], chinese: bool) -> str:
    low_x, high_x, low_y, high_y = box
    tail = fill(_TAIL, low_x=low_x, high_x=high_x, low_y=low_y, high_y=high_y, finish=rng.choice(FINISHES))
    return fill(
        "«a!code»\n«b!code»", a=fill(_HEAD, font=_FONT if chinese else "").rstrip("\n") + "\n", b="".join(parts) + tail
    )


def _paper(box: tuple[float, float, float, float]) -> tuple[float, float]:
    low_x, high_x, low_y, high_y = box
    unit = min(0.8, 5.4 / max(high_x - low_x, high_y - low_y))
    return (max(3.0, round((high_x - low_x) * unit / 0.775, 1)), max(3.0, round((high_y - low_y) * unit / 0.77, 1)))


def _values(rng: Random, n: int) -> list[str]:
    if rng.random() < 0.4:
        return rng.sample("ABCDEFGHKMPQRSXYZ", n)
    return [str(v) for v in rng.sample(range(1, 99), n)]


def _linked_list(rng: Random, level: int) -> Drawing:
    n = {1: 3, 2: rng.choice([3, 4]), 3: rng.choice([4, 5])}[level]
    values = _values(rng, n + 1)
    double = level > 1 and rng.random() < 0.5
    end = rng.choice(["empty", "empty", "circular", "None"]) if not double else rng.choice(["empty", "circular"])
    insert = level == 3 and not double and end != "circular"
    words = rng.choice([("head", "tail"), ("head", "tail"), ("表头", "表尾"), ("L", "r")])
    step = 2.2
    nodes = fill(
        _DOUBLE if double else _SINGLE, first=', "lightgray" if i == 0 else "white"' if rng.random() < 0.3 else ""
    )
    labels = values[:n]
    ends = ""
    if end == "empty":
        ends = _BOTH_EMPTY if double else _EMPTY
    elif end == "circular":
        ends = fill(_CIRCULAR, tail=1.32 if double else 1.25)
    else:
        word = rng.choice(["NULL", "None", "NIL"])
        ends = fill(_NULL, word=word)
        labels = [*labels, word]
    chosen = [words[0]] if rng.random() < 0.6 else list(words)
    for x, word in zip([0.5, step * (n - 1) + 0.5], chosen, strict=False):
        ends += "\n" + fill(_HEADER, x=round(x, 2), word=word)
    if insert:
        after = rng.randrange(n - 1)
        ends += "\n" + fill(_INSERT, after=after, after_node=after + 1, shift=1.1, new=values[n])
        labels = [*labels, values[n]]
    box = (-0.8, step * n + (0.8 if end == "None" else -0.4), -2.3 if insert else -1.0, 2.1)
    body = fill(
        _LIST,
        values=values[:n],
        step=step,
        size=_paper(box),
        boxes=fill(_BOX, lw=rng.choice([1.3, 1.5])),
        nodes=nodes.rstrip("\n"),
        ends=ends.strip("\n"),
    )
    facts: Facts = {
        "labels": labels + chosen,
        "counts": {
            "nodes": n + insert,
            "arrows": (2 if double else 1) * (n - 1) + (end != "empty") + len(chosen) + 2 * insert,
        },
        "values": {"kind": "doubly linked list" if double else "linked list", "end": end, "values": values[:n]},
        "relations": [["next", p, q] for p, q in pairwise(values[:n])],
    }
    return Drawing(tidy(_text(rng, body, box=box, chinese=words[0] == "表头")), facts)


def _stack(rng: Random, level: int) -> Drawing:
    n = {1: rng.choice([2, 3]), 2: rng.choice([4, 5]), 3: rng.choice([5, 6])}[level]
    values = _values(rng, n)
    chinese = rng.random() < 0.35
    word = "栈顶" if chinese else rng.choice(["top", "top", "SP"])
    push, pop = ("入栈", "出栈") if chinese else rng.choice([("push", "pop"), ("in", "out")])
    moves = level > 1 or rng.random() < 0.4
    indices = level == 3
    room = round(0.8 * (n + rng.choice([1, 2])), 1)
    box = (-1.7, 4.4, -0.3, round(room + (1.1 if moves else 0.2), 1))
    index = ""
    if indices:
        index = '    ax.text(-0.3, 0.48 + 0.8 * i, i, fontsize=12, ha="center", va="center", color="dimgray")\n'
    body = fill(
        _PILE,
        values=values,
        size=_paper(box),
        boxes=fill(_BOX, lw=rng.choice([1.3, 1.5])),
        room=room,
        shade=', "lightgray" if i + 1 == len(stack) else "white"' if rng.random() < 0.4 else "",
        index=index,
        word=word,
        moves=fill(_MOVES, push=push, pop=pop) if moves else "",
    )
    labels = values + [str(i) for i in range(n) if indices] + [word] + ([push, pop] if moves else [])
    facts: Facts = {
        "labels": labels,
        "counts": {"nodes": n, "arrows": 3 if moves else 1},
        "values": {"kind": "stack", "values": values, "top": values[-1]},
        "relations": [["on", q, p] for p, q in pairwise(values)],
    }
    return Drawing(tidy(_text(rng, body, box=box, chinese=chinese)), facts)


def _hash_table(rng: Random, level: int) -> Drawing:
    m = rng.choice([5, 7] if level == 2 else [7, 8])
    while True:
        keys = rng.sample(range(10, 99), m + (0 if level == 2 else 2))
        table = [[key for key in keys if key % m == slot] for slot in range(m)]
        if 2 <= max(map(len, table)) <= 3:
            break
    longest = max(map(len, table))
    title = (
        f'ax.text(0.4, 1.15, r"$k\\;\\mathrm{{mod}}\\;{m}$", fontsize=13, ha="center", va="center")'
        if rng.random() < 0.6
        else ""
    )
    box = (-0.8, 1.5 + 2 * longest, -0.8 * m + 0.6, 1.5 if title else 1.0)
    rows = "[\n" + "".join(f"    {literal(chain)},\n" for chain in table) + "]"
    body = fill(_TABLE, table=rows, size=_paper(box), boxes=fill(_BOX, lw=rng.choice([1.3, 1.5])), m=m, title=title)
    labels = [text for slot, chain in enumerate(table) for text in [str(slot), *map(str, chain)]]
    facts: Facts = {
        "labels": labels + ([rf"$k\;\mathrm{{mod}}\;{m}$"] if title else []),
        "counts": {
            "nodes": len(keys),
            "slots": m,
            "arrows": len(keys),
            "empty_slots": sum(not chain for chain in table),
        },
        "values": {"kind": "hash table", "table": table, "modulus": m},
        "relations": [["in_slot", key, key % m] for key in keys],
    }
    return Drawing(tidy(_text(rng, body, box=box, chinese=False)), facts)
