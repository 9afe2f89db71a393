"""Where things go on the page: the size of the figure, and labels clear of strokes and of each other.

Points are complex numbers, x + yj, in data units; an "ink" is a list of points sampled along the strokes.
"""

import cmath
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Ink = list[complex]

_SUBPLOT_SHARE = (0.775, 0.77)
_GRAIN = 0.04  # inches; ink nearer together than this is thinned out
_NAMES = re.compile(r"\\(?:frac|sqrt|mathrm|mathbf|mathit|overrightarrow|vec|left|right)")
_COMMAND = re.compile(r"\\[A-Za-z]+ ?|\\.")
_CJK_FROM = 0x2E80


def segment(start: complex, end: complex, step: float = 0.1) -> Ink:
    """Return points along a straight stroke, `step` data units apart or closer, both ends among them."""
    pieces = max(1, math.ceil(abs(end - start) / step))
    return [start + (end - start) * i / pieces for i in range(pieces + 1)]


def polyline(corners: Sequence[complex], step: float = 0.1) -> Ink:
    """Return points along a broken line through `corners`."""
    return [z for a, b in pairwise(corners) for z in segment(a, b, step)]


def arc(centre: complex, radius: float, start: float = 0, end: float = 360, step: float = 0.1) -> Ink:
    """Return points along an arc from angle `start` to `end`, in degrees, anticlockwise."""
    pieces = max(8, math.ceil(math.radians(abs(end - start)) * radius / step))
    return [centre + polar(radius, start + (end - start) * i / pieces) for i in range(pieces + 1)]


def polar(radius: float, degrees: float) -> complex:
    """Return the point at `radius` from the origin in the direction `degrees`."""
    return cmath.rect(radius, math.radians(degrees))


def direction(start: complex, end: complex) -> float:
    """Return the direction from `start` to `end` in degrees, in (-180, 180]."""
    return math.degrees(cmath.phase(end - start))


def angle_at(p: complex, q: complex, r: complex) -> float:
    """Return the angle pqr at q in degrees, in [0, 180]."""
    return abs(math.degrees(cmath.phase((p - q) / (r - q))))


def text_size(text: str, font_size: float) -> tuple[float, float]:
    """Return a rough width and height of `text` in inches, set at `font_size` points."""
    height = font_size / 72 * (1.75 if r"\frac" in text else 1.0)
    plain = _COMMAND.sub("x", _NAMES.sub("", text))
    plain = re.sub(r"[$^_{}]", "", plain)
    narrow, wide = " .,()|'", "=+-" if "$" in text else ""
    ems = sum(1.0 if ord(c) >= _CJK_FROM or c in wide else 0.3 if c in narrow else 0.62 for c in plain)
    return ems * font_size / 72, height


@dataclass(frozen=True, slots=True)
class Page:
    """The size of a figure and the limits of its one pair of axes, which have equal units.

    Attributes:
        width: inches.
        height: inches.
        xlim: limits of the axes.
        ylim: limits of the axes.
        unit: inches to a data unit.
        whole: the axes fill the figure; otherwise they keep matplotlib's default margins.
    """

    width: float
    height: float
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    unit: float
    whole: bool


def page_for(ink: Iterable[complex], longest: float, whole: bool, margin: float = 0.45) -> Page:
    """Return a page whose ink spans `longest` inches in its larger direction.

    Args:
        ink: points of every stroke.
        longest: inches; the page is kept between 3 and 7 inches a side.
        whole: whether the axes fill the figure.
        margin: inches left free around the ink, for labels.
    """
    points = list(ink)
    xs, ys = [z.real for z in points], [z.imag for z in points]
    spans = (max(xs) - min(xs), max(ys) - min(ys))
    unit = longest / max(spans)
    shares = (1.0, 1.0) if whole else _SUBPLOT_SHARE
    pad = margin if whole else 0.1
    wanted = [(span * unit + 2 * pad) / share for span, share in zip(spans, shares, strict=True)]
    sides = [min(7.0, max(3.0, math.ceil(round(side * 5, 6)) / 5)) for side in wanted]
    inner = [side * share for side, share in zip(sides, shares, strict=True)]
    unit = min((room - 2 * pad) / span for room, span in zip(inner, spans, strict=True) if span > 0)
    limits = []
    for values, room in zip((xs, ys), inner, strict=True):
        middle, half = (min(values) + max(values)) / 2, room / unit / 2
        limits.append((round(middle - half, 2), round(middle + half, 2)))
    return Page(sides[0], sides[1], limits[0], limits[1], unit, whole)


class Placer:
    """Finds places for labels, one after another, each clear of the ink and of the labels before it."""

    def __init__(self, page: Page, font_size: float, ink: Iterable[complex]):
        self._unit = page.unit
        self._font_size = font_size
        inches = [z * page.unit for z in ink]
        self._ink = list({(round(z.real / _GRAIN), round(z.imag / _GRAIN)): z for z in inches}.values())
        self._middle = complex(sum(page.xlim) / 2, sum(page.ylim) / 2) * page.unit
        self._room = (page.width / 2 - 0.08, page.height / 2 - 0.08)
        self._boxes: list[tuple[complex, float, float]] = []

    def block(self, centre: complex, text: str) -> None:
        """Keep the place of a text that is put by other means, its centre at `centre`."""
        self._boxes.append((centre * self._unit, *self._half(text)))

    def near(
        self,
        anchor: complex,
        text: str,
        towards: float | None = None,
        gaps: Sequence[float] = (0.07, 0.12, 0.18),
    ) -> complex:
        """Return a centre for `text` near `anchor`, in data units, rounded to 2 decimals.

        Args:
            anchor: the point that the label names.
            text: what will be drawn.
            towards: a direction in degrees to stay within 75 degrees of.
            gaps: distances to try between the anchor and the label's box, in inches.
        """
        return self.near_any([anchor], text, towards, gaps)

    def near_any(
        self,
        anchors: Sequence[complex],
        text: str,
        towards: float | None = None,
        gaps: Sequence[float] = (0.05, 0.1),
    ) -> complex:
        """Return a centre for `text` near whichever of `anchors` leaves it clearest; earlier ones win ties."""
        half = self._half(text)
        options = [self._around(anchor * self._unit, half, towards, gaps) for anchor in anchors]
        best = max(range(len(options)), key=lambda k: (options[k][0] - 0.015 * k, -k))
        return self._settle(options[best][1], half)

    def inside(self, spots: Sequence[complex], text: str) -> complex:
        """Return the one of `spots`, in data units, where a text centred on it is clearest."""
        half = self._half(text)
        scores = [self._clearance(z * self._unit, half, self._ink) - 0.002 * k for k, z in enumerate(spots)]
        return self._settle(spots[scores.index(max(scores))] * self._unit, half)

    def _around(
        self, spot: complex, half: tuple[float, float], towards: float | None, gaps: Sequence[float]
    ) -> tuple[float, complex]:
        reach = max(gaps) + 2 * math.hypot(*half) + 0.12
        ink = [z for z in self._ink if abs(z - spot) < reach]
        best, best_score = spot, -math.inf
        for turn in range(24):
            degrees = turn * 15.0
            if towards is not None and abs((degrees - towards + 180) % 360 - 180) > 75:
                continue
            for gap in gaps:
                centre = spot + self._away(degrees, gap, half)
                bonus = 0.01 * abs(centre - self._middle) - 0.25 * gap
                score = round(self._clearance(centre, half, ink, best_score - bonus) + bonus, 5)
                if score > best_score:
                    best, best_score = centre, score
        return best_score, best

    def _settle(self, centre: complex, half: tuple[float, float]) -> complex:
        self._boxes.append((centre, *half))
        return complex(round(centre.real / self._unit, 2), round(centre.imag / self._unit, 2))

    def beside(self, start: complex, end: complex, text: str) -> complex:
        """Return a centre for the label of a stroke from `start` to `end`: the clearer side of its middle."""
        sideways = direction(start, end) + 90
        half = self._half(text)
        best, best_score = start, -math.inf
        ink = [z for z in self._ink if abs(z - (start + end) / 2 * self._unit) < abs(end - start) * self._unit + 1]
        for share in (0.5, 0.42, 0.58):
            for turn in (0.0, 180.0):
                for gap in (0.05, 0.09):
                    middle = (start + (end - start) * share) * self._unit
                    centre = middle + self._away(sideways + turn, gap, half)
                    off_middle = abs(share - 0.5)
                    outward = 0.02 * abs(centre - self._middle)
                    score = round(self._clearance(centre, half, ink) - 0.25 * gap - 0.1 * off_middle + outward, 5)
                    if score > best_score:
                        best, best_score = centre, score
        return self._settle(best, half)

    def _half(self, text: str) -> tuple[float, float]:
        width, height = text_size(text, self._font_size)
        return width / 2, height / 2

    @staticmethod
    def _away(degrees: float, gap: float, half: tuple[float, float]) -> complex:
        heading = polar(1, degrees)
        along = [
            side / abs(part) for side, part in zip(half, (heading.real, heading.imag), strict=True) if abs(part) > 1e-9
        ]
        return heading * (gap + min(min(along), math.hypot(*half)))

    def _clearance(self, centre: complex, half: tuple[float, float], ink: Ink, enough: float = -math.inf) -> float:
        """Return the distance in inches from a box to what is nearest, at most 0.09, negative where they overlap.

        Any value below `enough` may come back in place of a smaller one, to save time.
        """
        nearest = 0.09
        off = centre - self._middle
        for room, where, side in zip(self._room, (off.real, off.imag), half, strict=True):
            nearest = min(nearest, room - abs(where) - side)
        for other, width, height in self._boxes:
            dx = abs(other.real - centre.real) - half[0] - width
            dy = abs(other.imag - centre.imag) - half[1] - height
            nearest = min(nearest, max(dx, dy))
        for z in ink:
            if nearest < enough - 1e-4:
                break
            dx, dy = abs(z.real - centre.real) - half[0], abs(z.imag - centre.imag) - half[1]
            if dx < nearest and dy < nearest:
                nearest = min(nearest, math.hypot(max(dx, 0), max(dy, 0)) if dx > 0 or dy > 0 else max(dx, dy))
        return nearest
