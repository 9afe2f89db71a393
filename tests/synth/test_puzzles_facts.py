"""What the facts of graphs, automata and puzzles say is so, found again by other means."""

import re
from collections import Counter, defaultdict
from itertools import combinations, pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, minimum_spanning_tree
from solids_figures import made, picture, seeds_where

pytestmark = pytest.mark.filterwarnings("ignore:Glyph")
TOLD_SEEDS = range(9)


def of_kind(name, *kinds, count=6):
    return seeds_where(name, lambda facts: facts["values"]["kind"] in kinds, count)


@pytest.mark.parametrize("seed", TOLD_SEEDS)
def test_graph_draws_the_edges_of_its_facts(seed):
    facts, drawn = made("weighted_graph", seed).facts, picture("weighted_graph", seed)
    places = {point: name for name, point in drawn.names["places"].items()}
    if facts["values"]["directed"]:
        ends = drawn.arrows()
    else:
        ends = [((xs[0], ys[0]), (xs[1], ys[1])) for xs, ys in drawn.lines("-")]

    def nearest(point):
        return places[min(places, key=lambda place: np.hypot(place[0] - point[0], place[1] - point[1]))]

    edges = [relation[1:3] for relation in facts["relations"] if relation[0] == "edge"]
    assert sorted([nearest(p), nearest(q)] for p, q in ends) == sorted(edges)
    assert facts["counts"]["edges"] == len(edges)
    assert facts["counts"]["vertices"] == len(drawn.patches(plt.Circle)) == len(places)


@pytest.mark.parametrize("seed", seeds_where("weighted_graph", lambda f: f["values"]["bold"], 10))
def test_bold_edges_are_the_lightest_tree_or_way(seed):
    facts = made("weighted_graph", seed).facts
    edges = [relation[1:] for relation in facts["relations"] if relation[0] == "edge"]
    names = list(dict.fromkeys(picture("weighted_graph", seed).names["places"]))
    weights = np.zeros((len(names), len(names)))
    for p, q, weight in edges:
        weights[names.index(p), names.index(q)] = weight
    if facts["values"]["directed"]:
        best = dijkstra(csr_array(weights), indices=0)[-1]
    else:
        best = minimum_spanning_tree(csr_array(weights)).sum()
        assert facts["counts"]["bold_edges"] == len(names) - 1
    assert facts["values"]["bold_weight"] == best


def test_graph_edges_do_not_cross():
    for seed in TOLD_SEEDS:
        drawn = picture("weighted_graph", seed)
        places = drawn.names["places"]
        for (p, q, _), (r, s, _) in combinations(drawn.names["edges"], 2):
            if len({p, q, r, s}) == 4:
                (a, b), (c, d) = (np.array([places[m], places[n]]) for m, n in ((p, q), (r, s)))
                matrix = np.column_stack([b - a, c - d])
                if abs(np.linalg.det(matrix)) > 1e-9:
                    t = np.linalg.solve(matrix, c - a)
                    assert not all(0 <= share <= 1 for share in t)


def in_order(tree, i=1):
    return [] if i not in tree else [*in_order(tree, 2 * i), tree[i], *in_order(tree, 2 * i + 1)]


@pytest.mark.parametrize("seed", of_kind("binary_tree", "search tree"))
def test_search_tree_is_in_order(seed):
    tree = dict(made("binary_tree", seed).facts["values"]["tree"])
    keys = [int(key) if key.isdigit() else key for key in in_order(tree)]
    assert keys == sorted(set(keys))
    assert len(keys) == len(tree)


@pytest.mark.parametrize("seed", of_kind("binary_tree", "heap"))
def test_heap_is_complete_and_ordered(seed):
    tree = {i: int(key) for i, key in made("binary_tree", seed).facts["values"]["tree"]}
    assert list(tree) == list(range(1, len(tree) + 1))
    ways = {tree[i // 2] > tree[i] for i in tree if i > 1}
    assert len(ways) == 1


@pytest.mark.parametrize("seed", of_kind("binary_tree", "expression"))
def test_expression_tree_has_operators_inside_and_operands_at_the_ends(seed):
    tree = dict(made("binary_tree", seed).facts["values"]["tree"])
    for i, text in tree.items():
        children = (2 * i in tree) + (2 * i + 1 in tree)
        assert children == (0 if text.isalnum() else 2)


@pytest.mark.parametrize("seed", TOLD_SEEDS)
def test_automaton_is_deterministic_reachable_and_drawn(seed):
    facts, drawn = made("finite_automaton", seed).facts, picture("finite_automaton", seed)
    steps = [(p, symbol, q) for _, p, q, text in facts["relations"] for symbol in text.split(",")]
    assert max(Counter((p, symbol) for p, symbol, _ in steps).values()) == 1
    reached = [facts["values"]["start"]]
    for state in reached:
        reached += [q for q in dict.fromkeys(q for p, _, q in steps if p == state) if q not in reached]
    assert len(reached) == facts["counts"]["states"]
    assert len(drawn.patches(plt.Circle)) == len(reached) + len(facts["values"]["final"])
    start_arrow = 1
    assert len(drawn.arrows()) == facts["counts"]["transitions"] + start_arrow


@pytest.mark.parametrize("seed", of_kind("linked_structure", "hash table"))
def test_hash_table_slots_hold_their_remainders(seed):
    values = made("linked_structure", seed).facts["values"]
    for slot, chain in enumerate(values["table"]):
        assert {key % values["modulus"] for key in chain} <= {slot}


@pytest.mark.parametrize("seed", range(12))
def test_linked_structure_arrows(seed):
    facts, drawn = made("linked_structure", seed).facts, picture("linked_structure", seed)
    assert len(drawn.arrows()) == facts["counts"]["arrows"]


def box_of(r, c, tall, wide):
    return r // tall, c // wide


@pytest.mark.parametrize("seed", of_kind("number_grid", "sudoku"))
def test_sudoku_solution_obeys_the_rules_and_the_givens(seed):
    values = made("number_grid", seed).facts["values"]
    tall, wide = values["box"]
    n = tall * wide
    units = defaultdict(list)
    for r, row in enumerate(values["solution"]):
        for c, digit in enumerate(row):
            for unit in (("row", r), ("column", c), ("box", box_of(r, c, tall, wide))):
                units[unit].append(digit)
            assert values["grid"][r][c] in (".", str(digit))
    assert len(units) == 3 * n
    assert all(sorted(digits) == list(range(1, n + 1)) for digits in units.values())


@pytest.mark.parametrize("seed", of_kind("number_grid", "magic square"))
def test_magic_square_has_one_sum(seed):
    values = made("number_grid", seed).facts["values"]
    square = np.array(values["solution"])
    sums = {*square.sum(0), *square.sum(1), square.trace(), square[::-1].trace()}
    assert sums == {values["sum"]}
    assert len(set(square.ravel())) == square.size


@pytest.mark.parametrize("seed", of_kind("number_grid", "addition pyramid", "letter sums"))
def test_sums_add_up(seed):
    values = made("number_grid", seed).facts["values"]
    if values["kind"] == "letter sums":
        numbers = np.array([[values["letters"][letter] for letter in row] for row in values["cells"]])
        assert numbers.sum(1).tolist() == values["row_sums"]
        assert numbers.sum(0).tolist() == values["column_sums"]
    else:
        for below, above in pairwise(values["solution"]):
            assert above == [a + b for a, b in pairwise(below)]


@pytest.mark.parametrize("seed", TOLD_SEEDS)
def test_maze_way_is_the_shortest_through_the_drawn_walls(seed):
    facts, drawn = made("maze", seed).facts, picture("maze", seed)
    walls = {
        frozenset([(round(xs[0]), round(ys[0])), (round(xs[1]), round(ys[1]))])
        for xs, ys in drawn.lines("-")
        if len(xs) == 2
    }
    rows, columns = facts["counts"]["rows"], facts["counts"]["columns"]

    def wall(x, y, i, j):
        """The wall between cell (x, y), y up, and its neighbour in direction (i, j)."""
        if i:
            return frozenset([(x + (i > 0), y), (x + (i > 0), y + 1)])
        return frozenset([(x, y + (j > 0)), (x + 1, y + (j > 0))])

    (start_row, start_column), (end_row, end_column) = facts["values"]["start"], facts["values"]["end"]
    start, end = (start_column, rows - 1 - start_row), (end_column, rows - 1 - end_row)
    steps, queue = {start: 1}, [start]
    for x, y in queue:
        for i, j in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            near = (x + i, y + j)
            inside = 0 <= near[0] < columns and 0 <= near[1] < rows
            if inside and near not in steps and wall(x, y, i, j) not in walls:
                steps[near] = steps[x, y] + 1
                queue.append(near)
    assert steps[end] == facts["counts"]["way_cells"]
    assert len(steps) == rows * columns
    outer = 2 * (rows + columns)
    drawn_outer = sum(
        len({p[0] for p in w}) == 1 and {p[0] for p in w} <= {0, columns} for w in map(tuple, walls)
    ) + sum(len({p[1] for p in w}) == 1 and {p[1] for p in w} <= {0, rows} for w in map(tuple, walls))
    assert drawn_outer == outer - 2


@pytest.mark.parametrize("seed", seeds_where("matchsticks", lambda f: "matches" in f["counts"], 12))
def test_matches_drawn_are_the_matches_told(seed):
    facts, drawn = made("matchsticks", seed).facts, picture("matchsticks", seed)
    assert len(drawn.markers("o")) == len(drawn.lines("-")) == facts["counts"]["matches"]


@pytest.mark.parametrize("seed", of_kind("matchsticks", "equation"))
def test_match_equation_is_true_or_false_as_told(seed):
    values = made("matchsticks", seed).facts["values"]
    a, sign, b, shown = re.fullmatch(r"(\d+)([+-])(\d+)=(\d+)", values["equation"]).groups()
    assert values["is_true"] == ((int(a) + int(b) if sign == "+" else int(a) - int(b)) == int(shown))


@pytest.mark.parametrize(
    "seed", seeds_where("matchsticks", lambda f: f["values"].get("figure") == "square of seven pieces", 5)
)
def test_tangram_pieces_fill_the_square(seed):
    areas = []
    for piece in picture("matchsticks", seed).patches(plt.Polygon):
        x, y = piece.get_xy()[:-1].T
        areas.append(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)
    assert sorted(areas) == pytest.approx([1, 1, 2, 2, 2, 4, 4])


@pytest.mark.parametrize("seed", TOLD_SEEDS)
def test_pattern_figures_and_answer(seed):
    facts, drawn = made("pattern_matrix", seed).facts, picture("pattern_matrix", seed)
    assert len(drawn.patches(plt.Polygon)) == facts["counts"]["figures"]
    assert len(drawn.patches(plt.Rectangle)) == facts["counts"]["cells"] + facts["counts"]["answers"]
    if facts["counts"]["answers"]:
        right = drawn.names["answers"]["ABCDEF".index(facts["values"]["right"])]
        assert list(right) == facts["values"]["answer"]
        assert len(set(drawn.names["answers"])) == facts["counts"]["answers"]
