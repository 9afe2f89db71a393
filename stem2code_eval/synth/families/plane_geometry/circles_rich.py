"""Circle figures with many strokes: secants, two circles, the butterfly, an inscribed pentagon."""

import math
from itertools import pairwise
from random import Random

from stem2code_eval.synth.families.plane_geometry.circles_base import circle_about_o, spread, tangent_points
from stem2code_eval.synth.families.plane_geometry.construction import crossing
from stem2code_eval.synth.families.plane_geometry.sheet import Sheet
from stem2code_eval.synth.family import literal


def tangents_and_secant(sheet: Sheet, rng: Random) -> None:
    """Two tangents and a secant from P, the chord of contact and the radii to it."""
    radius, distance = 2.6, rng.choice([5.2, 5.6, 6.0])
    heading = rng.choice([0.0, 180.0])
    circle_about_o(sheet, radius)
    tangent_points(sheet, radius, distance, heading)
    p = sheet.points["P"]
    lean = math.radians(rng.choice([9, 11, 13])) * (1 if heading == 180 else -1)
    towards = -p / abs(p) * complex(math.cos(lean), math.sin(lean))
    along = -(p * towards.conjugate()).real
    half = math.sqrt(radius**2 - abs(p + along * towards) ** 2)
    degrees = math.degrees(lean)
    facing = 180.0 - heading + degrees
    sheet.number("far", f"np.array([np.cos(np.radians({literal(facing)})), np.sin(np.radians({literal(facing)}))])")
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


def two_circles(sheet: Sheet, rng: Random) -> None:
    """Two circles that cross at A and B, their centres and the diameters from A."""
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


def butterfly(sheet: Sheet, rng: Random) -> None:
    """Two chords through the midpoint of a third, and the crossings P and Q."""
    circle_about_o(sheet, 3.0)
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


def inscribed_pentagon(sheet: Sheet, rng: Random) -> None:
    """Inscribed pentagon with its diagonals."""
    circle_about_o(sheet, 3.0)
    regular = rng.random() < 0.5
    directions = [90.0 + 72 * k for k in range(5)] if regular else spread(rng, 5, 50, (70, 110))
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
    smallest = min(abs(crossing(*sheet.at(f + s)) - crossing(*sheet.at(g + t))) for (f, s), (g, t) in pairwise(cuts))
    if smallest > 0.9:
        sheet.name("PQRST")
