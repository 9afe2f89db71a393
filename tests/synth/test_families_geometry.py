"""Every family of plane geometry, analytic geometry and calculus: what holds for all of their figures."""

import ast
import subprocess
import sys

import pytest
from geometry_figures import FAMILIES, SEEDS, SUBJECTS, made, run, texts
from matplotlib.backends.backend_agg import FigureCanvasAgg

from stem2code_eval.synth.catalogue import get_family

every_figure = pytest.mark.parametrize(("name", "seed"), [(n, s) for n in FAMILIES for s in SEEDS])


def boxes(shown):
    renderer = FigureCanvasAgg(shown.fig).get_renderer()
    return [(t.get_text(), t.get_window_extent(renderer)) for t in texts(shown)]


@pytest.mark.parametrize("name", FAMILIES)
def test_is_registered_under_its_subject_with_a_summary(name):
    family = get_family(name)
    assert family.subject == SUBJECTS[name]
    assert 20 < len(family.summary) <= 120


@every_figure
def test_same_seed_gives_same_figure_and_level_follows_seed(name, seed):
    first, second = made(name, seed), get_family(name).figure(seed)
    assert first == second
    assert first.level == seed % 3 + 1


@pytest.mark.parametrize("name", FAMILIES)
def test_seeds_give_distinct_programs(name):
    assert len({made(name, seed).program for seed in range(24)}) == 24


def test_programs_do_not_depend_on_the_hash_seed():
    script = (
        "import hashlib; from stem2code_eval.synth.catalogue import get_family;"
        f"names = {FAMILIES!r};"
        "text = ''.join(get_family(n).figure(s).program for n in names for s in range(4));"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    env = {"PATH": "", "PYTHONPATH": ":".join(p for p in sys.path if p)}
    digests = {
        subprocess.run(
            [sys.executable, "-c", script], env=env | {"PYTHONHASHSEED": s}, capture_output=True, check=True
        ).stdout
        for s in ("1", "2")
    }
    assert len(digests) == 1


@every_figure
def test_program_is_plain_matplotlib_that_shows_or_saves(name, seed):
    program = run(name, seed).program
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported == {"matplotlib", "numpy"}
    assert program.splitlines()[-1].startswith(("plt.show()", "fig.savefig(", "plt.savefig("))
    assert "«" not in program
    assert max(map(len, program.splitlines())) < 200


@every_figure
def test_labels_drawn_are_the_labels_told(name, seed):
    shown = run(name, seed)
    assert sorted(t.get_text() for t in texts(shown)) == sorted(shown.facts["labels"])


@every_figure
def test_figure_has_a_textbook_size_and_its_labels_stay_on_it(name, seed):
    shown = run(name, seed)
    assert all(3 <= side <= 7 for side in shown.fig.get_size_inches())
    for text, box in boxes(shown):
        assert box.x0 > 0, text
        assert box.y0 > 0, text
        assert box.x1 < shown.fig.bbox.width, text
        assert box.y1 < shown.fig.bbox.height, text


@every_figure
def test_labels_do_not_cover_each_other(name, seed):
    placed = boxes(run(name, seed))
    for k, (text, box) in enumerate(placed):
        for other_text, other in placed[k + 1 :]:
            wide = min(box.x1, other.x1) - max(box.x0, other.x0)
            high = min(box.y1, other.y1) - max(box.y0, other.y0)
            assert min(wide, high) <= 1, (text, other_text)


def ink(name, seed):
    """Return how many strokes, shapes and labels a figure has; a smooth curve counts as one stroke."""
    shown = run(name, seed)
    points = [len(line.get_xdata()) for line in shown.ax.lines]
    return sum(1 if n > 30 else max(1, n - 1) for n in points) + 2 * len(shown.ax.patches) + len(shown.facts["labels"])


@pytest.mark.parametrize("name", FAMILIES)
def test_higher_levels_have_more_on_them(name):
    mean = [sum(ink(name, seed) for seed in range(level, 18, 3)) / 6 for level in range(3)]
    assert mean[0] * 1.05 < mean[1]
    assert mean[1] * 1.05 < mean[2]


def has_chinese(figure):
    return any("\u4e00" <= c <= "\u9fff" for label in figure.facts["labels"] for c in label)


def test_about_one_family_in_four_writes_chinese_and_names_a_font_for_it():
    figures = {name: [made(name, seed) for seed in range(12)] for name in FAMILIES}
    chinese = {name: [figure for figure in several if has_chinese(figure)] for name, several in figures.items()}
    assert {n for n in FAMILIES if chinese[n]} == {
        "parallel_lines",
        "shaded_area",
        "feasible_region",
        "area_under_curve",
    }
    assert all('"Noto Sans CJK SC"' in figure.program for several in chinese.values() for figure in several)
