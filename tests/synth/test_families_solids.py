"""Every solid, graph and puzzle figure is well formed, labelled as its facts say, and readable."""

import json
import re
from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pytest
from solids_figures import made, picture, shown_texts

from stem2code_eval.synth.catalogue import all_families

EXPECTED = {
    "solid_geometry": {
        "net_and_folding",
        "three_view",
        "cross_section",
        "cube_stacking",
        "combined_solids",
        "polyhedra",
        "space_curve",
        "surfaces",
    },
    "graphs_automata": {"weighted_graph", "binary_tree", "finite_automaton", "linked_structure"},
    "puzzles_grids": {"number_grid", "matchsticks", "maze", "pattern_matrix"},
}
pytestmark = pytest.mark.filterwarnings("ignore:Glyph")
NAMES = sorted(set().union(*EXPECTED.values()))
SEEDS = range(6)
EVERY = [pytest.param(name, seed, id=f"{name}-{seed}") for name in NAMES for seed in SEEDS]


def test_there_are_exactly_these_families():
    by_subject = defaultdict(set)
    for family in all_families().values():
        by_subject[family.subject].add(family.name)
    assert {subject: by_subject[subject] for subject in EXPECTED} == EXPECTED


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_same_figure_other_seed_other_program(name):
    family = all_families()[name]
    assert [family.figure(s) for s in SEEDS] == [family.figure(s) for s in SEEDS]
    assert len({family.figure(s).program for s in range(30)}) == 30


@pytest.mark.parametrize(("name", "seed"), EVERY)
def test_program_draws_one_figure_with_the_labels_of_its_facts(name, seed):
    figure = picture(name, seed).figure
    assert Counter(t.get_text() for t in shown_texts(figure)) == Counter(made(name, seed).facts["labels"])
    assert all(3 <= side <= 7 for side in figure.get_size_inches())


@pytest.mark.parametrize(("name", "seed"), EVERY)
def test_texts_stay_on_the_canvas_and_apart(name, seed):
    figure, boxes = picture(name, seed).figure, picture(name, seed).text_boxes
    for text, (x0, y0, x1, y1) in boxes:
        assert min(x0, y0) >= 0, text
        assert x1 <= figure.bbox.width, text
        assert y1 <= figure.bbox.height, text
    flat = [] if hasattr(figure.axes[0], "get_zlim") else boxes
    for (text, a), (other, b) in combinations(flat, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (text, other)


@pytest.mark.parametrize("name", NAMES)
def test_programs_read_like_a_persons(name):
    for seed in SEEDS:
        program = made(name, seed).program
        assert set(re.findall(r"^(?:from|import) (\w+)", program, re.MULTILINE)) <= {"matplotlib", "numpy", "itertools"}
        assert program.rstrip().splitlines()[-1].startswith(("plt.show()", "fig.savefig(", "plt.savefig("))
        assert "\n\n\n\n" not in program
        assert len(program.splitlines()) <= 120
        assert max(map(len, program.splitlines())) <= 130


@pytest.mark.parametrize("name", NAMES)
def test_facts_are_json_with_the_four_keys(name):
    for seed in range(30):
        facts = made(name, seed).facts
        assert json.loads(json.dumps(facts)) == facts
        assert set(facts) == {"labels", "counts", "values", "relations"}


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("weighted_graph", "vertices"),
        ("finite_automaton", "states"),
        ("maze", "rows"),
        ("cross_section", "section_sides"),
    ],
)
def test_a_higher_level_has_more_to_draw(name, count):
    sizes = [[made(name, seed).facts["counts"][count] for seed in range(level, 36, 3)] for level in range(3)]
    assert np.mean(sizes[0]) + 0.5 < np.mean(sizes[1])
    assert max(sizes[0]) < min(sizes[2])
