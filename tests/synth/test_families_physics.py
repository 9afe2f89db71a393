"""Every physics, chemistry and statistics figure is well formed; mechanics and optics obey their laws."""

import math
import re
import statistics
from collections import Counter, defaultdict
from itertools import pairwise, product

import numpy as np
import pytest
from matplotlib.text import Text
from physics_figures import arrows, drawn_texts, made, run, seeds_where

from stem2code_eval.synth.catalogue import all_families

EXPECTED = {
    "mechanics": {"inclined_plane", "pulley_system", "spring_oscillator", "lever_and_beam"},
    "optics_waves": {"thin_lens", "refraction_interface", "standing_wave", "interference"},
    "circuits": {"resistor_network", "bridge_and_ladder", "logic_circuit"},
    "chemistry": {"structural_formula", "lab_apparatus", "atomic_structure", "crystal_lattice"},
    "statistics": {"box_plots", "stem_and_leaf", "scatter_regression", "frequency_chart"},
}
pytestmark = pytest.mark.filterwarnings("ignore:Glyph")
NAMES = sorted(set().union(*EXPECTED.values()))
SEEDS = range(6)


def test_there_are_exactly_these_families():
    by_subject = defaultdict(set)
    for family in all_families().values():
        by_subject[family.subject].add(family.name)
    assert {subject: by_subject[subject] for subject in EXPECTED} == EXPECTED


@pytest.mark.parametrize("name", NAMES)
def test_same_seed_same_program_other_seed_other_program(name):
    family = all_families()[name]
    assert [family.figure(s) for s in SEEDS] == [family.figure(s) for s in SEEDS]
    assert len({family.figure(s).program for s in range(30)}) == 30


@pytest.mark.parametrize("name", NAMES)
def test_higher_levels_hold_more(name):
    size = {level: statistics.mean(len(made(name, s).program) for s in range(level - 1, 60, 3)) for level in (1, 3)}
    assert size[3] > size[1]


@pytest.mark.parametrize(("name", "seed"), list(product(NAMES, SEEDS)))
def test_program_draws_its_labels_inside_a_page_of_fair_size(name, seed):
    imported = re.findall(r"^\s*(?:import|from) (\w+)", made(name, seed).program, re.MULTILINE)
    assert set(imported) <= {"matplotlib", "numpy"}
    facts, fig, _ = run(name, seed)
    assert all(3 <= side <= 7 for side in fig.get_size_inches())
    fig.draw_without_rendering()
    texts = drawn_texts(fig)
    assert Counter(t.get_text() for t in texts) == Counter(facts["labels"])
    page = fig.bbox
    boxes = [Text.get_window_extent(t) for t in texts]
    assert all(b.x0 >= -1 and b.y0 >= -1 and b.x1 <= page.width + 1 and b.y1 <= page.height + 1 for b in boxes)
    for i, b in enumerate(boxes):
        for c in boxes[i + 1 :]:
            assert min(b.x1, c.x1) - max(b.x0, c.x0) < 1.5 or min(b.y1, c.y1) - max(b.y0, c.y0) < 1.5


# Mechanics


@pytest.mark.parametrize("seed", [s for s in range(18) if s % 3 != 2])
def test_forces_on_the_inclined_plane_balance(seed):
    facts, fig, _ = run("inclined_plane", seed)
    forces = [head - tail for tail, head in arrows(fig)]
    assert len(forces) == facts["counts"]["forces"]
    assert np.allclose(np.sum(forces, axis=0), 0, atol=1e-6)


def test_pulleys_and_weights_are_counted_as_drawn():
    for seed in range(12):
        facts, _, calls = run("pulley_system", seed)
        assert len(calls["pulley"]) == facts["counts"]["pulleys"]
        assert len(calls["weight"]) == facts["counts"]["weights"]
        springs, _, calls = run("spring_oscillator", seed)
        assert len(calls["spring"]) == springs["counts"].get("springs", 0)


@pytest.mark.parametrize("seed", range(12))
def test_levers_and_beams_are_in_balance(seed):
    facts, _, _ = run("lever_and_beam", seed)
    values = facts["values"]
    if "arms" in values:
        assert values["arms"][0] * values["loads"][0] == values["arms"][1] * values["loads"][1]
        return
    pieces = [(x, -load) for x, load in values["point_loads"]]
    if "spread_load" in values:
        start, end, load = values["spread_load"]
        pieces += [(x, -load * 0.001) for x in np.arange(start + 0.0005, end, 0.001)]
    pieces += [(0, values["reaction_A"]), (values.get("support_B", 0), values.get("reaction_B", 0))]
    assert sum(f for _, f in pieces) == pytest.approx(0, abs=1e-3)
    assert sum(x * f for x, f in pieces) + values.get("clamp_moment_A", 0) == pytest.approx(0, abs=1e-2)


# Optics and waves


@pytest.mark.parametrize("seed", seeds_where("thin_lens", "focal_length"))
def test_a_lens_puts_the_image_where_the_lens_equation_says(seed):
    facts, _, calls = run("thin_lens", seed)
    values = facts["values"]
    u, v = values["object_distance"], values["image_distance"]
    assert 1 / u + 1 / v == pytest.approx(1 / values["focal_length"], abs=1e-3)
    (_, _, *_), (image_x, image_h, *_) = calls["upright"]
    assert (image_x, image_h) == pytest.approx((v, -values["object_height"] * v / u), abs=1e-3)
    leaving = [(np.array(p), np.array(q)) for p, q, *_ in calls["ray"] if p[0] == 0]
    assert len(leaving) == facts["counts"]["rays"]
    for p, q in leaving:
        along, toward = q - p, np.array([image_x, image_h]) - p
        assert along[0] * toward[1] - along[1] * toward[0] == pytest.approx(0, abs=1e-6)


def test_two_lenses_image_one_after_the_other():
    for seed in seeds_where("thin_lens", "focal_lengths", 6):
        facts, _, calls = run("thin_lens", seed)
        places = [x for x, *_ in calls["upright"]]
        lenses = zip(facts["values"]["lens_positions"], facts["values"]["focal_lengths"], strict=True)
        for (lens, f), (place, image) in zip(lenses, pairwise(places), strict=True):
            assert 1 / (lens - place) + 1 / (image - lens) == pytest.approx(1 / f, abs=1e-6)


def bends(rays):
    """(angle in, angle out) to the vertical at each joint of drawn rays."""
    angles = [math.atan2(q[0] - p[0], -(q[1] - p[1])) for p, q in rays]
    return list(pairwise(angles))


@pytest.mark.parametrize("seed", seeds_where("refraction_interface", "indices"))
def test_refraction_follows_snell(seed):
    facts, _, calls = run("refraction_interface", seed)
    rays = [(p, q) for p, q, *_ in calls["ray"] if q[1] < p[1]]
    indices = facts["values"]["indices"]
    assert len(rays) == len(indices)
    for (before, after), n1, n2 in zip(bends(rays), indices[:-1], indices[1:], strict=True):
        assert n1 * math.sin(before) == pytest.approx(n2 * math.sin(after), abs=1e-6)
    assert np.allclose([p for p, _ in rays], facts["values"]["path"][:-1], atol=1e-3)


def test_mirrors_and_prisms_send_the_light_where_the_facts_say():
    for seed in seeds_where("refraction_interface", "reflected_path", 8):
        facts, _, calls = run("refraction_interface", seed)
        drawn = [calls["ray"][0][0], *(q for _, q, *_ in calls["ray"])]
        assert np.allclose(drawn, facts["values"]["reflected_path"], atol=1e-3)
        a, b, c = (np.array(p) for p in drawn[:3])
        assert (a - b)[1] / np.linalg.norm(a - b) == pytest.approx((c - b)[1] / np.linalg.norm(c - b), abs=1e-6)
    for seed in seeds_where("refraction_interface", "prism_index", 6):
        facts, _, calls = run("refraction_interface", seed)
        drawn = [calls["ray"][0][0], *(q for _, q, *_ in calls["ray"])]
        assert np.allclose(drawn, facts["values"]["prism_path"], atol=1e-3)
        d = [(np.subtract(q, p)) / np.linalg.norm(np.subtract(q, p)) for p, q in pairwise(drawn)]
        half, n = math.radians(facts["values"]["apex_deg"] / 2), facts["values"]["prism_index"]
        for face, inside, outside in ((-1, d[1], d[0]), (1, d[1], d[2])):
            tangent = np.array([face * math.sin(half), -math.cos(half)])
            assert n * inside @ tangent == pytest.approx(outside @ tangent, abs=1e-6)


def test_a_string_has_its_nodes_and_two_sources_their_meetings():
    for seed in range(30):
        facts, fig, _ = run("standing_wave", seed)
        if "nodes" in facts["counts"]:
            curve = max(fig.axes[0].lines, key=lambda line: len(line.get_xdata())).get_ydata()
            signs = np.sign(curve[np.abs(curve) > 1e-9])
            assert np.count_nonzero(np.diff(signs)) + 2 == facts["counts"]["nodes"]
    for seed in seeds_where("interference", "source_spacing", 6):
        facts, fig, _ = run("interference", seed)
        d, wavelength = facts["values"]["source_spacing"], facts["values"]["wavelength"]
        marked = [line for line in fig.axes[0].lines if line.get_markersize() == 6]
        for line, expected in zip(marked, facts["values"]["path_differences_in_wavelengths"], strict=True):
            (x,), (y,) = line.get_data()
            difference = math.hypot(x + d / 2, y) - math.hypot(x - d / 2, y)
            assert difference / wavelength == pytest.approx(expected, abs=1e-3)
