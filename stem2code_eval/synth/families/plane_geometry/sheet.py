"""A construction sheet: strokes, marks and labels, kept both as geometry and as the program that draws them."""

from itertools import pairwise
from random import Random

from stem2code_eval.synth.families.plane_geometry.construction import Construction
from stem2code_eval.synth.families.plane_geometry.layout import (
    Ink,
    Page,
    Placer,
    angle_at,
    arc,
    direction,
    page_for,
    polar,
    segment,
)
from stem2code_eval.synth.families.plane_geometry.source import (
    HELPERS,
    LABEL_HELPER,
    SEGMENT_HELPER,
    label_lines,
    stroke_lines,
)
from stem2code_eval.synth.family import Drawing, fill, literal


class Sheet(Construction):
    """A construction together with what is drawn of it; `drawing` writes the program and the facts."""

    def __init__(self, rng: Random, span: float, chinese: bool = False):
        """Choose the manner of writing.

        Args:
            rng: source of every choice.
            span: rough larger side of the ink in data units; marks are sized by it.
            chinese: whether Chinese labels may occur, so that a font for them is named.
        """
        super().__init__()
        self.labels: list[str] = []
        self._hand = rng.choice(["loop", "helper", "patch"])
        self._font = rng.choice([14, 15, 16])
        self._width = rng.choice([1.4, 1.5, 1.6, 1.8])
        self._mathfont = rng.choice(["cm", "cm", "stix", ""])
        self._whole = rng.random() < 0.6
        self._ending = rng.choice(["plt.show()", 'fig.savefig("figure.png")', 'fig.savefig("figure.png", dpi=150)'])
        self._longest = rng.choice([3.6, 4.0, 4.4, 4.8])
        self._chinese = chinese
        self.unit = self._longest / span
        self._ink: Ink = []
        self._paths: list[tuple[str, bool]] = []
        self._before: list[str] = []
        self._shapes: list[str] = []
        self._marks: list[str] = []
        self._named: list[tuple[str, float | None]] = []
        self._blocks: list[tuple[complex, str]] = []
        self._sides: list[tuple[str, str]] = []
        self._tags: list[tuple[str, str, float | None]] = []
        self._captions: list[str] = []

    def inches(self, length: float) -> float:
        """Return `length` inches in data units, rounded to 2 decimals."""
        return round(length / self.unit, 2)

    def draw(self, *paths: str, dashed: bool = False) -> None:
        """Draw broken lines through points; a closed one repeats its first letter."""
        for letters in paths:
            self._paths.append((letters, dashed))
            self.counts["segments"] += len(letters) - 1
            for a, b in pairwise(letters):
                self._ink += segment(self.points[a], self.points[b])

    def shade(self, letters: str, colour: str = "0.8", hatch: str = "") -> None:
        """Fill the polygon through these points."""
        look = f'fill=False, hatch="{hatch}", lw=0' if hatch else f'fc="{colour}", ec="none"'
        self._before.append(f"ax.add_patch(plt.Polygon([{', '.join(letters)}], {look}))")
        self.counts["shaded_regions"] += 1

    def circle(self, centre: str, radius: float, source: str = "r", dashed: bool = False) -> None:
        """Draw the circle about the point `centre`; `source` computes its radius."""
        style = ', ls="--", lw=1' if dashed else f", lw={self._width:g}"
        self._shapes.append(f"ax.add_patch(plt.Circle({centre}, {source}, fill=False{style}))")
        self.counts["circles"] += 1
        self._ink += arc(self.points[centre], radius)

    def dots(self, names: str, size: int = 4) -> None:
        """Draw dots at points."""
        listed = ", ".join(names)
        self._marks.append(
            f'ax.plot(*np.transpose([{listed}]), "ko", ms={size})'
            if len(names) > 1
            else f'ax.plot(*{names}, "ko", ms={size})'
        )
        self.counts["dots"] += len(names)

    def right_angle(self, p: str, q: str, r: str) -> None:
        """Mark the right angle pqr with a small square."""
        self.helpers.add("right_angle")
        self._marks.append(f"right_angle({p}, {q}, {r})")
        self.counts["right_angles"] += 1
        self.relations.append(["perpendicular", q + p, q + r])
        a, b, c = self.at(p + q + r)
        size = self.inches(0.13)
        u, v = size * (a - b) / abs(a - b), size * (c - b) / abs(c - b)
        self._ink += segment(b + u, b + u + v) + segment(b + u + v, b + v)

    def angle(self, p: str, q: str, r: str, text: str = "", inches: float = 0.28) -> None:
        """Mark the angle pqr (either way round) with an arc `inches` in radius and an optional text."""
        self.helpers.add("angle")
        a, b, c = self.at(p + q + r)
        if ((c - b) / (a - b)).imag < 0:
            p, r, a, c = r, p, c, a
        size, opening = self.inches(inches), angle_at(a, b, c)
        start = direction(b, a)
        self._ink += arc(b, size, start, start + opening)
        self.counts["angle_arcs"] += 1
        if not text:
            self._marks.append(f"angle({p}, {q}, {r}, {literal(size)})")
            return
        room = 0.17 if len(text) < 4 else 0.25
        half_sine = max(0.2, abs(polar(1, opening / 2).imag))
        away = self.inches(max(inches + room, (room - 0.03) / half_sine))
        self._marks.append(f"angle({p}, {q}, {r}, {literal(size)}, {literal(text)}, {literal(away)})")
        self.labels.append(text)
        self._blocks.append((b + polar(away, start + opening / 2), text))

    def equal(self, *pairs: str, count: int = 1) -> None:
        """Mark segments of the same length with `count` ticks each."""
        self.helpers.add("ticks")
        extra = f", {count}" if count > 1 else ""
        if len(pairs) > 2:
            listed = ", ".join(f"({pair[0]}, {pair[1]})" for pair in pairs)
            self._marks += [f"for start, end in [{listed}]:", f"    ticks(start, end{extra})"]
        else:
            self._marks += [f"ticks({pair[0]}, {pair[1]}{extra})" for pair in pairs]
        self.counts["equal_ticks"] += count * len(pairs)
        self.relations += [["equal", pairs[0], other] for other in pairs[1:]]
        for pair in pairs:
            a, b = self.at(pair)
            across = (b - a) / abs(b - a) * 1j * self.inches(0.065)
            self._ink += segment((a + b) / 2 - across, (a + b) / 2 + across)

    def parallel_arrows(self, *pairs: str, share: float = 0.5) -> None:
        """Mark segments as parallel with arrowheads, `share` along each, and say so."""
        self.helpers.add("arrow_mark")
        where = "" if share == 0.5 else f", {literal(share)}"
        self._marks += [f"arrow_mark({pair[0]}, {pair[1]}{where})" for pair in pairs]
        self.counts["parallel_arrows"] += len(pairs)
        self.relations += [["parallel", pairs[0], other] for other in pairs[1:]]

    def name(self, names: str, towards: float | None = None) -> None:
        """Letter these points; `towards` hints at a direction in degrees."""
        self._named += [(letter, towards) for letter in names]

    def side(self, pair: str, text: str) -> None:
        """Write `text` beside the middle of a segment."""
        self._sides.append((pair, text))

    def tag(self, name: str, text: str, towards: float | None = None) -> None:
        """Write `text` near a point; `towards` hints at a direction in degrees."""
        self._tags.append((name, text, towards))

    def caption(self, text: str) -> None:
        """Write `text` below the figure."""
        self._whole = True
        self._captions.append(text)

    def drawing(self) -> Drawing:
        """Return the program and the facts."""
        page = page_for(self._ink, self._longest, self._whole, margin=0.85 if self._captions else 0.45)
        placer = Placer(page, self._font, self._ink)
        for centre, text in self._blocks:
            placer.block(centre, text)
        named = [
            (letter, placer.near(self.points[letter], letter, towards) - self.points[letter])
            for letter, towards in self._named
        ]
        letters = label_lines(
            self._hand, [(n, round(d.real, 2) + 0.0, round(d.imag, 2) + 0.0) for n, d in named], self._font, page.unit
        )
        self.labels += [f"${letter}$" for letter, _ in self._named]
        for pair, text in self._sides:
            start, end = self.at(pair)
            letters.append(self._text(placer.beside(start, end, text), text))
        for name, text, towards in self._tags:
            letters.append(self._text(placer.near(self.points[name], text, towards), text))
        for text in self._captions:
            letters.append(f'fig.text(0.5, 0.03, {literal(text)}, fontsize={self._font}, ha="center", va="bottom")')
            self.labels.append(text)
        facts = {
            "labels": self.labels,
            "counts": dict(sorted(self.counts.items())),
            "values": self.values,
            "relations": self.relations,
        }
        return Drawing(self._program(page, letters), facts)

    def _text(self, spot: complex, text: str) -> str:
        self.labels.append(text)
        where = f"{literal(spot.real)}, {literal(spot.imag)}, {literal(text)}"
        return f'ax.text({where}, fontsize={self._font - 2}, ha="center", va="center")'

    def _program(self, page: Page, letters: list[str]) -> str:
        """Return the program: imports, figure, helper functions, points, strokes, marks, labels, frame."""
        head = ["import matplotlib.pyplot as plt", "import numpy as np"]
        head += ["from matplotlib.patches import Arc"] if "angle" in self.helpers else []
        frame = [
            f"ax.set_xlim({page.xlim[0]:g}, {page.xlim[1]:g})",
            f"ax.set_ylim({page.ylim[0]:g}, {page.ylim[1]:g})",
            'ax.set_aspect("equal")',
            'ax.axis("off")',
        ]
        strokes = self._before + stroke_lines(self._hand, self._paths, self._width) + self._shapes
        parts = [head, self._setup(page), self._functions(), self.construction, strokes, self._marks]
        parts += [letters, frame, [self._ending]]
        return "\n\n".join("\n".join(part) for part in parts if part) + "\n"

    def _setup(self, page: Page) -> list[str]:
        lines = ['plt.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "DejaVu Sans"]'] if self._chinese else []
        lines += [f'plt.rcParams["mathtext.fontset"] = "{self._mathfont}"'] if self._mathfont else []
        size = f"figsize=({page.width:g}, {page.height:g})"
        if self._whole:
            return [*lines, f"fig = plt.figure({size})", "ax = fig.add_axes([0, 0, 1, 1])"]
        return [*lines, f"fig, ax = plt.subplots({size})"]

    def _functions(self) -> list[str]:
        texts = [text for name, text in HELPERS.items() if name in self.helpers]
        if self._hand == "helper":
            texts += [SEGMENT_HELPER] if self._paths else []
            texts += [LABEL_HELPER] if self._named else []
        sizes = {"size": self.inches(0.13), "small": self._font - 2, "font": self._font, "width": self._width}
        functions = "\n\n\n".join(fill(text, **sizes).strip("\n") for text in texts)
        return ["", functions, ""] if texts else []
