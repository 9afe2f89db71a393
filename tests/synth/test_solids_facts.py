"""What the facts of the solids say is so, found again by other means: voxels, rolled dice, convex hulls."""

import re
from collections import defaultdict
from itertools import combinations, pairwise, product

import matplotlib.pyplot as plt
import numpy as np
import pytest
from scipy.spatial import ConvexHull
from solids_figures import made, picture, seeds_where

from stem2code_eval.synth.families.solid_geometry.cube_nets import CUBE_NETS

pytestmark = pytest.mark.filterwarnings("ignore:Glyph")


def voxels(heights):
    return {(x, y, z) for y, row in enumerate(heights) for x, height in enumerate(row) for z in range(height)}


@pytest.mark.parametrize("seed", range(12))
def test_cube_stack_counts(seed):
    facts, drawn = made("cube_stacking", seed).facts, picture("cube_stacking", seed)
    cubes = voxels(facts["values"]["heights"])
    steps = [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]
    faces = sum((x + i, y + j, z + k) not in cubes for x, y, z in cubes for i, j, k in steps)
    assert len(cubes) == facts["counts"]["cubes"]
    assert faces == facts["counts"]["surface_squares"]
    assert len(drawn.patches(plt.Polygon)) == 3 * len(cubes)


@pytest.mark.parametrize("seed", range(12))
def test_cube_stack_is_painted_back_to_front(seed):
    # After all is painted, a face that no cube hides keeps its middle: the last polygon there is that face's own.
    facts, drawn = made("cube_stacking", seed).facts, picture("cube_stacking", seed)
    cubes, project = voxels(facts["values"]["heights"]), drawn.names["project"]
    polygons = drawn.patches(plt.Polygon)
    for x, y, z in cubes:
        beyond = {(x + i, y - j, z + k) for i, j, k in product(range(5), repeat=3)} - {(x, y, z)}
        if not beyond & cubes:
            middle = project(x + 0.5, y, z + 0.5)
            last = [p for p in polygons if p.get_path().contains_point(middle)][-1]
            corners = {tuple(np.round(project(x + i, y, z + k), 6)) for i, k in product((0, 1), repeat=2)}
            assert {tuple(np.round(p, 6)) for p in last.get_xy()} == corners


@pytest.mark.parametrize("seed", seeds_where("three_view", lambda f: "cubes" in f["counts"], 10))
def test_three_views_show_the_same_stack(seed):
    facts, drawn = made("three_view", seed).facts, picture("three_view", seed)
    cubes = voxels(facts["values"]["heights"])
    rows = len(facts["values"]["heights"])
    expected = {
        "front": {(x, z) for x, y, z in cubes},
        "left": {(rows - 1 - y, z) for x, y, z in cubes},
        "top": {(x, y) for x, y, z in cubes},
    }
    for name, squares in expected.items():
        drawn_squares = [tuple(map(int, patch.get_xy())) for patch in drawn.names[name].patches]
        assert sorted(drawn_squares) == sorted(squares)
        assert len(squares) == facts["counts"][f"{name}_squares"]
    assert len(cubes) == facts["counts"]["cubes"]


@pytest.mark.parametrize("seed", seeds_where("three_view", lambda f: "views" in f["counts"], 8))
def test_machine_part_views_agree(seed):
    facts, drawn = made("three_view", seed).facts, picture("three_view", seed)
    length, width, height = facts["values"]["plate"]
    boxes = [(*p.get_xy(), p.get_width(), p.get_height()) for p in drawn.patches(plt.Rectangle)]
    assert [box[2:] for box in boxes[:3]] == [(length, height), (width, height), (length, width)]
    assert boxes[0][0] == boxes[2][0]
    assert boxes[0][1] == boxes[1][1]
    assert len(drawn.lines("--")) == facts["counts"]["hidden_lines"]


def rolled(cells):
    """Roll a die over the net; return for each cell the number that lies down there."""
    die = {"down": 1, "up": 6, "north": 2, "south": 5, "east": 3, "west": 4}
    seen, queue = {cells[0]: die}, [cells[0]]
    turns = {
        (0, 1): {"down": "east", "west": "down", "up": "west", "east": "up", "north": "north", "south": "south"},
        (0, -1): {"down": "west", "east": "down", "up": "east", "west": "up", "north": "north", "south": "south"},
        (1, 0): {"down": "south", "north": "down", "up": "north", "south": "up", "east": "east", "west": "west"},
        (-1, 0): {"down": "north", "south": "down", "up": "south", "north": "up", "east": "east", "west": "west"},
    }
    for cell in queue:
        for (i, j), turn in turns.items():
            near = (cell[0] + i, cell[1] + j)
            if near in cells and near not in seen:
                seen[near] = {side: seen[cell][was] for side, was in turn.items()}
                queue.append(near)
    return {cell: die["down"] for cell, die in seen.items()}


def test_the_eleven_nets_are_different_and_fold_to_cubes():
    def shape(cells):
        low = min(r for r, _ in cells), min(c for _, c in cells)
        return tuple(sorted((r - low[0], c - low[1]) for r, c in cells))

    shapes = set()
    for net in CUBE_NETS:
        cells = [(r, c) for r, row in enumerate(net) for c, mark in enumerate(row) if mark == "#"]
        assert sorted(rolled(cells).values()) == [1, 2, 3, 4, 5, 6]
        turns = [cells]
        for _ in range(3):
            turns.append([(c, -r) for r, c in turns[-1]])
        shapes.add(min(shape(t) for turned in turns for t in (turned, [(r, -c) for r, c in turned])))
    assert len(shapes) == 11


@pytest.mark.parametrize("seed", seeds_where("net_and_folding", lambda f: "net" in f["values"], 12))
def test_net_folds_to_the_cube_that_the_facts_tell(seed):
    facts = made("net_and_folding", seed).facts
    net = facts["values"]["net"]
    cells = [(r, c) for r, row in enumerate(net) for c, mark in enumerate(row) if mark != " "]
    down = rolled(cells)
    assert len(facts["relations"]) == 3
    for _, cell, other in facts["relations"]:
        assert down[tuple(cell)] + down[tuple(other)] == 7


@pytest.mark.parametrize("seed", seeds_where("net_and_folding", lambda f: "seen" in f["values"], 10))
def test_folded_cube_has_the_faces_and_the_sense_of_the_net(seed):
    facts = made("net_and_folding", seed).facts
    program = made("net_and_folding", seed).program
    front, right, top = re.findall(r'^face\(.*"(.)"\)$', program, re.MULTILINE)
    net = facts["values"]["net"]
    cells = [(r, c) for r, row in enumerate(net) for c, mark in enumerate(row) if mark != " "]
    down = rolled(cells)
    marks = {down[cell]: net[cell[0]][cell[1]] for cell in cells}
    # Numbers as on the rolled die; printed side out, the cube is the die seen from outside, so the sense is mirrored.
    outside = [(1, 3, 2), (1, 2, 4), (1, 4, 5), (1, 5, 3), (6, 2, 3), (6, 4, 2), (6, 5, 4), (6, 3, 5)]
    corners = [corner[i:] + corner[:i] for corner in outside for i in range(3)]
    assert (front, right, top) in {tuple(marks[n] for n in corner) for corner in corners}


def hull_edges(points, towards_viewer):
    """Edges of a convex hull: {pair of names: visible}, found from the facets alone."""
    names = list(points)
    hull = ConvexHull(np.array([points[n] for n in names], dtype=float))
    planes = {}
    for simplex, equation in zip(hull.simplices, hull.equations, strict=True):
        planes.setdefault(tuple(np.round(equation, 6)), set()).update(simplex)
    edges = defaultdict(bool)
    for (plane, corners), (other, more) in combinations(planes.items(), 2):
        shared = corners & more
        if len(shared) == 2:
            seen = max(np.dot(plane[:3], towards_viewer), np.dot(other[:3], towards_viewer)) > 1e-6
            edges[frozenset(names[i] for i in shared)] = bool(seen)
    return edges, len(planes)


def strokes(program, comment):
    found = re.search(rf'^stroke\("(.*)", "(.*)"\)  # {comment}$', program, re.MULTILINE)
    return {frozenset(edge.split("-")) for edge in found[1].split()} if found else set()


@pytest.mark.parametrize("name", ["polyhedra", "cross_section", "combined_solids"])
def test_hidden_edges_are_those_no_visible_face_has(name):
    for seed in seeds_where(name, lambda f: "hidden_edges" in f["counts"] and f["labels"], 10):
        figure, drawn = made(name, seed), picture(name, seed)
        if "space" not in drawn.names:
            continue
        a, b = drawn.names["project"](0, 1, 0)
        body = {n: p for n, p in drawn.names["space"].items() if n[0] in "ABCDEFGHP" or n == "P"}
        extra = {relation[1] for relation in figure.facts["relations"] if relation[0] in ("midpoint", "on_edge")}
        body = {n: p for n, p in body.items() if n not in extra}
        edges, faces = hull_edges(body, (a, -1, b))
        assert strokes(figure.program, "edges in front") == {e for e, seen in edges.items() if seen}
        assert strokes(figure.program, "hidden edges") == {e for e, seen in edges.items() if not seen}
        assert figure.facts["counts"]["edges"] == len(edges)
        assert figure.facts["counts"]["vertices"] - len(edges) + faces == 2


@pytest.mark.parametrize("seed", seeds_where("polyhedra", lambda f: not f["labels"], 6))
def test_regular_solid_counts_and_hidden_edges(seed):
    facts, drawn = made("polyhedra", seed).facts, picture("polyhedra", seed)
    points = {i: p for i, p in enumerate(drawn.names["points"])}
    edges, faces = hull_edges(points, (0, -1, 0))
    counts = facts["counts"]
    assert (counts["vertices"], counts["edges"], counts["faces"]) == (len(points), len(edges), faces)
    assert counts["hidden_edges"] == sum(not seen for seen in edges.values()) == len(drawn.lines("--"))


@pytest.mark.parametrize("seed", range(12))
def test_section_is_a_plane_polygon_on_the_edges_told(seed):
    facts, space = made("cross_section", seed).facts, picture("cross_section", seed).names["space"]
    [corners] = [relation[1:] for relation in facts["relations"] if relation[0] == "section"]
    points = np.array([space[c] for c in corners], dtype=float)
    assert np.linalg.matrix_rank(points - points[0], tol=1e-6) == 2
    for kind, m, *where in facts["relations"]:
        if kind == "on_edge":
            p, q, t = where
            start, end = np.array(space[p], dtype=float), np.array(space[q], dtype=float)
            assert np.allclose(space[m], start + t * (end - start))
    [polygon] = picture("cross_section", seed).patches(plt.Polygon)
    assert len(polygon.get_xy()) - 1 == len(corners) == facts["counts"]["section_sides"]


@pytest.mark.parametrize("seed", seeds_where("combined_solids", lambda f: "parts" in f["values"], 10))
def test_combined_solid_stands_part_on_part(seed):
    facts = made("combined_solids", seed).facts
    parts = facts["values"]["parts"]
    assert facts["values"]["height"] == pytest.approx(sum(height for _, _, height, _ in parts))
    for (_, _, _, top), (_, radius, _, _) in pairwise(parts):
        assert 0 < radius <= top


@pytest.mark.parametrize("seed", seeds_where("space_curve", lambda f: "turns" in f["counts"], 6))
def test_thread_is_dashed_behind_the_cylinder(seed):
    facts, drawn = made("space_curve", seed).facts, picture("space_curve", seed)
    bottom_ring = 1
    assert len(drawn.lines("--")) == facts["counts"]["dashed_pieces"] + bottom_ring


@pytest.mark.parametrize("seed", seeds_where("surfaces", lambda f: ["with", "plane section"] in f["relations"], 8))
def test_plane_section_lies_on_the_surface(seed):
    drawn = picture("surfaces", seed)
    x, y, z = (np.asarray(drawn.names[name]) for name in "xyz")
    curve = next(line for line in drawn.figure.axes[0].lines if line.get_linewidth() == 2)
    cut_x, cut_y, cut_z = (np.broadcast_to(v, 200) for v in curve.get_data_3d())
    surface = np.column_stack([x.ravel(), y.ravel(), z.ravel()])
    for point in zip(cut_x[::20], cut_y[::20], cut_z[::20], strict=True):
        assert np.linalg.norm(surface - point, axis=1).min() < 0.2
