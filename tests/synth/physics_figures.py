"""Runs figure programs for the tests of the physics, chemistry and statistics families."""

import ast
from collections import defaultdict
from functools import cache

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.text import Annotation, Text

from stem2code_eval.synth.catalogue import all_families


@cache
def made(name, seed):
    return all_families()[name].figure(seed)


def run(name, seed):
    """Execute the program; return its facts, its figure and the outermost calls of its own functions."""
    figure, calls, depth = made(name, seed), defaultdict(list), [0]

    def spy(function_name, function):
        def wrapped(*args, **kwargs):
            if depth[0] == 0:
                own = args[1:] if args and isinstance(args[0], plt.Axes) else args
                calls[function_name].append((*own, *kwargs.values()))
            depth[0] += 1
            try:
                return function(*args, **kwargs)
            finally:
                depth[0] -= 1

        return wrapped

    tree = ast.parse(figure.program)
    for node in [n for n in tree.body if isinstance(n, ast.FunctionDef)]:
        watch = ast.parse(f"{node.name} = spy({node.name!r}, {node.name})").body[0]
        tree.body.insert(tree.body.index(node) + 1, watch)
    mpl.use("Agg")
    mpl.rcdefaults()
    plt.close("all")
    keep_quiet = {"show": plt.show, "savefig": plt.Figure.savefig}
    plt.show = plt.Figure.savefig = lambda *_args, **_kwargs: None
    try:
        exec(compile(ast.fix_missing_locations(tree), name, "exec"), {"spy": spy})
    finally:
        plt.show, plt.Figure.savefig = keep_quiet["show"], keep_quiet["savefig"]
    return figure.facts, plt.gcf(), calls


def drawn_texts(fig):
    hidden = set()
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks() + axis.get_minor_ticks():
                seen = ax.axison and low - 1e-9 <= tick.get_loc() <= high + 1e-9
                hidden |= {id(t) for t in (tick.label1, tick.label2) if not (seen and t.get_visible())}
    return [t for t in fig.findobj(Text) if t.get_text().strip() and t.get_visible() and id(t) not in hidden]


def arrows(fig):
    return [(np.array(t.xyann), np.array(t.xy)) for t in fig.findobj(Annotation) if t.arrow_patch]


def seeds_where(name, key, count=12):
    """The first seeds whose facts hold `key` among their values."""
    found = [s for s in range(60) if key in made(name, s).facts["values"]][:count]
    assert found
    return found
