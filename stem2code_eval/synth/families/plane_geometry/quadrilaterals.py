"""Quadrilaterals with diagonals, midpoints, heights and folded or added pieces."""

from random import Random

from stem2code_eval.synth.families.plane_geometry.sheet import Sheet
from stem2code_eval.synth.family import Drawing, family

_KINDS = ("parallelogram", "rectangle", "rhombus", "trapezium", "kite", "square")


@family("plane_geometry")
def quadrilateral_diagonals(rng: Random, level: int) -> Drawing:
    """Quadrilateral with its diagonals, heights or midpoints, and at level 3 further lines and shaded pieces."""
    sheet = Sheet(rng, 6.0)
    build = rng.choice(_BUILDERS[level])
    build(sheet, rng)
    return sheet.drawing()


def _corners(sheet: Sheet, rng: Random, kinds: tuple[str, ...] = _KINDS) -> str:
    """Add A, B, C, D of a quadrilateral, draw it, note what is special about it; return its kind."""
    kind = rng.choice(kinds)
    if kind == "rectangle":
        width, height = rng.choice([(6.0, 4.0), (5.5, 3.5), (6.0, 3.6), (4.0, 5.0)])
        points = [0j, complex(width, 0), complex(width, height), complex(0, height)]
    elif kind == "square":
        points = [0j, 5 + 0j, 5 + 5j, 5j]
    elif kind == "parallelogram":
        slant, height = rng.choice([1.2, 1.6, 2.0, -1.4]), rng.choice([2.8, 3.2, 3.6])
        points = [0j, 5 + 0j, complex(5 + slant, height), complex(slant, height)]
    elif kind == "rhombus":
        wide, high = rng.choice([(3.2, 2.0), (3.0, 2.2), (2.1, 2.9)])
        points = [complex(-wide, 0), complex(0, -high), complex(wide, 0), complex(0, high)]
    elif kind == "trapezium":
        left, top, height = rng.choice([1.0, 1.4, 1.8]), rng.choice([2.2, 2.6]), rng.choice([3.2, 3.6])
        points = [0j, 6 + 0j, complex(left + top, height), complex(left, height)]
    else:
        low, high, half = rng.choice([3.4, 3.8]), rng.choice([1.4, 1.8]), rng.choice([2.0, 2.4])
        points = [complex(0, high), complex(-half, 0), complex(0, -low), complex(half, 0)]
    for name, z in zip("ABCD", points, strict=True):
        sheet.free(name, z)
    sheet.draw("ABCDA")
    sheet.relations += [["parallel", "AB", "CD"]] if kind != "kite" else []
    sheet.relations += [["parallel", "AD", "BC"]] if kind not in ("kite", "trapezium") else []
    sheet.relations += [["perpendicular", "AC", "BD"]] if kind in ("rhombus", "kite", "square") else []
    sheet.values["kind"] = kind
    return kind


def _mark_kind(sheet: Sheet, kind: str) -> None:
    if kind == "rhombus":
        sheet.equal("AB", "BC", "CD", "DA")
    elif kind == "kite":
        sheet.equal("AB", "AD")
        sheet.equal("BC", "CD", count=2)
    elif kind in ("parallelogram", "trapezium"):
        sheet.parallel_arrows("AB", "DC")
    else:
        sheet.right_angle("D", "A", "B")


def _one_diagonal(sheet: Sheet, rng: Random) -> None:
    kind = _corners(sheet, rng)
    pair = rng.choice(["AC", "BD"])
    sheet.draw(pair, dashed=rng.random() < 0.4)
    _mark_kind(sheet, kind)
    sheet.name("ABCD")


def _height(sheet: Sheet, rng: Random) -> None:
    _corners(sheet, rng, ("parallelogram", "trapezium"))
    base = sheet.points["B"]
    if sheet.points["D"].real < 0 or (sheet.values["kind"] == "trapezium" and rng.random() < 0.5):
        sheet.foot("E", "C", "AB")
        top, end = "C", "A"
    else:
        sheet.foot("E", "D", "AB")
        top, end = "D", "B"
    if not 0.3 < sheet.points["E"].real < base.real - 0.3:
        sheet.draw("BE" if sheet.points["E"].real > 3 else "AE", dashed=True)
    sheet.draw(top + "E", dashed=rng.random() < 0.6)
    sheet.right_angle(top, "E", end)
    if rng.random() < 0.5:
        sheet.side(top + "E", "$h$")
    sheet.name("ABCDE")


def _point_on_side(sheet: Sheet, rng: Random) -> None:
    kind = _corners(sheet, rng, ("rectangle", "square", "parallelogram"))
    share = rng.choice([0.4, 0.5, 0.6])
    if share == 0.5:
        sheet.midpoint("P", "DC")
    else:
        sheet.along("P", "DC", share)
    sheet.draw("APB")
    if rng.random() < 0.5:
        sheet.shade("APB", "0.85")
    if share == 0.5:
        sheet.equal("DP", "PC")
    if kind != "parallelogram":
        sheet.right_angle("D", "A", "B")
    sheet.name("ABCDP")


def _both_diagonals(sheet: Sheet, rng: Random) -> None:
    kind = _corners(sheet, rng)
    sheet.draw("AC", "BD")
    sheet.meet("O", "AC", "BD")
    if kind in ("rhombus", "kite"):
        sheet.right_angle("A", "O", "B")
    elif kind != "trapezium":
        sheet.equal("AO", "OC")
        sheet.equal("BO", "OD", count=2)
    else:
        sheet.shade(rng.choice(["AOD", "BOC", "AOB"]), rng.choice(["0.8", "0.85"]))
    if kind in ("rhombus", "parallelogram") and rng.random() < 0.6:
        sheet.foot("E", "D", "AB") if kind == "parallelogram" and sheet.points["D"].real > 0 else sheet.midpoint(
            "E", "AB"
        )
        sheet.draw("OE" if kind == "rhombus" or sheet.points["D"].real < 0 else "DE", dashed=True)
        sheet.name("E")
    sheet.name("ABCDO")


def _midpoint_figure(sheet: Sheet, rng: Random) -> None:
    _corners(sheet, rng, ("parallelogram", "trapezium", "kite", "rectangle", "rhombus"))
    for name, pair in zip("EFGH", ("AB", "BC", "CD", "DA"), strict=True):
        sheet.midpoint(name, pair)
    sheet.draw("EFGHE")
    sheet.relations += [["parallel", "EF", "GH"], ["parallel", "EH", "FG"]]
    extra = rng.choice(["shade", "diagonals", "plain"])
    if extra == "shade":
        sheet.shade("EFGH", "0.85", rng.choice(["", "//"]))
    elif extra == "diagonals":
        sheet.draw("AC", "BD", dashed=True)
    sheet.name("ABCDEFGH")


def _folded_corner(sheet: Sheet, rng: Random) -> None:
    width, height = rng.choice([(6.0, 4.0), (6.0, 3.6), (5.0, 4.0)])
    for name, z in zip("ABCD", (0j, complex(width, 0), complex(width, height), complex(0, height)), strict=True):
        sheet.free(name, z)
    fold = rng.choice(["diagonal", "vertex"])
    c = sheet.points["C"]
    if fold == "diagonal":
        sheet.foot("H", "C", "BD")
        sheet.computed("E", 2 * sheet.points["H"] - c, "2 * H - C", ["equal", "BC", "BE"], ["equal", "DC", "DE"])
        sheet.meet("F", "BE", "AD") if sheet.points["E"].real < 0 else sheet.meet("F", "DE", "AB")
        sheet.draw("DAB", "BED", "BD")
        sheet.draw("BCD", dashed=True)
        sheet.right_angle("B", "E", "D")
    else:
        rise = height**2
        share = (rise + (width - (width**2 - rise) ** 0.5) ** 2) / (2 * rise)
        drop = (width**2 - rise) ** 0.5
        sheet.computed(
            "E",
            complex(drop, height),
            f"np.array([np.sqrt({width:g}**2 - {height:g}**2), {height:g}])",
            ["on_line", "E", "CD"],
        )
        sheet.along("F", "BC", round(share, 3))
        sheet.draw("ABFEDA", "AE", "AF")
        sheet.draw("FCE", dashed=True)
        sheet.right_angle("A", "E", "F")
        sheet.relations.append(["equal", "AE", "AB"])
    sheet.name("ABCDEF")


def _bisectors_and_parallels(sheet: Sheet, rng: Random) -> None:
    _corners(sheet, rng, ("parallelogram", "rectangle"))
    share = rng.choice([0.25, 0.3])
    sheet.along("E", "AC", share)
    sheet.along("F", "AC", 1 - share)
    sheet.meet("O", "AC", "BD")
    sheet.draw("AC", "BD", "DEBFD")
    sheet.relations += [["parallel", "DE", "BF"], ["parallel", "EB", "DF"]]
    if rng.random() < 0.5:
        sheet.shade("DEBF", "0.88")
    else:
        sheet.equal("AE", "FC")
    sheet.name("ABCDEFO")


def _squares_side_by_side(sheet: Sheet, rng: Random) -> None:
    big, small = 4.0, rng.choice([2.4, 2.6, 3.0])
    points = {"A": 0j, "B": complex(big, 0), "C": complex(big, big), "D": complex(0, big)}
    points |= {"E": complex(big + small, 0), "F": complex(big + small, small), "G": complex(big, small)}
    for name, z in points.items():
        sheet.free(name, z)
    sheet.draw("ABCDA", "BEFGB")
    sheet.draw("DF", "DE" if rng.random() < 0.5 else "DB")
    sheet.meet("H", "DF", "BC")
    sheet.draw("BF", dashed=rng.random() < 0.5)
    sheet.shade(rng.choice(["DBF", "BFH", "HGF"]), "0.8", rng.choice(["", "", "//"]))
    sheet.right_angle("A", "B", "C")
    sheet.side("AB", "$a$")
    sheet.side("BE", "$b$")
    sheet.name("ABCDEFGH")


def _pinwheel(sheet: Sheet, rng: Random) -> None:
    kind = _corners(sheet, rng, ("square", "parallelogram"))
    for name, pair in zip("EFGH", ("AB", "BC", "CD", "DA"), strict=True):
        sheet.midpoint(name, pair)
    sheet.draw("AF", "BG", "CH", "DE")
    for name, first, second in (("P", "AF", "DE"), ("Q", "AF", "BG"), ("R", "BG", "CH"), ("S", "CH", "DE")):
        sheet.meet(name, first, second)
    sheet.shade("PQRS", rng.choice(["0.75", "0.85"]))
    sheet.relations += [["parallel", "PQ", "SR"], ["parallel", "PS", "QR"]]
    if kind == "square":
        sheet.right_angle("A", "P", "S")
    sheet.name("ABCDEFGH")
    if rng.random() < 0.6:
        sheet.name("PQRS")


def _equilateral_triangle_on_side(sheet: Sheet, rng: Random) -> None:
    _corners(sheet, rng, ("square", "rectangle"))
    b, c = sheet.at("BC")
    inside = rng.random() < 0.5
    reach = abs(c - b) * 3**0.5 / 2 * (-1 if inside else 1)
    sign = "-" if inside else "+"
    source = f"(B + C) / 2 {sign} np.sqrt(3) / 2 * np.array([C[1] - B[1], 0])"
    sheet.computed("E", (b + c) / 2 + reach, source, ["equal", "BC", "BE"], ["equal", "BC", "CE"])
    sheet.draw("BEC", "AE", "DE")
    sheet.draw("AC", dashed=True)
    sheet.meet("F", "AC", "BE" if inside else "DE")
    sheet.equal("BC", "CE", "EB")
    if inside or rng.random() < 0.5:
        sheet.angle("D", "E", "A", inches=0.36)
    sheet.name("ABCDEF")


_BUILDERS = {
    1: [_one_diagonal, _height, _point_on_side],
    2: [_both_diagonals, _midpoint_figure, _folded_corner],
    3: [_bisectors_and_parallels, _squares_side_by_side, _pinwheel, _equilateral_triangle_on_side],
}
