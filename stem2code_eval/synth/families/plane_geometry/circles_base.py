"""What circle figures share: the circle itself, directions round it, tangents from a point."""

import math
from random import Random

from stem2code_eval.synth.families.plane_geometry.layout import polar
from stem2code_eval.synth.families.plane_geometry.sheet import Sheet
from stem2code_eval.synth.family import literal

_TANGENT_SOURCE = "on_circle(O, r, {heading} {sign} np.degrees(np.arccos(r / {distance})))"


def circle_about_o(sheet: Sheet, radius: float) -> None:
    """Add the centre O and draw the circle of this radius, called r in the program."""
    sheet.free("O", 0j)
    sheet.number("r", literal(radius))
    sheet.values["r"] = radius
    sheet.circle("O", radius)


def spread(rng: Random, count: int, least: float, start: tuple[int, int] = (0, 360)) -> list[float]:
    """Return `count` directions in whole degrees, anticlockwise and at least `least` apart all the way round."""
    first = rng.randint(*start)
    for _ in range(300):
        steps = [rng.randint(int(least), 360 - int(least)) for _ in range(count - 1)]
        if sum(steps) <= 360 - least:
            return [float((first + sum(steps[:k])) % 360) for k in range(count)]
    return [float((first + 360 * k // count) % 360) for k in range(count)]


def tangent_points(sheet: Sheet, radius: float, distance: float, heading: float) -> None:
    """Add P at `distance` from O in the direction `heading`, and A and B, where its tangents touch."""
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
