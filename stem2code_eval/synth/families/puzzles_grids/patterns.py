"""Rows and matrices of small figures that change by rules, the last one missing, as in Raven's matrices."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from stem2code_eval.synth.families.puzzles_grids.numbers import FINISHES
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill, literal

_TEMPLATE = """
import matplotlib.pyplot as plt
import numpy as np

# «about!code»
cells = «cells!code»
fills = {
    "white": {"facecolor": "white"},
    "black": {"facecolor": "black"},
    "grey": {"facecolor": "silver"},
    "hatched": {"facecolor": "white", "hatch": "////"},
}

fig, ax = plt.subplots(figsize=«size»)


def figure(x, y, sides, angle, size, shade):
    \"\"\"Regular polygon round (x, y) turned by `angle` degrees from one corner up; 0 sides make a circle.\"\"\"
    t = np.radians(90 + angle + 360 * np.arange(sides or 60) / (sides or 60))
    ax.fill(x + size * np.cos(t), y + size * np.sin(t), edgecolor="black", lw=1.5, **fills[shade])


def cell(x, y, content):
    \"\"\"A frame round (x, y) with `count` equal figures in it, side by side.\"\"\"
    ax.add_patch(plt.Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, lw=«lw»))
    if content is None:
        ax.text(x, y, "?", fontsize=24, ha="center", va="center")
        return
    count, sides, angle, size, shade = content
    for i in range(count):
        figure(x + 0.3 * (i - (count - 1) / 2), y, sides, angle, size, shade)


for row, line in enumerate(cells):
    for column, content in enumerate(line):
        cell(«pitch!code» * column, -«pitch!code» * row, content)
«answers!code»
ax.set_xlim(«low_x», «high_x»)
ax.set_ylim(«low_y», «high_y»)
ax.set_aspect("equal")
ax.axis("off")
«finish!code»
"""
_ANSWERS = """
# The answers to choose from.
answers = «answers!code»
for i, (name, content) in enumerate(zip("ABCDEF", answers)):
    x = «left» + «pitch!code» * i
    cell(x, «y», content)
    ax.text(x, «y» - 0.72, name, fontsize=15, ha="center", va="center")
"""

Content = tuple[int, int, int, float, str]
"""Count, sides (0 for a circle), angle in degrees, size, shade."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """How one property of the figures goes on: its values along a row, and which way the rows differ."""

    name: str
    values: tuple[Any, ...]
    along: str
    """`row`: the values change along a row; `column`: down a column; `diagonal`: shifted by one from row to row."""

    def at(self, row: int, column: int) -> Any:
        """Return the value in a cell."""
        step = {"row": column, "column": row, "diagonal": row + column}[self.along]
        return self.values[step % len(self.values)]


_SHADES = ("white", "black", "grey", "hatched")


@family("puzzles_grids")
def pattern_matrix(rng: Random, level: int) -> Drawing:
    """Row of four or five figures, or 3 x 3 matrix with a question mark; answers to choose from at level 3."""
    rows, columns = (1, rng.choice([4, 5])) if level == 1 else (3, 3)
    rules = _rules(rng, level, columns)
    fixed: dict[str, Any] = {
        "count": 1,
        "sides": rng.choice([3, 4, 5, 6, 0]),
        "angle": rng.choice([0, 0, 30]),
        "size": 0.3,
        "shade": rng.choice(_SHADES),
    }
    if any(rule.name == "angle" for rule in rules):
        fixed["sides"] = 3
    grid = [[_content(fixed, rules, r, c) for c in range(columns)] for r in range(rows)]
    answer = grid[-1][-1]
    hidden: list[list[Content | None]] = [list(row) for row in grid]
    hidden[-1][-1] = None
    with_answers = level == 3 or (level == 2 and rng.random() < 0.3)
    joined = rng.random() < 0.5
    pitch = 1.0 if joined else 1.15
    options = _options(rng, answer, grid) if with_answers else []
    width, low_y = pitch * (columns - 1), -pitch * (rows - 1) - 0.6
    box = {"low_x": -0.6, "high_x": width + 0.6, "low_y": low_y, "high_y": 0.6}
    answers = ""
    if options:
        left = round((width - 1.15 * (len(options) - 1)) / 2, 3)
        answers = fill(_ANSWERS, answers=_column(options), left=left, pitch="1.15", y=round(low_y - 0.8, 2))
        box |= {"low_x": min(-0.6, left - 0.6), "low_y": round(low_y - 1.7, 2)}
        box["high_x"] = max(width + 0.6, width - left + 0.6)
    across, high = box["high_x"] - box["low_x"], box["high_y"] - box["low_y"]
    unit = min(1.1, 5.3 / max(across, high))
    program = fill(
        _TEMPLATE,
        about="Each cell: how many figures, their sides (0: circle), turn in degrees, size, shade; None is asked for.",
        cells=_table(hidden),
        size=(max(3.0, round(across * unit / 0.775, 1)), max(3.0, round(high * unit / 0.77, 1))),
        lw=rng.choice([1.5, 2]),
        pitch=f"{pitch:g}",
        answers=answers,
        finish=rng.choice(FINISHES),
        **{key: round(value, 2) for key, value in box.items()},
    )
    facts: Facts = {
        "labels": ["?", *"ABCDEF"[: len(options)]],
        "counts": {
            "cells": rows * columns,
            "figures": sum(content[0] for row in grid for content in row) - answer[0] + sum(o[0] for o in options),
            "answers": len(options),
        },
        "values": {"cells": [[list(c) if c else None for c in row] for row in hidden], "answer": list(answer)},
        "relations": [["changes", rule.name, rule.along] for rule in rules],
    }
    if options:
        facts["values"]["right"] = "ABCDEF"[options.index(answer)]
    return Drawing(tidy(program), facts)


def _rules(rng: Random, level: int, columns: int) -> list[_Rule]:
    """Choose one rule at level 1, two at level 2, three at level 3, for different properties."""
    if level == 1:
        step = rng.choice([1, 1, 2])
        rows = [
            _Rule("sides", tuple(3 + step * i for i in range(columns)), "row"),
            _Rule("angle", tuple(rng.choice([15, 20, 30, 40]) * i for i in range(columns)), "row"),
            _Rule("shade", tuple(rng.sample(_SHADES, rng.choice([2, 3]))), "row"),
            _Rule("size", tuple(round(0.12 + 0.3 * i / (columns - 1), 2) for i in range(columns)), "row"),
        ]
        chosen = rng.choice(rows)
        if chosen.name == "angle":
            turn = rng.choice([15, 20, 30, 40])
            chosen = _Rule("angle", tuple(turn * i for i in range(columns)), "row")
        return [chosen] if rng.random() < 0.6 or chosen.name == "shade" else [chosen, rows[2]]
    along = ["row", "column", "diagonal"]
    kinds: list[tuple[str, tuple[Any, ...]]] = [
        ("count", (1, 2, 3)),
        ("sides", tuple(rng.sample([3, 4, 5, 6, 0], 3))),
        ("shade", tuple(rng.sample(_SHADES, 3))),
        ("size", (0.15, 0.25, 0.38)),
    ]
    chosen_kinds = rng.sample(kinds, level)
    if {"count", "size"} <= {name for name, _ in chosen_kinds}:
        chosen_kinds = kinds[:level]
    first, *others = chosen_kinds
    return [_Rule(*first, rng.choice(["row", "diagonal"])), *(_Rule(*kind, rng.choice(along)) for kind in others)]


def _content(fixed: dict[str, Any], rules: list[_Rule], row: int, column: int) -> Content:
    values = dict(fixed)
    for rule in rules:
        values[rule.name] = rule.at(row, column)
    if any(rule.name == "count" for rule in rules):
        values["size"] = 0.13
    count, sides, angle, size, shade = (values[key] for key in ("count", "sides", "angle", "size", "shade"))
    return count, sides, angle, size, shade


def _options(rng: Random, answer: Content, grid: list[list[Content]]) -> list[Content]:
    """Return four different contents, the answer among them, the others each wrong in a property or two."""
    options = [answer]
    cells = [content for row in grid for content in row]
    while len(options) < 4:
        model, other = rng.choice(cells), rng.choice(cells)
        content = (model[0], other[1], model[2], other[3], rng.choice([model[4], other[4], answer[4]]))
        if content not in options:
            options.append(content)
        elif rng.random() < 0.3:
            changed = (answer[0], rng.choice([3, 4, 5, 6, 0]), answer[2], answer[3], rng.choice(_SHADES))
            if changed not in options:
                options.append(changed)
    return rng.sample(options, 4)


def _table(rows: list[list[Content | None]]) -> str:
    """Return the program text of the cells, one row a line, or one cell a line where there is one row."""
    if len(rows) == 1:
        return "[" + _column(rows[0]) + "]"
    return "[\n" + "".join(f"    {literal(row)},\n" for row in rows) + "]"


def _column(contents: Sequence[Content | None]) -> str:
    return "[\n" + "".join(f"    {literal(content)},\n" for content in contents) + "]"
