"""Runs figure programs for the tests of the plane geometry, analytic geometry and calculus families."""

from functools import cache
from types import SimpleNamespace

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from stem2code_eval.synth.catalogue import get_family

mpl.use("Agg")

SHEETS = ("triangle_cevians", "circle_theorems", "quadrilateral_diagonals", "parallel_lines")
GRAPHS = ("conic_with_foci", "lattice_figures", "feasible_region", "polar_curves")
CALCULUS = ("area_under_curve", "tangent_and_secant", "piecewise_graph", "curve_symmetry")
FAMILIES = (*SHEETS, "shaded_area", *GRAPHS, *CALCULUS)
SUBJECTS = {name: "plane_geometry" for name in (*SHEETS, "shaded_area")}
SUBJECTS |= {name: "analytic_geometry" for name in GRAPHS} | {name: "functions_calculus" for name in CALCULUS}
SEEDS = range(6)
DRAWN = set()


@cache
def made(name, seed):
    return get_family(name).figure(seed)


@cache
def run(name, seed):
    """Run the program of one figure; return its facts, its namespace and its figure."""
    figure = made(name, seed)
    names = {}
    with pytest.MonkeyPatch.context() as patch, mpl.rc_context():
        mpl.rcdefaults()
        patch.setattr(plt, "show", lambda: None)
        for holder in (plt, plt.Figure):
            patch.setattr(holder, "savefig", lambda *args, **kwargs: None)
        exec(compile(figure.program, f"{name}:{seed}", "exec"), names)
        fig = plt.gcf()
        plt.close(fig)
    return SimpleNamespace(facts=figure.facts, program=figure.program, names=names, fig=fig, ax=fig.axes[0])


def texts(shown):
    """Return every text that is seen, ticks' labels included, after the figure has been drawn once."""
    if shown.fig not in DRAWN:
        FigureCanvasAgg(shown.fig).draw()
        DRAWN.add(shown.fig)
    hidden = []
    for ax in shown.fig.axes:
        axis_texts = [t for axis in (ax.xaxis, ax.yaxis) for t in axis.findobj(Text)]
        hidden += axis_texts if not ax.axison else [t for t in axis_texts if not t.get_visible()]
    return [t for t in shown.fig.findobj(Text) if t.get_text() and t.get_visible() and t not in hidden]
