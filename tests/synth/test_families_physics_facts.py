"""Circuits, structural formulas, atoms and statistics charts are what their facts say, checked another way."""

import json
import re
import statistics
from collections import Counter
from itertools import pairwise, product

import numpy as np
import pytest
from matplotlib.patches import Circle, Rectangle, Wedge
from physics_figures import arrows, drawn_texts, made, run, seeds_where

# Circuits


class Nodes:
    """Joins points into electrical nodes."""

    def __init__(self):
        self.parent = {}

    def find(self, point):
        point = tuple(np.round(np.asarray(point, float), 3))
        self.parent.setdefault(point, point)
        while self.parent[point] != point:
            point = self.parent[point]
        return point

    def join(self, p, q):
        self.parent[self.find(p)] = self.find(q)

    def join_touching(self, ends, segments):
        for end, (p, q) in product(ends, segments):
            p, q, end = (np.asarray(v, float) for v in (p, q, end))
            if abs(np.linalg.norm(end - p) + np.linalg.norm(q - end) - np.linalg.norm(q - p)) < 1e-6:
                self.join(end, p)


def wired(wires, ends):
    nodes = Nodes()
    segments = [(p, q) for wire in wires for p, q in pairwise(wire)]
    for p, q in segments:
        nodes.join(p, q)
    nodes.join_touching([*ends, *(w[i] for w in wires for i in (0, -1))], segments)
    return nodes


def resistance(parts, a, b):
    """Resistance between nodes a and b of (node, node, ohms) by Kirchhoff's current law."""
    names = sorted({n for p, q, _ in parts for n in (p, q)} | {a, b})
    matrix = np.zeros((len(names), len(names)))
    for p, q, ohms in parts:
        i, j = names.index(p), names.index(q)
        matrix[[i, j], [i, j]] += 1 / ohms
        matrix[[i, j], [j, i]] -= 1 / ohms
    current = np.zeros(len(names))
    current[names.index(a)], current[names.index(b)] = 1, -1
    volts = np.linalg.lstsq(matrix, current, rcond=None)[0]
    return volts[names.index(a)] - volts[names.index(b)]


def stated(relation, ohms):
    if isinstance(relation, str):
        return ohms[relation]
    parts = [stated(r, ohms) for r in relation[1:]]
    return sum(parts) if relation[0] == "series" else 1 / sum(1 / r for r in parts)


@pytest.mark.parametrize("seed", range(15))
def test_resistor_networks_are_wired_as_stated(seed):
    facts, _, calls = run("resistor_network", seed)
    parts = calls["resistor"] + calls["lamp"]
    assert len(calls["resistor"]) == facts["counts"]["resistors"]
    assert len(calls["lamp"]) == facts["counts"]["lamps"]
    ohms = {name: 1.0 + 1.7 * i for i, (_, _, name) in enumerate(parts)}
    shorts = [(p, q) for p, q, name, *_ in calls["switch"] + calls["meter"] if name != "V"]
    ends = [e for p, q, *_ in parts + calls["battery"] + calls["meter"] + calls["switch"] for e in (p, q)]
    leads = [(a, np.add(a, np.multiply(0.2, np.subtract(b, a)))) for p, q, _ in parts for a, b in ((p, q), (q, p))]
    nodes = wired(calls["wire"] + shorts + leads, ends)
    circuit = [(nodes.find(p), nodes.find(q), ohms[name]) for p, q, name in parts]
    ((p, q, *_),) = calls["battery"]
    assert resistance(circuit, nodes.find(p), nodes.find(q)) == pytest.approx(stated(facts["relations"][0], ohms))
    voltmeters = [meter for meter in calls["meter"] if meter[2] == "V"]
    for (start, end, _), relation in zip(voltmeters, facts["relations"][1:], strict=True):
        inside = stated(relation[1], ohms)
        rest = resistance(circuit, nodes.find(start), nodes.find(end))
        assert rest == pytest.approx(inside)


@pytest.mark.parametrize("seed", seeds_where("bridge_and_ladder", "resistance", 6))
def test_ladders_have_the_stated_resistance(seed):
    facts, _, calls = run("bridge_and_ladder", seed)
    values = facts["values"]
    ends = [e for p, q, _ in calls["resistor"] for e in (p, q)]
    nodes = wired(calls["wire"], ends)
    circuit = [
        (nodes.find(p), nodes.find(q), values["shunt"] if p[0] == q[0] else values["series"])
        for p, q, _ in calls["resistor"]
    ]
    top = calls["resistor"][0][0]
    assert resistance(circuit, nodes.find(top), nodes.find((0, 0))) == pytest.approx(values["resistance"], abs=1e-3)


OPERATIONS = {
    "AND": all,
    "OR": any,
    "NAND": lambda v: not all(v),
    "NOR": lambda v: not any(v),
    "NOT": lambda v: not v[0],
    "XOR": lambda v: v[0] != v[1],
}


@pytest.mark.parametrize("seed", range(12))
def test_logic_circuits_compute_their_truth_table(seed):
    facts, fig, calls = run("logic_circuit", seed)
    wires = calls["wire"]
    nodes = wired(wires, [])
    rails = [w for w in wires if len(w) == 2 and w[0][1] == 0 and w[0][0] == w[1][0]]
    names = {t.get_position()[0]: t.get_text() for t in drawn_texts(fig) if t.get_position()[1] == 0.25}
    inputs = [nodes.find(rail[0]) for rail in rails]
    assert [names[rail[0][0]] for rail in rails] == facts["labels"][: len(inputs)]
    gates = []
    for kind, x, y in calls["gate"]:
        pins = {nodes.find(w[-1]) for w in wires if 0 <= w[-1][0] - x < 0.15 and abs(w[-1][1] - y) < 0.26}
        assert len(pins) == (1 if kind == "NOT" else 2)
        gates.append((OPERATIONS[kind], sorted(pins), nodes.find((x + 1.1, y))))
    last = nodes.find(max((w[-1] for w in wires), key=lambda p: p[0]))
    table = ""
    for row in product([False, True], repeat=len(inputs)):
        signal = dict(zip(inputs, row, strict=True))
        while last not in signal:
            ready = [g for g in gates if g[2] not in signal and all(p in signal for p in g[1])]
            signal |= {out: operation([signal[p] for p in pins]) for operation, pins, out in ready}
        table += "01"[signal[last]]
    assert table == facts["values"]["truth_table"]


# Chemistry

VALENCE = {"H": 1, "Cl": 1, "Br": 1, "O": 2, "N": 3, "C": 4}


def parse(text):
    found = Counter()
    for element, number in re.findall(r"([A-Z][a-z]?)(\d*)", text.replace("$", "").replace("_", "")):
        found[element] += int(number or 1)
    return found


@pytest.mark.parametrize("seed", range(24))
def test_structural_formulas_respect_valence_and_their_formula(seed):
    facts, fig, calls = run("structural_formula", seed)
    degree = Counter()
    for p, q, *more in calls["bond"]:
        order = next((m for m in more if isinstance(m, int)), 1)
        for end in (p, q):
            degree[tuple(np.round(end, 2) + 0.0)] += order
    letters = {tuple(np.round(point, 2) + 0.0): name for point, name, *_ in calls["group"]}
    atoms = Counter()
    for point, bonds in degree.items():
        name = letters.get(point, "")
        atoms += parse(name)
        if name in VALENCE:
            assert bonds <= VALENCE[name]
            assert bonds == VALENCE[name] or "atoms" not in facts["counts"]
        elif not name:
            assert bonds <= 4
            atoms += Counter({"C": 1, "H": 4 - bonds})
        else:
            assert bonds == 1
    # A circle in a six-ring stands for its three double bonds.
    atoms["H"] -= 6 * sum(isinstance(p, Circle) for p in fig.axes[0].patches)
    assert +atoms == parse(facts["values"]["formula"])


def test_atoms_hold_their_electrons():
    for seed in range(30):
        facts, fig, calls = run("atomic_structure", seed)
        values = facts["values"]
        if "shells" in values:
            charges = {name: charge for _, name, charge in facts["relations"]}
            for _, z, shells, name in calls["atom"]:
                sign = parse(name) and re.search(r"\{(\d*)([+-])\}", name)
                charge = int(sign[1] or 1) * (1 if sign[2] == "+" else -1) if sign else 0
                assert z - sum(shells) == charge == charges[name]
        elif "configuration" in values:
            boxed = [a for a in arrows(fig) if a[0][0] > -0.1]
            assert len(boxed) == facts["counts"]["electrons"] == values["nuclear_charge"]
            assert sum(isinstance(p, Rectangle) for p in fig.axes[0].patches) == facts["counts"]["boxes"]


CONTENT = {8: 1 / 8, 4: 1 / 4, 2: 1 / 2, 1: 1}


def test_unit_cells_hold_the_stated_atoms():
    for seed in range(12):
        facts, _, calls = run("crystal_lattice", seed)
        for (places, *_), inside in zip(calls["atoms"], facts["values"]["atoms_in_cell"], strict=True):
            shared = [CONTENT[2 ** sum(c in (0, 1) for c in place)] for place in places]
            assert sum(shared) == pytest.approx(inside)
        assert sum(len(c[0]) for c in calls["atoms"]) == facts["counts"]["atoms_drawn"]


def test_apparatus_is_counted_as_drawn():
    for seed in range(12):
        facts, _, calls = run("lab_apparatus", seed)
        assert len(calls["wash_bottle"]) == facts["counts"]["wash_bottles"]
        assert len(calls["u_tube"]) == facts["counts"]["u_tubes"]
        assert len(calls["spirit_burner"]) == facts["counts"]["burners"]


# Statistics


@pytest.mark.parametrize("seed", [s for s in range(15) if s % 3])
def test_box_plots_show_the_quartiles_of_their_data(seed):
    facts, fig, _ = run("box_plots", seed)
    boxes = [p for p in fig.axes[0].patches if isinstance(p, Rectangle)]
    upright = facts["relations"] == [["vertical"]]
    for box, (name, data) in zip(boxes, facts["values"]["data"].items(), strict=True):
        q1, median, q3 = statistics.quantiles(data, n=4, method="inclusive")
        low, size = (box.get_y(), box.get_height()) if upright else (box.get_x(), box.get_width())
        assert (low, low + size) == pytest.approx((q1, q3))
        assert facts["values"]["five_numbers"][name][1:4] == pytest.approx([q1, median, q3])
        reach = 1.5 * (q3 - q1)
        if "outliers" in facts["values"]:
            outside = [v for v in data if not q1 - reach <= v <= q3 + reach]
            assert facts["values"]["outliers"][name] == outside


def test_stem_and_leaf_rows_are_the_data():
    for seed in range(12):
        facts, fig, _ = run("stem_and_leaf", seed)
        data = facts["values"]["data"]
        assert facts["values"]["medians"] == pytest.approx([statistics.median(values) for values in data])
        digits = [t.get_text() for t in drawn_texts(fig) if t.get_text().isdigit()]
        assert len(digits) == facts["counts"]["leaves"] + facts["counts"]["rows"]


@pytest.mark.parametrize("seed", range(9))
def test_regression_lines_are_least_squares(seed):
    facts, fig, _ = run("scatter_regression", seed)
    drawn = {tuple(line.get_xdata()) for line in fig.axes[0].lines}
    for (xs, ys), line in zip(facts["values"]["points"], facts["values"]["lines"], strict=True):
        assert tuple(xs) in drawn
        assert line == pytest.approx(np.polyfit(xs, ys, 1), abs=1e-3)


def test_frequency_charts_add_up():
    for seed in range(24):
        facts, fig, _ = run("frequency_chart", seed)
        values, patches = facts["values"], fig.axes[0].patches
        if "percent" in values:
            stated_shares = [p for pie in values["percent"] for p in pie.values()]
            drawn = [(w.theta2 - w.theta1) / 3.6 for w in patches if isinstance(w, Wedge)]
            assert drawn == pytest.approx(stated_shares)
            assert all(sum(pie.values()) == 100 for pie in values["percent"])
        elif "bar_heights" in values:
            factor = [b.get_width() if values["bar_heights"] == "density" else 1 for b in patches]
            assert [b.get_height() * f for b, f in zip(patches, factor, strict=True)] == pytest.approx(values["counts"])
        else:
            for share, name in ((0.25, "$Q_1$"), (0.5, "$Q_2$"), (0.75, "$Q_3$"), (0.5, "$M$")):
                if name in values["read_off"]:
                    running = np.cumsum([0, *values["counts"]])
                    read = np.interp(share * values["total"], running, values["edges"])
                    assert values["read_off"][name] == pytest.approx(read, abs=1e-3)


def test_facts_are_plain_data():
    for name in ("resistor_network", "structural_formula", "box_plots", "thin_lens", "lever_and_beam"):
        for seed in range(6):
            facts = made(name, seed).facts
            assert json.loads(json.dumps(facts)).keys() == {"labels", "counts", "values", "relations"}
