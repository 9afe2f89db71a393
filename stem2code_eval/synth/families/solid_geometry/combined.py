"""Solids of revolution set on one another, with cavities and inscribed solids, drawn as in a geometry text."""

from dataclasses import dataclass
from random import Random

from stem2code_eval.synth.families.solid_geometry.roofs import roofed_box
from stem2code_eval.synth.families.solid_geometry.strokes import FINISHES, FONTSETS
from stem2code_eval.synth.families.solid_geometry.text import tidy
from stem2code_eval.synth.family import Drawing, Facts, family, fill

_TEMPLATE = """
import matplotlib.pyplot as plt
import numpy as np
«fontset!code»
flat = «flat»  # height of the ellipses to their width
style = {"color": "black", "lw": «lw»}

fig, ax = plt.subplots(figsize=«size»)


def ring(y, r, start, end, ls="-"):
    \"\"\"Part of a horizontal circle of radius r at height y, seen a little from above.\"\"\"
    t = np.radians(np.linspace(start, end, 100))
    ax.plot(r * np.cos(t), y + flat * r * np.sin(t), ls=ls, **style)

«helpers!code»
«calls!code»
«inside!code»«measures!code»
ax.set_aspect("equal")
ax.axis("off")
ax.set_xlim(«low_x», «high_x»)
ax.set_ylim(«low_y», «high_y»)
«finish!code»
"""
_HELPERS = {
    "frustum": '''
def frustum(y, r1, h, r2):
    """Truncated cone on y: radius r1 below, r2 above. What lies behind it is painted over."""
    t = np.radians(np.linspace(0, 180, 100))
    x = np.concatenate([r1 * np.cos(-t), r2 * np.cos(t[::-1])])
    z = np.concatenate([y + flat * r1 * np.sin(-t), y + h + flat * r2 * np.sin(t[::-1])])
    ax.fill(x, z, color="white", zorder=2)
    ring(y, r1, 180, 360)
    ring(y, r1, 0, 180, "--")
    ring(y + h, r2, 0, 360)
    for side in (-1, 1):
        ax.plot([side * r1, side * r2], [y, y + h], **style)
''',
    "cylinder": '''
def cylinder(y, r, h):
    """Cylinder of radius r and height h standing on y. What lies behind it is painted over."""
    t = np.radians(np.linspace(0, 180, 100))
    x = np.concatenate([r * np.cos(-t), r * np.cos(t[::-1])])
    z = np.concatenate([y + flat * r * np.sin(-t), y + h + flat * r * np.sin(t[::-1])])
    ax.fill(x, z, color="white", zorder=2)
    ring(y, r, 180, 360)
    ring(y, r, 0, 180, "--")
    ring(y + h, r, 0, 360)
    for side in (-r, r):
        ax.plot([side, side], [y, y + h], **style)
''',
    "cone": '''
def cone(y, r, h):
    """Cone with its base on y and its apex h higher."""
    t = np.radians(np.linspace(180, 360, 100))
    x, z = r * np.cos(t), y + flat * r * np.sin(t)
    ax.fill(np.append(x, 0), np.append(z, y + h), color="white", zorder=2)
    ring(y, r, 180, 360)
    ring(y, r, 0, 180, "--")
    ax.plot([-r, 0, r], [y, y + h, y], **style)
''',
    "hanging_cone": '''
def hanging_cone(y, r, h):
    """Cone upside down: its base on y, its apex h lower."""
    ax.plot([-r, 0, r], [y, y - h, y], **style)
    ring(y, r, 0, 360)
''',
    "dome": '''
def dome(y, r):
    """Upper half of a ball whose middle is at height y."""
    t = np.radians(np.linspace(0, 180, 100))
    front = np.radians(np.linspace(180, 360, 100))
    x = np.concatenate([r * np.cos(t), r * np.cos(front)])
    z = np.concatenate([y + r * np.sin(t), y + flat * r * np.sin(front)])
    ax.fill(x, z, color="white", zorder=2)
    ax.plot(r * np.cos(t), y + r * np.sin(t), **style)
    ring(y, r, 180, 360)
    ring(y, r, 0, 180, "--")
''',
    "bowl": '''
def bowl(y, r):
    """Lower half of a ball whose middle is at height y."""
    t = np.radians(np.linspace(180, 360, 100))
    ax.plot(r * np.cos(t), y + r * np.sin(t), **style)
    ring(y, r, 0, 360)
''',
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One solid of revolution: kind, bottom radius, height, top radius (0 for an apex)."""

    kind: str
    radius: float
    height: float
    top: float

    def call(self, y: float) -> str:
        """Return the line that draws the part standing on `y`."""
        arguments = {
            "cylinder": f"{y:g}, {self.radius:g}, {self.height:g}",
            "frustum": f"{y:g}, {self.radius:g}, {self.height:g}, {self.top:g}",
            "cone": f"{y:g}, {self.radius:g}, {self.height:g}",
            "dome": f"{y:g}, {self.radius:g}",
            "hanging_cone": f"{y + self.height:g}, {self.top:g}, {self.height:g}",
            "bowl": f"{y + self.height:g}, {self.top:g}",
        }
        return f"{self.kind}({arguments[self.kind]})"


_MEASURE = """
def measure(x, y1, y2, text):
    \"\"\"Vertical double arrow with short end lines and its text to the right.\"\"\"
    arrow = {"arrowstyle": "<->", "lw": 0.9, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", xy=(x, y1), xytext=(x, y2), arrowprops=arrow, annotation_clip=False)
    for y in (y1, y2):
        ax.plot([x - 0.12, x + 0.12], [y, y], color="black", lw=0.9)
    ax.text(x + 0.18, (y1 + y2) / 2, text, fontsize=14, ha="left", va="center")


"""
_INSIDE = {
    "cone cavity": """
# A cone bored out from the top: its apex is the middle of the bottom.
ax.plot([-«r», 0, «r»], [«top», «bottom», «top»], "k--", lw=1.2)
""",
    "cylinder cavity": """
# A thinner cylinder bored out from the top.
for side in (-1, 1):
    ax.plot([side * «r», side * «r»], [«bottom», «top»], "k--", lw=1.2)
ring(«top», «r», 0, 360)
ring(«bottom», «r», 0, 360, "--")
""",
    "ball": """
# A ball that touches the top, the bottom and the side.
t = np.radians(np.linspace(0, 360, 200))
ax.plot(«r» * np.cos(t), «bottom» + «r» + «r» * np.sin(t), "k--", lw=1.2)
ring(«bottom» + «r», «r», 180, 360, "--")
""",
}


@family("solid_geometry")
def combined_solids(rng: Random, level: int) -> Drawing:
    """Cylinders, cones, frusta and half balls set on one another, with cavities and measures from level 2."""
    if level < 3 and rng.random() < 0.35:
        return roofed_box(rng, level)
    parts = _stack(rng, level)
    feet = [sum(p.height for p in parts[:i]) for i in range(len(parts) + 1)]
    calls = [part.call(y) for part, y in zip(parts, feet, strict=False)]
    widest = max(max(p.radius, p.top) for p in parts)
    flat = rng.choice([0.25, 0.28, 0.3])
    inside, inside_kind = _inside(rng, parts, feet, level)
    measures, texts = _measures(rng, parts, feet, widest, level)
    names = [name for name in _HELPERS if any(part.kind == name for part in parts)]
    helpers = "\n".join(_HELPERS[name] for name in names)
    high_x = widest + (1.4 if level > 1 else 0.2)
    low_y, high_y = -flat * parts[0].radius - 0.2, feet[-1] + flat * parts[-1].top + 0.6
    unit = min(5.1 / (high_y - low_y), 5 / (high_x + widest), 1.3)
    program = fill(
        _TEMPLATE,
        fontset=rng.choice(FONTSETS),
        flat=flat,
        lw=rng.choice([1.4, 1.6, 1.8]),
        size=(max(3.2, round((widest + 0.2 + high_x) * unit / 0.775, 1)), round((high_y - low_y) * unit / 0.77, 1)),
        helpers=helpers + ("\n" + _MEASURE.rstrip("\n") + "\n" if measures else ""),
        calls="\n".join(calls),
        inside=inside,
        measures=measures,
        low_x=-widest - 0.2,
        high_x=high_x,
        low_y=low_y,
        high_y=high_y,
        finish=rng.choice(FINISHES),
    )
    facts: Facts = {
        "labels": texts,
        "counts": {"parts": len(parts), "measures": len(texts)},
        "values": {
            "parts": [[p.kind, p.radius, p.height, p.top] for p in parts],
            "inside": inside_kind,
            "height": feet[-1],
        },
        "relations": [["on", i + 1, i] for i in range(len(parts) - 1)],
    }
    return Drawing(tidy(program), facts)


def _stack(rng: Random, level: int) -> list[_Part]:
    """Choose the parts from the bottom up; each stands in the middle of the one below."""
    r = rng.choice([1.2, 1.5, 1.8])
    if level == 1 and rng.random() < 0.35:
        foot = rng.choice([_Part("bowl", 0, r, r), _Part("hanging_cone", 0, rng.choice([2, 2.5, 3]), r)])
        upper = rng.choice([_Part("dome", r, r, 0), _Part("cone", r, rng.choice([2, 2.5]), 0)])
        return [foot, upper] if foot.kind != "bowl" or upper.kind != "dome" else [foot, _Part("cone", r, 2.5, 0)]
    parts = [_column(rng, r)]
    if level == 3 and rng.random() < 0.5:
        parts = [_Part("bowl", 0, r, r), _Part("cylinder", r, rng.choice([1.5, 2]), r)]
    while len(parts) < level:
        below = parts[-1].top
        parts.append(_column(rng, _narrower(rng, below)))
    below = parts[-1].top
    top = _narrower(rng, below)
    parts.append(rng.choice([_Part("cone", top, rng.choice([1.5, 2, 2.5]), 0), _Part("dome", top, top, 0)]))
    if level == 3 and rng.random() < 0.5:
        parts = parts[:-1]
    return parts


def _narrower(rng: Random, radius: float) -> float:
    """Return the same radius or, where that leaves enough, 0.6 of it."""
    return round(0.6 * radius, 1) if radius >= 1.2 and rng.random() < 0.45 else radius


def _column(rng: Random, r: float) -> _Part:
    height = rng.choice([1.2, 1.5, 2, 2.5])
    if rng.random() < 0.3:
        return _Part("frustum", r, height, round(0.7 * r, 1))
    return _Part("cylinder", r, height, r)


def _inside(rng: Random, parts: list[_Part], feet: list[float], level: int) -> tuple[str, str | None]:
    """Bore out, or put a ball into, the highest cylinder that lies open at level 3."""
    last = parts[-1]
    if level < 3 or last.kind != "cylinder" or last.radius < 1:
        return "", None
    kinds = ["cone cavity", "cylinder cavity"] + (["ball"] if last.height >= 2 * last.radius else [])
    kind = rng.choice(kinds)
    r = {"cone cavity": last.radius, "cylinder cavity": round(0.6 * last.radius, 2), "ball": last.height / 2}[kind]
    return fill(_INSIDE[kind], r=r, bottom=feet[-2], top=feet[-1]), kind


def _measures(rng: Random, parts: list[_Part], feet: list[float], widest: float, level: int) -> tuple[str, list[str]]:
    """Return the lines that measure the heights of the parts and one radius, and the texts they draw."""
    if level == 1:
        return "", []
    numbers = rng.random() < 0.5
    lines, texts = [], []
    for i, part in enumerate(parts):
        text = f"{part.height:g}" if numbers else ("$h$" if len(parts) == 1 else f"$h_{i + 1}$")
        texts.append(text)
        lines.append(f'measure({widest + 0.5:g}, {feet[i]:g}, {feet[i + 1]:g}, "{text}")')
    base = parts[0] if parts[0].radius else parts[1]
    y = feet[0] if parts[0].radius else feet[1]
    text = f"{base.radius:g}" if numbers else "$r$"
    texts.append(text)
    lines.append(f'ax.plot([0, {base.radius:g}], [{y:g}, {y:g}], "k--", lw=1)')
    lines.append(f'ax.plot(0, {y:g}, "ko", ms=3)')
    lines.append(f'ax.text({base.radius / 2:g}, {y + 0.04:g}, "{text}", fontsize=11, ha="center", va="bottom")')
    return "\n" + "\n".join(lines) + "\n", texts
