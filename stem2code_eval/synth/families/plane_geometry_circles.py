"""Circle theorems: inscribed angles, tangents, chords, cyclic quadrilaterals, two circles."""

import math
from random import Random

from stem2code_eval.synth.families.plane_geometry_layout import angle_at, polar
from stem2code_eval.synth.families.plane_geometry_sheet import Sheet, crossing
from stem2code_eval.synth.family import Drawing, family, literal

_TANGENT_SOURCE = "on_circle(O, r, {heading} {sign} np.degrees(np.arccos(r / {distance})))"


@family("plane_geometry")
def circle_theorems(rng: Random, level: int) -> Drawing:
    """Circle with inscribed and central angles, chords, tangents, a cyclic quadrilateral or a second circle."""
    build = rng.choice(_BUILDERS[level])
    sheet = Sheet(rng, 9.0 if build in (_tangents, _tangents_and_secant, _two_circles) else 6.0)
    build(sheet, rng)
    return sheet.drawing()


def _centre(sheet: Sheet, radius: float) -> None:
    sheet.free("O", 0j)
    sheet.number("r", literal(radius))
    sheet.values["r"] = radius
    sheet.circle("O", radius)


def _spread(rng: Random, count: int, least: float, start: tuple[int, int] = (0, 360)) -> list[float]:
    """Return `count` directions in whole degrees, anticlockwise and at least `least` apart all the way round."""
    first = rng.randint(*start)
    for _ in range(300):
        steps = [rng.randint(int(least), 360 - int(least)) for _ in range(count - 1)]
        if sum(steps) <= 360 - least:
            return [float((first + sum(steps[:k])) % 360) for k in range(count)]
    return [float((first + 360 * k // count) % 360) for k in range(count)]


def _inscribed_and_central(sheet: Sheet, rng: Random) -> None:
    _centre(sheet, 3.0)
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
    _centre(sheet, 3.0)
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
    _centre(sheet, 3.0)
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


def _two_tangent_points(sheet: Sheet, radius: float, distance: float, heading: float) -> None:
    sheet.need("on_circle")
    sheet.computed("P", polar(distance, heading), f"on_circle(O, {literal(distance)}, {literal(heading)})")
    opening = math.degrees(math.acos(radius / distance))
    for name, sign in (("A", 1), ("B", -1)):
        source = _TANGENT_SOURCE.format(
            heading=literal(heading), sign="+" if sign > 0 else "-", distance=literal(distance)
        )
        sheet.computed(
            name,
            polar(radius, heading + sign * opening),
            source,
            ["on_circle", name, "O"],
            ["tangent", "P" + name, "O"],
        )


def _tangents(sheet: Sheet, rng: Random) -> None:
    radius = rng.choice([2.4, 2.6, 2.8])
    _centre(sheet, radius)
    _two_tangent_points(
        sheet, radius, rng.choice([5.0, 5.5, 6.0]), rng.choice([0.0, 180.0, 15.0, 165.0, 270.0])
    )
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
    _centre(sheet, 3.0)
    for name, degrees in zip("ABCD", _spread(rng, 4, 62, (100, 170)), strict=True):
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
    _centre(sheet, 3.0)
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
    _centre(sheet, 3.0)
    for name, degrees in zip("ACBD", _spread(rng, 4, 55, (100, 170)), strict=True):
        sheet.on_circle(name, "O", 3.0, degrees)
    sheet.draw("AB", "CD")
    sheet.meet("P", "AB", "CD")
    if rng.random() < 0.5:
        sheet.draw("AC", "BD")
    else:
        sheet.draw("AC", "BD", dashed=True)
        sheet.angle("A", "P", "C", inches=0.2)
    sheet.name("ABCDP")


def _tangents_and_secant(sheet: Sheet, rng: Random) -> None:
    radius, distance = 2.6, rng.choice([5.2, 5.6, 6.0])
    heading = rng.choice([0.0, 180.0])
    _centre(sheet, radius)
    _two_tangent_points(sheet, radius, distance, heading)
    p = sheet.points["P"]
    lean = math.radians(rng.choice([9, 11, 13])) * (1 if heading == 180 else -1)
    towards = -p / abs(p) * complex(math.cos(lean), math.sin(lean))
    along = -(p * towards.conjugate()).real
    half = math.sqrt(radius**2 - abs(p + along * towards) ** 2)
    degrees = math.degrees(lean)
    facing = 180.0 - heading + degrees
    sheet.number(
        "far", f"np.array([np.cos(np.radians({literal(facing)})), np.sin(np.radians({literal(facing)}))])"
    )
    sheet.number("middle", "-P @ far")
    sheet.number("half", "np.sqrt(r**2 - (P @ P - middle**2))")
    sheet.computed("C", p + (along - half) * towards, "P + (middle - half) * far", ["on_circle", "C", "O"])
    sheet.computed(
        "D",
        p + (along + half) * towards,
        "P + (middle + half) * far",
        ["on_circle", "D", "O"],
        ["on_line", "D", "PC"],
    )
    sheet.meet("E", "AB", "OP")
    sheet.draw("PA", "PB", "PD", "AB")
    sheet.draw("OP", "OA", "OB", dashed=True)
    sheet.right_angle("O", "A", "P")
    sheet.right_angle("O", "B", "P")
    sheet.right_angle("A", "E", "P")
    sheet.dots("O")
    if rng.random() < 0.5:
        sheet.draw("AC", "AD")
    sheet.name("OPABCDE")


def _two_circles(sheet: Sheet, rng: Random) -> None:
    first, second = rng.choice([(3.0, 2.4), (2.8, 2.8), (2.4, 3.0)])
    gap = rng.choice([3.6, 4.0, 4.4])
    sheet.free("O", 0j)
    sheet.free("S", complex(gap, 0))
    sheet.number("r", literal(first))
    sheet.number("s", literal(second))
    sheet.circle("O", first)
    sheet.circle("S", second, "s")
    x = (gap**2 + first**2 - second**2) / (2 * gap)
    y = math.sqrt(first**2 - x**2)
    sheet.number("x", "(S[0] ** 2 + r**2 - s**2) / (2 * S[0])")
    for name, sign, source in (("A", 1, "x, np.sqrt(r**2 - x**2)"), ("B", -1, "x, -np.sqrt(r**2 - x**2)")):
        sheet.computed(
            name,
            complex(x, sign * y),
            f"np.array([{source}])",
            ["on_circle", name, "O"],
            ["on_circle", name, "S"],
        )
    sheet.meet("M", "AB", "OS")
    sheet.draw("AB", "OS")
    sheet.right_angle("A", "M", "S")
    sheet.relations.append(["midpoint", "M", "AB"])
    a = sheet.points["A"]
    sheet.computed("C", -a, "2 * O - A", ["on_circle", "C", "O"], ["midpoint", "O", "AC"])
    sheet.computed("D", 2 * gap - a, "2 * S - A", ["on_circle", "D", "S"], ["midpoint", "S", "AD"])
    sheet.draw("AC", "AD", dashed=rng.random() < 0.4)
    sheet.draw("CD")
    sheet.relations.append(["on_line", "B", "CD"])
    sheet.dots("OS")
    sheet.name("ABCDMOS")


def _butterfly(sheet: Sheet, rng: Random) -> None:
    _centre(sheet, 3.0)
    half = rng.randint(62, 72)
    sheet.on_circle("A", "O", 3.0, 270 - half)
    sheet.on_circle("B", "O", 3.0, 270 + half)
    sheet.midpoint("M", "AB")
    m = sheet.points["M"]
    for start, end, degrees in (("C", "D", rng.randint(128, 150)), ("E", "F", rng.randint(40, 62))):
        z = sheet.on_circle(start, "O", 3.0, degrees)
        share = 1 + (9 - abs(m) ** 2) / abs(z - m) ** 2
        sheet.computed(
            end,
            z + share * (m - z),
            f"{start} + (1 + (r**2 - M @ M) / (({start} - M) @ ({start} - M))) * (M - {start})",
            ["on_circle", end, "O"],
            ["on_line", "M", start + end],
        )
    sheet.meet("P", "CF", "AB")
    sheet.meet("Q", "ED", "AB")
    sheet.draw("AB", "CD", "EF", "CF", "ED")
    sheet.draw("OM", dashed=True)
    sheet.equal("AM", "MB")
    sheet.relations.append(["equal", "PM", "MQ"])
    sheet.dots("O", 3)
    sheet.name("ABCDEFMPQO")


def _inscribed_pentagon(sheet: Sheet, rng: Random) -> None:
    _centre(sheet, 3.0)
    regular = rng.random() < 0.5
    directions = [90.0 + 72 * k for k in range(5)] if regular else _spread(rng, 5, 50, (70, 110))
    for name, degrees in zip("ABCDE", directions, strict=True):
        sheet.on_circle(name, "O", 3.0, degrees)
    sheet.draw("ABCDEA")
    sheet.draw("ACEBDA", dashed=rng.random() < 0.3)
    cuts = [("AC", "EB"), ("AC", "BD"), ("BD", "CE"), ("CE", "DA"), ("AD", "EB")]
    for name, (first, second) in zip("PQRST", cuts, strict=True):
        sheet.meet(name, first, second)
    if regular:
        sheet.equal("AB", "BC", "CD", "DE", "EA")
    if rng.random() < 0.6:
        sheet.shade("PQRST", rng.choice(["0.75", "0.85"]))
    sheet.name("ABCDE")
    smallest = min(
        abs(crossing(*sheet.at(f + s)) - crossing(*sheet.at(g + t)))
        for (f, s), (g, t) in zip(cuts, cuts[1:], strict=False)
    )
    if smallest > 0.9:
        sheet.name("PQRST")


_BUILDERS = {
    1: [_inscribed_and_central, _diameter_right_angle, _chord_with_distance, _tangents],
    2: [_cyclic_quadrilateral, _tangent_chord, _intersecting_chords],
    3: [_tangents_and_secant, _two_circles, _butterfly, _inscribed_pentagon],
}
