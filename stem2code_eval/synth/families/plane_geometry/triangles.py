"""Triangles with cevians, special centres and circles."""

from random import Random

from stem2code_eval.synth.families.plane_geometry.layout import angle_at
from stem2code_eval.synth.families.plane_geometry.sheet import Sheet
from stem2code_eval.synth.family import Drawing, family

_LETTERS = ("ABCDEF", "ABCDEF", "PQRSTU", "ABCMNK", "XYZUVW")


@family("plane_geometry")
def triangle_cevians(rng: Random, level: int) -> Drawing:
    """Triangle with altitudes, medians or other cevians, and at level 3 the circles they lead to."""
    sheet = Sheet(rng, 6.0)
    letters = list(rng.choice(_LETTERS))
    build = rng.choice(_BUILDERS[level])
    corners = _right_corners(rng) if build is _right_with_altitude else _acute_corners(rng)
    for name, z in zip(letters, corners, strict=False):
        sheet.free(name, z)
    a, b, c = letters[:3]
    sheet.draw(a + b + c + a)
    build(sheet, rng, letters)
    return sheet.drawing()


def _acute_corners(rng: Random) -> tuple[complex, complex, complex]:
    for _ in range(200):
        width, x, height = rng.choice([5.0, 5.5, 6.0]), rng.uniform(1.2, 4.4), rng.uniform(3.4, 5.2)
        a, b, c = complex(round(x, 1), round(height, 1)), 0j, complex(width, 0)
        angles = [angle_at(b, a, c), angle_at(a, b, c), angle_at(b, c, a)]
        apart = min(abs(angles[0] - angles[1]), abs(angles[1] - angles[2]), abs(angles[0] - angles[2]))
        if min(angles) > 42 and max(angles) < 80 and apart > 6:
            tilt = rng.choice([1, 1, 1, complex(0.9962, 0.0872), complex(0.9848, -0.1736)])
            return a * tilt, b, c * tilt
    return 2.1 + 4.4j, 0j, 6 + 0j


def _right_corners(rng: Random) -> tuple[complex, complex, complex]:
    legs = rng.choice([(3.0, 4.0), (4.0, 5.0), (3.5, 5.0), (4.5, 3.0)])
    if rng.random() < 0.5:
        return complex(0, 0), complex(0, legs[0]), complex(legs[1], 0)
    return complex(legs[1], 0), complex(0, 0), complex(legs[1], legs[0])


def _altitude(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d = letters[:4]
    sheet.foot(d, a, b + c)
    sheet.draw(a + d, dashed=rng.random() < 0.6)
    sheet.right_angle(a, d, c)
    sheet.name(a + b + c + d)
    if rng.random() < 0.5:
        sheet.side(a + d, "$h$")
        sheet.side(b + c, "$a$")


def _median(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d = letters[:4]
    sheet.midpoint(d, b + c)
    sheet.draw(a + d)
    sheet.equal(b + d, d + c, count=rng.choice([1, 2]))
    sheet.name(a + b + c + d)
    if rng.random() < 0.4:
        sheet.dots(d)


def _angle_bisector(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d = letters[:4]
    sheet.bisector(d, b, a, c)
    sheet.draw(a + d)
    sheet.angle(b, a, d, inches=0.36)
    sheet.angle(d, a, c, inches=0.42)
    sheet.name(a + b + c + d)


def _midline(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d, e = letters[:5]
    sheet.midpoint(d, a + b)
    sheet.midpoint(e, a + c)
    sheet.draw(d + e)
    sheet.relations.append(["parallel", d + e, b + c])
    if rng.random() < 0.6:
        sheet.equal(a + d, d + b)
        sheet.equal(a + e, e + c, count=2)
    else:
        sheet.parallel_arrows(d + e, b + c)
    sheet.name(a + b + c + d + e)


def _exterior_angle(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d = letters[:4]
    sheet.computed(
        d,
        sheet.points[c] + 0.35 * (sheet.points[c] - sheet.points[b]),
        f"{c} + 0.35 * ({c} - {b})",
        ["on_line", d, b + c],
    )
    sheet.draw(c + d)
    numbered = rng.random() < 0.5
    corners = [(b, a, c), (a, b, c), (a, c, d)]
    for number, (p, q, r) in enumerate(corners, start=1):
        size = round(angle_at(*sheet.at(p + q + r)))
        sheet.angle(p, q, r, f"${number}$" if numbered else rf"${size}^\circ$")
        sheet.values[f"angle {p}{q}{r}"] = size
    sheet.name(a + b + c + d)


def _three_medians(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d, e, f = letters
    for name, pair in ((d, b + c), (e, c + a), (f, a + b)):
        sheet.midpoint(name, pair)
    sheet.meet("G", a + d, b + e)
    sheet.relations.append(["centroid", "G", a + b + c])
    sheet.draw(a + d, b + e, c + f)
    sheet.dots("G")
    if rng.random() < 0.5:
        sheet.draw(d + e + f + d, dashed=True)
    else:
        for count, (p, q, r) in enumerate(((b, d, c), (c, e, a), (a, f, b)), start=1):
            sheet.equal(p + q, q + r, count=count)
    sheet.name(a + b + c + d + e + f + "G")


def _three_altitudes(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d, e, f = letters
    feet = [(a, d, b, c), (b, e, c, a), (c, f, a, b)]
    for top, name, start, end in feet:
        sheet.foot(name, top, start + end)
    sheet.meet("H", a + d, b + e)
    sheet.relations.append(["orthocentre", "H", a + b + c])
    sheet.draw(a + d, b + e, c + f, dashed=rng.random() < 0.4)
    for top, name, _, end in feet:
        sheet.right_angle(top, name, end)
    sheet.name(a + b + c + d + e + f + "H")


def _cross_below_parallel(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d, e, f = letters
    share = rng.choice([0.4, 0.5, 0.6])
    sheet.along(d, a + b, share)
    sheet.along(e, a + c, share)
    sheet.meet(f, b + e, c + d)
    sheet.relations.append(["parallel", d + e, b + c])
    sheet.draw(d + e, b + e, c + d)
    if rng.random() < 0.5:
        sheet.shade(f + b + c, rng.choice(["0.8", "0.85"]))
    sheet.name(a + b + c + d + e + f)


def _right_with_altitude(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d, e = letters[:5]
    sheet.foot(d, a, b + c)
    sheet.midpoint(e, b + c)
    sheet.draw(a + d)
    sheet.draw(a + e, dashed=True)
    sheet.right_angle(b, a, c)
    sheet.right_angle(a, d, b)
    sheet.equal(b + e, e + c)
    sheet.name(a + b + c + d + e)


def _incircle(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d, e, f = letters
    first, second = [name for name in "GHJL" if name not in letters][:2]
    sheet.bisector(first, b, a, c)
    sheet.bisector(second, a, b, c)
    sheet.meet("I", a + first, b + second)
    sheet.counts["points"] -= 2  # the feet of the bisectors only lead to I
    sheet.relations.append(["incentre", "I", a + b + c])
    for name, pair in ((d, b + c), (e, c + a), (f, a + b)):
        sheet.foot(name, "I", pair)
    sheet.number("r", f"np.linalg.norm(I - {d})")
    sheet.circle("I", abs(sheet.points["I"] - sheet.points[d]))
    sheet.dots("I", 3)
    sheet.relations += [["on_circle", name, "I"] for name in (d, e, f)]
    sheet.draw(a + "I", b + "I", c + "I", dashed=rng.random() < 0.5)
    sheet.draw("I" + d, "I" + e, "I" + f, dashed=rng.random() < 0.7)
    sheet.right_angle("I", d, c)
    sheet.right_angle("I", e, a)
    sheet.right_angle("I", f, b)
    sheet.name(a + b + c + d + e + f + "I")


def _euler_line(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d, e, f = letters
    sheet.foot(d, a, b + c)
    sheet.foot(e, b, c + a)
    sheet.meet("H", a + d, b + e)
    za, zb, zc, zh = sheet.at(a + b + c + "H")
    sheet.need("circumcentre")
    sheet.computed("O", (za + zb + zc - zh) / 2, f"circumcentre({a}, {b}, {c})", ["circumcentre", "O", a + b + c])
    sheet.midpoint(f, b + c)
    sheet.computed(
        "G",
        (za + zb + zc) / 3,
        f"({a} + {b} + {c}) / 3",
        ["centroid", "G", a + b + c],
        ["on_line", "G", "OH"],
    )
    sheet.relations.append(["orthocentre", "H", a + b + c])
    sheet.number("r", f"np.linalg.norm({a} - O)")
    sheet.circle("O", abs(za - sheet.points["O"]))
    sheet.draw(a + d, b + e)
    sheet.draw(a + f, "O" + f, dashed=True)
    sheet.draw("OH")
    sheet.right_angle(a, d, c)
    sheet.right_angle(b, e, a)
    sheet.dots("OGH", rng.choice([3, 4]))
    sheet.name(a + b + c + d + e + f + "OGH")


def _nine_point_circle(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d, e, f = letters
    feet = [(a, d, b, c), (b, e, c, a), (c, f, a, b)]
    for top, name, start, end in feet:
        sheet.foot(name, top, start + end)
    middles = "JLO" if "K" in letters else "JKL"
    for name, (_, _, start, end) in zip(middles, feet, strict=True):
        sheet.midpoint(name, start + end)
    za, zb, zc = sheet.at(middles)
    turn = (zc - za) / (zb - za)
    centre = za + (zb - za) * (abs(turn) ** 2 - turn) / (turn.conjugate() - turn)
    sheet.need("circumcentre")
    on_it = [["on_circle", name, "I"] for name in (d, e, f, *middles)]
    sheet.computed("I", centre, f"circumcentre({', '.join(middles)})", *on_it)
    sheet.number("r", f"np.linalg.norm({middles[0]} - I)")
    sheet.circle("I", abs(za - centre))
    sheet.draw(a + d, b + e, c + f, dashed=rng.random() < 0.5)
    for top, name, _, end in feet:
        sheet.right_angle(top, name, end)
    sheet.dots(d + e + f + middles, rng.choice([3, 4]))
    sheet.name(a + b + c + d + e + f + middles)


def _concurrent_cevians(sheet: Sheet, rng: Random, letters: list[str]) -> None:
    a, b, c, d, e, f = letters
    first, second = rng.choice([0.4, 0.45, 0.6]), rng.choice([0.35, 0.4, 0.55])
    sheet.along(d, b + c, first)
    sheet.along(e, c + a, second)
    sheet.meet("O", a + d, b + e)
    sheet.meet(f, c + "O", a + b)
    sheet.draw(a + d, b + e, c + f, d + e + f + d)
    if rng.random() < 0.6:
        sheet.shade(d + e + f, rng.choice(["0.8", "0.85"]), rng.choice(["", "", "//"]))
    counted = [(a, "O", f), (f, "O", b), (b, "O", d), (d, "O", c), (c, "O", e), (e, "O", a)]
    if rng.random() < 0.5:
        for p, q, r in counted[:2]:
            sheet.angle(p, q, r, inches=0.2)
    sheet.name(a + b + c + d + e + f + "O")


_BUILDERS = {
    1: [_altitude, _median, _angle_bisector, _midline, _exterior_angle],
    2: [_three_medians, _three_altitudes, _cross_below_parallel, _right_with_altitude],
    3: [_incircle, _euler_line, _nine_point_circle, _concurrent_cevians],
}
