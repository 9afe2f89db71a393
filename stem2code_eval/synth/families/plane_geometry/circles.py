"""Circle theorems: inscribed angles, tangents, chords, cyclic quadrilaterals, two circles."""

from random import Random

from stem2code_eval.synth.families.plane_geometry.circles_base import circle_about_o, spread, tangent_points
from stem2code_eval.synth.families.plane_geometry.circles_rich import (
    butterfly,
    inscribed_pentagon,
    tangents_and_secant,
    two_circles,
)
from stem2code_eval.synth.families.plane_geometry.layout import angle_at
from stem2code_eval.synth.families.plane_geometry.sheet import Sheet
from stem2code_eval.synth.family import Drawing, family


@family("plane_geometry")
def circle_theorems(rng: Random, level: int) -> Drawing:
    """Circle with inscribed and central angles, chords, tangents, a cyclic quadrilateral or a second circle."""
    build = rng.choice(_BUILDERS[level])
    sheet = Sheet(rng, 9.0 if build in (_tangents, tangents_and_secant, two_circles) else 6.0)
    build(sheet, rng)
    return sheet.drawing()


def _inscribed_and_central(sheet: Sheet, rng: Random) -> None:
    circle_about_o(sheet, 3.0)
    half = rng.randint(38, 64)
    top = 90 + rng.choice([-1, 1]) * rng.randint(8, 30)
    for name, degrees in (("A", top), ("B", 270 - half), ("C", 270 + half)):
        sheet.on_circle(name, "O", 3.0, degrees)
    sheet.draw("BAC", "BOC")
    sheet.dots("O")
    if rng.random() < 0.6:
        sheet.draw("BC", dashed=rng.random() < 0.5)
    if rng.random() < 0.5:
        sheet.angle("B", "A", "C", rf"${half}^\circ$")
    else:
        sheet.angle("B", "O", "C", rf"${2 * half}^\circ$")
    sheet.values.update({"angle BAC": half, "angle BOC": 2 * half})
    sheet.name("ABC")
    sheet.name("O", 90)


def _diameter_right_angle(sheet: Sheet, rng: Random) -> None:
    circle_about_o(sheet, 3.0)
    turn = rng.choice([0, 0, 0, 20, -25])
    sheet.on_circle("A", "O", 3.0, 180 + turn)
    sheet.on_circle("B", "O", 3.0, turn)
    sheet.on_circle("C", "O", 3.0, turn + rng.randint(50, 130))
    sheet.draw("ABCA")
    sheet.right_angle("A", "C", "B")
    sheet.relations.append(["midpoint", "O", "AB"])
    if rng.random() < 0.5:
        sheet.draw("OC", dashed=True)
    sheet.dots("O")
    sheet.name("ABCO")


def _chord_with_distance(sheet: Sheet, rng: Random) -> None:
    circle_about_o(sheet, 3.0)
    half, base = rng.randint(40, 65), rng.choice([270, 270, 250, 90])
    sheet.on_circle("A", "O", 3.0, base - half)
    sheet.on_circle("B", "O", 3.0, base + half)
    sheet.foot("M", "O", "AB")
    sheet.relations.append(["midpoint", "M", "AB"])
    if rng.random() < 0.5:
        sheet.on_circle("C", "O", 3.0, base)
        sheet.draw("AB", "OC", "OA")
        sheet.name("C")
    else:
        sheet.draw("AB", "OM", "OA")
    sheet.right_angle("O", "M", "B")
    sheet.dots("O")
    sheet.name("ABOM")


def _tangents(sheet: Sheet, rng: Random) -> None:
    radius = rng.choice([2.4, 2.6, 2.8])
    circle_about_o(sheet, radius)
    tangent_points(sheet, radius, rng.choice([5.0, 5.5, 6.0]), rng.choice([0.0, 180.0, 15.0, 165.0, 270.0]))
    sheet.draw("PA", "PB")
    joined = rng.choice(["OA", "OAB", "AB"])
    if joined == "AB":
        sheet.draw("AB", "OP")
        sheet.relations.append(["perpendicular", "AB", "OP"])
    else:
        sheet.draw(*(["OA", "OB"] if joined == "OAB" else ["OA"]))
        sheet.right_angle("O", "A", "P")
        if joined == "OAB":
            sheet.right_angle("O", "B", "P")
            sheet.draw("OP", dashed=True)
    sheet.dots("O")
    sheet.name("OPAB")


def _cyclic_quadrilateral(sheet: Sheet, rng: Random) -> None:
    circle_about_o(sheet, 3.0)
    for name, degrees in zip("ABCD", spread(rng, 4, 62, (100, 170)), strict=True):
        sheet.on_circle(name, "O", 3.0, degrees)
    sheet.draw("ABCDA")
    variant = rng.choice(["diagonals", "extended", "centre"])
    if variant == "diagonals":
        sheet.draw("AC", "BD")
        sheet.meet("E", "AC", "BD")
        sheet.name("E")
    elif variant == "extended":
        b, c = sheet.at("BC")
        sheet.computed("E", c + 0.4 * (c - b), "C + 0.4 * (C - B)", ["on_line", "E", "BC"])
        sheet.draw("CE")
        sheet.angle("D", "C", "E")
        sheet.angle("B", "A", "D")
        sheet.name("E")
    else:
        sheet.draw("OB", "OD")
        sheet.dots("O")
        sheet.name("O")
        for p, q, r in (("B", "A", "D"), ("B", "C", "D")):
            sheet.angle(p, q, r)
    size = angle_at(*sheet.at("BAD"))
    sheet.values.update({"angle BAD": round(size), "angle BCD": round(180 - size)})
    sheet.name("ABCD")


def _tangent_chord(sheet: Sheet, rng: Random) -> None:
    circle_about_o(sheet, 3.0)
    low = 270.0
    left, right = 180 - rng.randint(0, 40), rng.randint(10, 60)
    sheet.on_circle("A", "O", 3.0, low)
    sheet.on_circle("B", "O", 3.0, float(left))
    sheet.on_circle("C", "O", 3.0, float(right))
    sheet.free("T", complex(-3.2, -3.0))
    sheet.free("S", complex(3.2, -3.0))
    sheet.relations.append(["tangent", "AT", "O"])
    sheet.draw("ABCA", "TS")
    if rng.random() < 0.6:
        sheet.draw("OA", dashed=True)
        sheet.right_angle("O", "A", "S")
        sheet.dots("O")
        sheet.name("O")
    sheet.angle("T", "A", "B", inches=0.33)
    sheet.angle("B", "C", "A", inches=0.33)
    sheet.values["angle BCA"] = sheet.values["angle TAB"] = round(angle_at(*sheet.at("BCA")))
    sheet.name("ABC")
    sheet.name("TS", 90)


def _intersecting_chords(sheet: Sheet, rng: Random) -> None:
    circle_about_o(sheet, 3.0)
    for name, degrees in zip("ACBD", spread(rng, 4, 55, (100, 170)), strict=True):
        sheet.on_circle(name, "O", 3.0, degrees)
    sheet.draw("AB", "CD")
    sheet.meet("P", "AB", "CD")
    if rng.random() < 0.5:
        sheet.draw("AC", "BD")
    else:
        sheet.draw("AC", "BD", dashed=True)
        sheet.angle("A", "P", "C", inches=0.2)
    sheet.name("ABCDP")


_BUILDERS = {
    1: [_inscribed_and_central, _diameter_right_angle, _chord_with_distance, _tangents],
    2: [_cyclic_quadrilateral, _tangent_chord, _intersecting_chords],
    3: [tangents_and_secant, two_circles, butterfly, inscribed_pentagon],
}
