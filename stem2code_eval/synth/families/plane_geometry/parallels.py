"""Parallel lines cut by transversals, bent paths between them, and the angles that follow."""

from random import Random

from stem2code_eval.synth.families.plane_geometry.layout import angle_at, direction
from stem2code_eval.synth.families.plane_geometry.sheet import Sheet
from stem2code_eval.synth.family import Drawing, family


@family("plane_geometry")
def parallel_lines(rng: Random, level: int) -> Drawing:
    """Parallel lines with transversals, elbows, bisectors and numbered or measured angles."""
    chinese = rng.random() < 0.35
    sheet = Sheet(rng, 6.4, chinese)
    build = rng.choice(_BUILDERS[level])
    build(sheet, rng)
    if chinese:
        number = rng.randint(1, 24)
        sheet.caption(rng.choice([f"第{number}题图", f"图{number}", f"第{number}题"]))
    return sheet.drawing()


def _parallels(sheet: Sheet, rng: Random, pairs: tuple[str, ...], heights: tuple[float, ...]) -> None:
    """Add lines of about 6 units at these heights, each named by its two end points, and draw them."""
    for pair, y in zip(pairs, heights, strict=True):
        shift = rng.choice([-0.3, 0.0, 0.0, 0.3])
        sheet.free(pair[0], complex(-3 + shift, y))
        sheet.free(pair[1], complex(3 + shift, y))
    sheet.draw(*pairs)
    sheet.relations += [["parallel", pairs[0], other] for other in pairs[1:]]
    if rng.random() < 0.4:
        sheet.parallel_arrows(*pairs, share=0.86)


def _names(sheet: Sheet, pairs: tuple[str, ...]) -> None:
    for pair in pairs:
        sheet.name(pair[0], 180)
        sheet.name(pair[1], 0)


def _measure(sheet: Sheet, corner: str, text: str = "") -> None:
    size = round(angle_at(*sheet.at(corner)))
    p, q, r = list(corner)
    sheet.angle(p, q, r, text or rf"${size}^\circ$")
    sheet.values[f"angle {corner}"] = size


def _one_transversal(sheet: Sheet, rng: Random) -> None:
    pairs = rng.choice([("AB", "CD"), ("AB", "CD"), ("PQ", "RS")])
    gap = rng.choice([2.0, 2.4])
    _parallels(sheet, rng, pairs, (gap / 2, -gap / 2))
    lean, x = rng.uniform(0.9, 1.6) * rng.choice([-1, 1]), rng.uniform(-0.4, 0.4)
    sheet.free("E", complex(x + lean, 2.3))
    sheet.free("F", complex(x - lean, -2.3))
    sheet.meet("G", "EF", pairs[0])
    sheet.meet("H", "EF", pairs[1])
    sheet.draw("EF")
    first = rng.choice(["E", "H"]) + "G" + rng.choice(pairs[0])
    second = "GH" + rng.choice(pairs[1])
    if rng.random() < 0.5:
        _measure(sheet, first)
        if rng.random() < 0.5:
            _measure(sheet, second, "$x$")
    else:
        for number, corner in enumerate((first, second), start=1):
            _measure(sheet, corner, f"${number}$")
    _names(sheet, pairs)
    sheet.name("EFGH" if rng.random() < 0.6 else "EF")


def _lettered_lines(sheet: Sheet, rng: Random) -> None:
    pairs = ("AB", "CD")
    gap = rng.choice([2.0, 2.4])
    _parallels(sheet, rng, pairs, (gap / 2, -gap / 2))
    lean = rng.uniform(0.8, 1.4) * rng.choice([-1, 1])
    sheet.free("E", complex(lean, 2.3))
    sheet.free("F", complex(-lean, -2.3))
    sheet.meet("G", "EF", "AB")
    sheet.meet("H", "EF", "CD")
    sheet.draw("EF")
    lines = rng.choice([("$a$", "$b$", "$c$"), ("$l_1$", "$l_2$", "$l_3$"), ("$m$", "$n$", "$t$")])
    sheet.tag("B", lines[0], 0)
    sheet.tag("D", lines[1], 0)
    sheet.tag("E", lines[2])
    for number, corner in enumerate(
        rng.sample(["EGB", "EGA", "AGH", "BGH"], 2) + rng.sample(["GHC", "DHG"], 1), start=1
    ):
        _measure(sheet, corner, f"${number}$")


def _elbow(sheet: Sheet, rng: Random) -> None:
    _parallels(sheet, rng, ("AB", "CD"), (1.6, -1.6))
    side = rng.choice([-1, 1])
    sheet.free("E", complex(side * rng.uniform(1.0, 1.8), rng.uniform(-0.4, 0.5)))
    sheet.along("F", "AB", rng.choice([0.4, 0.5, 0.55]))
    sheet.along("G", "CD", rng.choice([0.4, 0.5, 0.55]))
    sheet.draw("FEG")
    outer = ("BFE", "EGD") if side > 0 else ("EFA", "CGE")
    _measure(sheet, outer[0])
    _measure(sheet, outer[1])
    if rng.random() < 0.5:
        _measure(sheet, "FEG", r"$\alpha$")
    else:
        e = sheet.points["E"]
        sheet.computed(
            "H",
            complex(3 if side < 0 else -3, e.imag),
            f"np.array([{3 if side < 0 else -3}, E[1]])",
            ["parallel", "EH", "AB"],
        )
        sheet.draw("EH", dashed=True)
        sheet.name("H")
    _names(sheet, ("AB", "CD"))
    sheet.name("EFG")


def _two_transversals(sheet: Sheet, rng: Random) -> None:
    _parallels(sheet, rng, ("AB", "CD"), (1.0, -1.4))
    sheet.free("E", complex(rng.uniform(-0.6, 0.6), 2.6))
    sheet.along("F", "CD", rng.choice([0.2, 0.25, 0.3]))
    sheet.along("G", "CD", rng.choice([0.7, 0.75, 0.8]))
    sheet.meet("H", "EF", "AB")
    sheet.meet("K", "EG", "AB")
    sheet.draw("EF", "EG")
    _measure(sheet, "FEG")
    _measure(sheet, rng.choice(["CFE", "EFG"]))
    _measure(sheet, rng.choice(["EKB", "BKG"]), rng.choice(["", "$x$", r"$\alpha$"]))
    _names(sheet, ("AB", "CD"))
    sheet.name("EFGHK")


def _all_eight_angles(sheet: Sheet, rng: Random) -> None:
    _parallels(sheet, rng, ("AB", "CD"), (1.1, -1.1))
    lean = rng.uniform(0.8, 1.3) * rng.choice([-1, 1])
    sheet.free("E", complex(lean, 2.4))
    sheet.free("F", complex(-lean, -2.4))
    sheet.meet("G", "EF", "AB")
    sheet.meet("H", "EF", "CD")
    sheet.draw("EF")
    corners = [("G", "E", "B"), ("G", "A", "E"), ("G", "H", "A"), ("G", "B", "H")]
    corners += [("H", "G", "D"), ("H", "C", "G"), ("H", "F", "C"), ("H", "D", "F")]
    for number, (vertex, p, q) in enumerate(corners, start=1):
        z, a, b = sheet.at(vertex + p + q)
        middle = direction(0j, (a - z) / abs(a - z) + (b - z) / abs(b - z))
        sheet.tag(vertex, f"${number}$", middle)
        sheet.values[f"angle {number}"] = round(angle_at(a, z, b))
    _names(sheet, ("AB", "CD"))
    sheet.name("EF")


def _three_lines(sheet: Sheet, rng: Random) -> None:
    low = rng.choice([-1.8, -2.2])
    pairs = ("AB", "CD", "EF")
    _parallels(sheet, rng, pairs, (2.0, rng.choice([0.2, 0.5, 0.8]), low))
    left, right = rng.uniform(-1.8, -1.0), rng.uniform(0.9, 1.6)
    crossed = rng.random() < 0.5
    swap = -1 if crossed else 1
    sheet.free("G", complex(left, 2.6))
    sheet.free("H", complex(left - 0.5 if not crossed else right - 0.4, low - 0.6))
    sheet.free("M", complex(right, 2.6))
    sheet.free("N", complex(right + 0.7 if swap > 0 else left + 0.3, low - 0.6))
    sheet.draw("GH", "MN")
    for first, second, pair in zip("PRT", "QSU", pairs, strict=True):
        sheet.meet(first, "GH", pair)
        sheet.meet(second, "MN", pair)
    gaps = [abs(a - b) for first, second in ("PQ", "RS", "TU") for a, b in [sheet.at(first + second)]]
    crowded = min(gaps) < 0.7
    lines = rng.choice([("$l_1$", "$l_2$", "$l_3$"), ("$a$", "$b$", "$c$")])
    for pair, text in zip(pairs, lines, strict=True):
        sheet.tag(pair[1], text, 0)
    for corner in rng.sample(["BQM", "APG", "HTE", "FUN"], 2):
        _measure(sheet, corner)
    sheet.dots("PQTU" if crowded else "PQRSTU", 3)
    sheet.name("PQTU" if crowded else "PQRSTU")


def _two_elbows(sheet: Sheet, rng: Random) -> None:
    _parallels(sheet, rng, ("AB", "CD"), (2.0, -2.0))
    sheet.along("E", "AB", rng.choice([0.4, 0.5]))
    sheet.free("F", complex(rng.uniform(0.8, 1.3), rng.uniform(0.5, 0.8)))
    sheet.free("G", complex(rng.uniform(-1.3, -0.8), rng.uniform(-0.8, -0.5)))
    sheet.along("H", "CD", rng.choice([0.5, 0.6]))
    sheet.draw("EFGH")
    _measure(sheet, "BEF")
    _measure(sheet, "GHD")
    if rng.random() < 0.4:
        _measure(sheet, "EFG")
        _measure(sheet, "FGH", "$x$")
    else:
        for name, start, x in (("M", "F", -2.8), ("N", "G", 2.8)):
            z = complex(x, sheet.points[start].imag)
            sheet.computed(name, z, f"np.array([{x}, {start}[1]])", ["parallel", start + name, "AB"])
            sheet.draw(start + name, dashed=True)
        for number, corner in enumerate(("EFM", "MFG", "FGN", "NGH"), start=1):
            p, q, r = list(corner)
            sheet.angle(p, q, r, f"${number}$", 0.3 if number % 2 else 0.36)
            sheet.values[f"angle {corner}"] = round(angle_at(*sheet.at(corner)))
        sheet.name("M", 180)
        sheet.name("N", 0)
    _names(sheet, ("AB", "CD"))
    sheet.name("EFGH")


def _bisectors_meet(sheet: Sheet, rng: Random) -> None:
    _parallels(sheet, rng, ("AB", "CD"), (1.6, -1.6))
    lean = rng.uniform(0.5, 1.0) * rng.choice([-1, 1])
    sheet.free("E", complex(-1.2 + lean, 2.6))
    sheet.free("F", complex(-1.2 - lean, -2.6))
    sheet.meet("G", "EF", "AB")
    sheet.meet("H", "EF", "CD")
    g, h = sheet.at("GH")
    tip = (g + h) / 2 + abs(g - h) / 2
    bisects = [["bisects", "GP", "HGB"], ["bisects", "HP", "GHD"], ["perpendicular", "GP", "HP"]]
    sheet.computed("P", tip, "(G + H) / 2 + np.array([np.linalg.norm(G - H) / 2, 0])", *bisects)
    sheet.draw("EF", "GP", "HP")
    sheet.meet("Q", "GP", "CD")
    sheet.draw("PQ", dashed=True)
    sheet.right_angle("G", "P", "H")
    sheet.angle("H", "G", "P", "$1$", 0.34)
    sheet.angle("P", "G", "B", "$2$", 0.4)
    sheet.angle("G", "H", "P", "$3$", 0.34)
    sheet.angle("P", "H", "D", "$4$", 0.4)
    _names(sheet, ("AB", "CD"))
    sheet.name("EFGHPQ")


_BUILDERS = {
    1: [_one_transversal, _lettered_lines],
    2: [_elbow, _two_transversals, _all_eight_angles],
    3: [_three_lines, _two_elbows, _bisectors_meet],
}
