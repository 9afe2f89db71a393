"""A graph in a coordinate system, kept both as geometry and as the program that draws it."""

from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from stem2code_eval.synth.families.plane_geometry.layout import Page, Placer, arc, polyline
from stem2code_eval.synth.family import Drawing, literal

Span = tuple[float, float]

_SPINES = """
for side in ("left", "bottom"):
    ax.spines[side].set_position("zero")
for side in ("right", "top"):
    ax.spines[side].set_visible(False)
ax.plot(1, 0, ">k", transform=ax.get_yaxis_transform(), clip_on=False)
ax.plot(0, 1, "^k", transform=ax.get_xaxis_transform(), clip_on=False)
"""
_SHARES = (0.94, 0.94)


class Graph:
    """Collects the parts of a graph; `drawing` writes the program and the facts.

    Points are (x, y) in data units.
    """

    def __init__(self, rng: Random, x: Span, y: Span, equal: bool = True, chinese: bool = False):
        """Choose the size of the figure and the manner of writing.

        Args:
            rng: source of every choice.
            x: limits of the x axis.
            y: limits of the y axis.
            equal: whether both axes have the same unit; otherwise the figure is nearly square.
            chinese: whether Chinese labels may occur, so that a font for them is named.
        """
        x, y = (round(x[0], 2), round(x[1], 2)), (round(y[0], 2), round(y[1], 2))
        self.x, self.y = x, y
        self.counts: Counter[str] = Counter()
        self.values: dict[str, Any] = {}
        self.relations: list[Any] = []
        self.labels: list[str] = []
        self._rng = rng
        self._font = rng.choice([13, 14, 15])
        self._mathfont = rng.choice(["cm", "cm", "stix", ""])
        self._ending = rng.choice(["plt.show()", 'fig.savefig("figure.png")', 'plt.savefig("figure.png", dpi=150)'])
        self._hand = rng.choice(["loop", "helper", "direct"])
        self._style = rng.choice(["spines", "arrows", "arrows"])
        self._equal, self._chinese = equal, chinese
        longest = rng.choice([4.6, 5.0, 5.4])
        spans = (x[1] - x[0], y[1] - y[0])
        ratio = spans[1] / spans[0] if equal else rng.choice([0.75, 0.85])
        wide = longest / max(ratio, 1.0)
        self._size = tuple(min(7.0, max(3.0, round(side * 5) / 5)) for side in (wide, wide * ratio))
        inner = [side * share for side, share in zip(self._size, _SHARES, strict=True)]
        scale = [room / span for room, span in zip(inner, spans, strict=True)]
        self._scale = (min(scale), min(scale)) if equal else (scale[0], scale[1])
        self._ink: list[complex] = []
        self._body: list[str] = []
        self._axes: list[str] = []
        self._letters: list[tuple[float, float, str]] = []
        self._wishes: list[tuple[list[tuple[float, float]], str, float | None]] = []
        self._inner: list[tuple[list[tuple[float, float]], str]] = []
        self._placer_blocks: list[tuple[complex, str]] = []

    def inches_x(self, length: float) -> float:
        """Return `length` inches along x in data units, rounded to 2 decimals."""
        return round(length / self._scale[0], 2)

    def inches_y(self, length: float) -> float:
        """Return `length` inches along y in data units, rounded to 2 decimals."""
        return round(length / self._scale[1], 2)

    def axes(self, xticks: Sequence[int] = (), yticks: Sequence[int] = (), origin: str = "$O$") -> None:
        """Draw the two axes with arrowheads, letter them, and number some ticks."""
        (x0, x1), (y0, y1) = self.x, self.y
        self._trace(polyline([self._page(x0, 0), self._page(x1, 0)]))
        self._trace(polyline([self._page(0, y0), self._page(0, y1)]))
        if self._style == "spines":
            self._axes += _SPINES.strip("\n").splitlines()
            self._axes += [
                f"ax.set_xticks({literal(list(xticks))})",
                f"ax.set_yticks({literal(list(yticks))})",
            ]
            self.labels += [str(k).replace("-", "\N{MINUS SIGN}") for k in (*xticks, *yticks)]
        else:
            arrow = 'arrowprops={"arrowstyle": "-|>", "fc": "k", "lw": 1.2, "shrinkA": 0, "shrinkB": 0}'
            self._axes += [
                f'ax.annotate("", ({x1:g}, 0), ({x0:g}, 0), {arrow})',
                f'ax.annotate("", (0, {y1:g}), (0, {y0:g}), {arrow})',
            ]
            self._number("x", xticks)
            self._number("y", yticks)
        drop, left = self.inches_y(0.17), self.inches_x(0.19)
        self._placer_blocks += [(self._page(k, -drop), str(k)) for k in xticks]
        self._placer_blocks += [(self._page(-left, k), str(k)) for k in yticks]
        self.text(x1 - self.inches_x(0.1), -self.inches_y(0.2), "$x$")
        self.text(-self.inches_x(0.2), y1 - self.inches_y(0.12), "$y$")
        if origin:
            self._wishes.append(([(0.0, 0.0)], origin, 225.0))

    def _number(self, axis: str, ticks: Sequence[int]) -> None:
        if not ticks:
            return
        size = self._font - 3
        if axis == "x":
            half, drop = self.inches_y(0.05), self.inches_y(0.17)
            self._axes += [
                f"for k in {literal(list(ticks))}:",
                f'    ax.plot([k, k], [0, {half}], "k-", lw=1)',
                f'    ax.text(k, {-drop}, f"${{k}}$", fontsize={size}, ha="center", va="center")',
            ]
        else:
            half, left = self.inches_x(0.05), self.inches_x(0.19)
            self._axes += [
                f"for k in {literal(list(ticks))}:",
                f'    ax.plot([0, {half}], [k, k], "k-", lw=1)',
                f'    ax.text({-left}, k, f"${{k}}$", fontsize={size}, ha="center", va="center")',
            ]
        self.labels += [f"${k}$" for k in ticks]

    def code(self, source: str) -> None:
        """Add source lines to the body."""
        self._body += source.strip("\n").splitlines()

    def curve(self, f: Callable[[float], float], start: float, end: float, samples: int = 120) -> None:
        """Note the ink of y = f(x) between two abscissae; the source comes by `code`."""
        xs = [start + (end - start) * k / samples for k in range(samples + 1)]
        self.path([(x, f(x)) for x in xs])

    def path(self, points: Sequence[tuple[float, float]]) -> None:
        """Note the ink of a broken line; the source comes by `code`."""
        (x0, x1), (y0, y1) = self.x, self.y
        inside = [self._page(x, y) for x, y in points if x0 <= x <= x1 and y0 <= y <= y1]
        if len(inside) > 1:
            self._trace(polyline(inside))

    def round(self, x: float, y: float, radius: float) -> None:
        """Note the ink of a circle, where both axes have the same unit."""
        self._trace(arc(self._page(x, y), radius * self._scale[0]))

    def segments(
        self, *pairs: tuple[tuple[float, float], tuple[float, float]], style: str = "k--", width: float = 1.0
    ) -> None:
        """Draw straight strokes."""
        if len(pairs) > 2:
            listed = ", ".join(literal(pair) for pair in pairs)
            self._body += [
                f"for (x1, y1), (x2, y2) in [{listed}]:",
                f'    ax.plot([x1, x2], [y1, y2], "{style}", lw={width:g})',
            ]
        else:
            self._body += [
                f'ax.plot({literal([a[0], b[0]])}, {literal([a[1], b[1]])}, "{style}", lw={width:g})' for a, b in pairs
            ]
        for pair in pairs:
            self.path([_between(*pair, k / 20) for k in range(21)])
        self.counts["dashed_segments" if "--" in style else "segments"] += len(pairs)

    def dots(self, *points: tuple[float, float], hollow: bool = False) -> None:
        """Draw dots, filled or hollow."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        look = '"o", mfc="white", mec="k", ms=6, zorder=5' if hollow else '"ko", ms=5'
        self._body.append(f"ax.plot({literal(xs)}, {literal(ys)}, {look})")
        self.counts["open_dots" if hollow else "dots"] += len(points)
        for x, y in points:
            self._trace([self._page(x, y) + d for d in (0.03, -0.03, 0.03j, -0.03j)])

    def text(self, x: float, y: float, text: str) -> None:
        """Write a text, centred at a fixed place."""
        self._letters.append((round(x, 2) + 0.0, round(y, 2) + 0.0, text))
        self.labels.append(text)
        self._placer_blocks.append((self._page(x, y), text))

    def label(self, x: float, y: float, text: str, towards: float | None = None) -> None:
        """Write a text near a point, in a clear place, within 75 degrees of `towards` if given."""
        self._wishes.append(([(x, y)], text, towards))

    def label_along(self, anchors: Sequence[tuple[float, float]], text: str, towards: float | None = None) -> None:
        """Write a text near whichever of the points of a stroke leaves it clearest."""
        self._wishes.append((list(anchors), text, towards))

    def label_inside(self, spots: Sequence[tuple[float, float]], text: str) -> None:
        """Write a text centred on whichever of these places is clearest."""
        self._inner.append((list(spots), text))

    def drawing(self) -> Drawing:
        """Return the program and the facts."""
        page = Page(self._size[0], self._size[1], (0.0, self._size[0]), (0.0, self._size[1]), 1.0, True)
        placer = Placer(page, self._font, self._ink)
        for centre, text in self._placer_blocks:
            placer.block(centre, text)
        for anchors, text, towards in self._wishes:
            spot = placer.near_any([self._page(*p) for p in anchors], text, towards, gaps=(0.05, 0.1, 0.16, 0.24))
            self._put(spot, text)
        for spots, text in self._inner:
            self._put(placer.inside([self._page(*p) for p in spots], text), text)
        head = "import matplotlib.pyplot as plt\nimport numpy as np"
        settings = ['plt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "DejaVu Sans"]'] if self._chinese else []
        settings += [f'plt.rcParams["mathtext.fontset"] = "{self._mathfont}"'] if self._mathfont else []
        setup = [
            f"fig = plt.figure(figsize=({self._size[0]:g}, {self._size[1]:g}))",
            "ax = fig.add_axes([0.03, 0.03, 0.94, 0.94])",
            f"ax.set_xlim({self.x[0]:g}, {self.x[1]:g})",
            f"ax.set_ylim({self.y[0]:g}, {self.y[1]:g})",
        ]
        setup += ['ax.set_aspect("equal")'] if self._equal else []
        setup += ['ax.axis("off")'] if self._style != "spines" or not self._axes else []
        parts = [[head], settings, setup, self._axes, self._body, self._lettering(), [self._ending]]
        program = "\n\n".join("\n".join(part) for part in parts if part) + "\n"
        counts = {name: count for name, count in sorted(self.counts.items()) if count}
        facts = {"labels": self.labels, "counts": counts, "values": self.values, "relations": self.relations}
        return Drawing(program, facts)

    def _put(self, spot: complex, text: str) -> None:
        self._letters.append((round(self._from_x(spot), 2) + 0.0, round(self._from_y(spot), 2) + 0.0, text))
        self.labels.append(text)

    def _lettering(self) -> list[str]:
        """Return the source that writes every text: in a loop, by a helper function, or call by call."""
        look = f'fontsize={self._font}, ha="center", va="center")'
        rows = [f"{literal(x)}, {literal(y)}, {literal(text)}" for x, y, text in self._letters]
        if self._hand == "direct" or len(rows) < 4:
            return [f"ax.text({row}, {look}" for row in rows]
        if self._hand == "loop":
            listed = [f"    ({row})," for row in rows]
            return ["for x, y, text in [", *listed, "]:", f"    ax.text(x, y, text, {look}"]
        return [
            "",
            "def label(x, y, text):",
            f"    ax.text(x, y, text, {look}",
            "",
            "",
            *[f"label({row})" for row in rows],
        ]

    def _trace(self, points: Sequence[complex]) -> None:
        self._ink += points

    def _margins(self) -> tuple[float, float]:
        width, height = (self.x[1] - self.x[0]) * self._scale[0], (self.y[1] - self.y[0]) * self._scale[1]
        return (self._size[0] - width) / 2, (self._size[1] - height) / 2

    def _page(self, x: float, y: float) -> complex:
        left, low = self._margins()
        return complex(left + (x - self.x[0]) * self._scale[0], low + (y - self.y[0]) * self._scale[1])

    def _from_x(self, spot: complex) -> float:
        return self.x[0] + (spot.real - self._margins()[0]) / self._scale[0]

    def _from_y(self, spot: complex) -> float:
        return self.y[0] + (spot.imag - self._margins()[1]) / self._scale[1]


def _between(a: tuple[float, float], b: tuple[float, float], share: float) -> tuple[float, float]:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
