"""Laboratory set-ups: a gas is made, washed or dried, and collected or absorbed."""

from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from stem2code_eval.synth.families.chemistry import vessels
from stem2code_eval.synth.families.textbook import CHINESE_FONT, IMPORTS, STIX, figure_block, program
from stem2code_eval.synth.family import Drawing, Facts, family, literal

_HIGH = 2.9

_ORDER = (
    ("line", vessels.LINE),
    ("liquid", vessels.LIQUID),
    ("stopper", vessels.STOPPER),
    ("tube", vessels.TUBE),
    ("conical_flask", vessels.CONICAL_FLASK),
    ("round_flask", vessels.ROUND_FLASK),
    ("test_tube", vessels.TEST_TUBE),
    ("lumps", vessels.LUMPS),
    ("thistle_funnel", vessels.FUNNEL),
    ("tap_funnel", vessels.TAP_FUNNEL),
    ("spirit_burner", vessels.BURNER),
    ("stand", vessels.STAND),
    ("tripod", vessels.TRIPOD),
    ("wash_bottle", vessels.WASH_BOTTLE),
    ("u_tube", vessels.DRYING_TUBE),
    ("trough", vessels.TROUGH),
    ("jar", vessels.JAR),
    ("beaker", vessels.BEAKER),
)
_NEEDS = {
    "line": {"line"},
    "conical_flask": {"liquid", "stopper"},
    "round_flask": {"liquid", "stopper"},
    "thistle_funnel": {"tube"},
    "tap_funnel": {"tube"},
    "spirit_burner": {"liquid"},
    "wash_bottle": {"liquid", "stopper"},
    "u_tube": {"stopper"},
    "trough": {"liquid"},
    "beaker": {"liquid"},
}


@dataclass
class _Bench:
    """Collects calls from left to right; `outlet` is the open end of the last tube."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    names: list[float] = field(default_factory=list)
    outlet: list[tuple[float, float]] = field(default_factory=list)
    right: float = 0.0

    def put(self, name: str, *values: object, **options: object) -> None:
        arguments = [literal(_tidy(v)) for v in values] + [f"{k}={literal(v)}" for k, v in options.items()]
        self.lines.append(f"{name}(ax, {', '.join(arguments)})")
        self.pieces.append(name)

    def connect(self, x: float, low: float) -> None:
        """Lead the open tube across at the common height and down at x."""
        last = self.outlet[-1]
        points = [*self.outlet]
        if last[1] != _HIGH:
            points.append((last[0], _HIGH))
        self.put("tube", *points, (x, _HIGH), (x, low))

    def blank(self) -> None:
        self.lines.append("")


def _tidy(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(round(v, 2) for v in value)
    return round(value, 2) if isinstance(value, float) else value


def _generator(bench: _Bench, rng: Random, kind: str) -> None:
    if kind == "flask":
        funnel = rng.choice(["thistle_funnel", "tap_funnel"])
        bench.put("conical_flask", 0, level=rng.choice([0.45, 0.55, 0.65, 0.75]))
        bench.put("lumps", 0)
        bench.put(funnel, -0.12, 0.25 if funnel == "thistle_funnel" else 1.5)
        bench.outlet = [(0.15, 1.8)]
        bench.names, bench.right = [0.0], 1.0
    elif kind == "heated_tube":
        bench.put("stand", -1.2, 0.75, 1.95)
        bench.put("test_tube", (1.25, 1.85), (-0.45, 2.35))
        bench.put("spirit_burner", -0.1)
        bench.outlet = [(1.05, 1.91), (1.75, 1.7), (1.75, _HIGH)]
        bench.names, bench.right = [0.2], 1.9
    else:
        bench.put("tripod", 0, 1.25)
        bench.put("round_flask", 0, 1.3, level=rng.choice([-0.1, 0.0, 0.1, 0.2]))
        bench.put("spirit_burner", 0)
        bench.outlet = [(0, 3.2), (0, 3.75), (0.9, 3.75), (0.9, _HIGH)]
        bench.names, bench.right = [0.0], 1.0


def _middle(bench: _Bench, rng: Random, kind: str) -> None:
    x = round(bench.right + rng.choice([1.3, 1.4, 1.5, 1.6]), 2)
    bench.blank()
    if kind == "wash_bottle":
        bench.put("wash_bottle", x, level=rng.choice([0.75, 0.85, 0.95, 1.05]))
        bench.connect(x - 0.15, 0.3)
        bench.outlet = [(x + 0.15, 1.75)]
        bench.right = x + 0.65
    else:
        bench.put("u_tube", x)
        bench.connect(x - 0.55, 1.9)
        bench.outlet = [(x + 0.55, 1.9)]
        bench.right = x + 0.75
    bench.names.append(x)


def _collector(bench: _Bench, rng: Random, kind: str) -> None:
    bench.blank()
    if kind == "trough":
        x = bench.right + rng.choice([1.7, 1.8, 1.9])
        bench.put("trough", x)
        last = bench.outlet[-1]
        points = bench.outlet + ([] if last[1] == _HIGH else [(last[0], _HIGH)])
        bench.put("tube", *points, (x - 0.7, _HIGH), (x - 0.7, 0.25), (x + 0.3, 0.25), (x + 0.3, 0.7))
        bench.right = x + 1.2
    elif kind == "jar":
        x = bench.right + rng.choice([1.2, 1.3, 1.4])
        bench.put("jar", x)
        bench.connect(x, 0.25)
        bench.right = x + 0.6
    else:
        x = bench.right + rng.choice([1.4, 1.5, 1.6])
        bench.put("beaker", x, level=rng.choice([0.7, 0.8, 0.9]))
        bench.connect(x, 0.35)
        bench.right = x + 0.85
    bench.names.append(x)


_STARTS = {"flask": "锥形瓶", "heated_tube": "酒精灯", "heated_flask": "酒精灯"}
_WORDS = {"wash_bottle": "洗气瓶", "u_tube": "干燥管", "trough": "水槽", "jar": "集气瓶", "beaker": "烧杯"}


@family("chemistry")
def lab_apparatus(rng: Random, level: int) -> Drawing:
    """A gas generator, wash bottles or drying tubes and a collecting vessel, joined by glass tubes."""
    bench = _Bench()
    start = rng.choice(["flask", "heated_tube", "heated_flask"])
    middles = [rng.choice(["wash_bottle", "wash_bottle", "u_tube"]) for _ in range(level - 1)]
    end = rng.choice(["trough", "jar", "beaker"])
    _generator(bench, rng, start)
    for kind in middles:
        _middle(bench, rng, kind)
    _collector(bench, rng, end)
    left = -2.0 if start == "heated_tube" else -1.3
    chinese = rng.random() < 0.35
    if chinese:
        names = [_STARTS[start], *(_WORDS[kind] for kind in [*middles, end])]
    else:
        style = rng.choice([["$A$", "$B$", "$C$", "$D$"], ["I", "II", "III", "IV"], ["a", "b", "c", "d"]])
        names = style[: len(bench.names)]
    captions = [(round(x, 2), name) for x, name in zip(bench.names, names, strict=True)]
    tail = "\n".join(
        [
            f"line(ax, ({left + 0.1:g}, 0), ({bench.right + 0.3:.2f}, 0), lw=1)",
            "",
            f"for x, name in {literal(captions)}:",
            '    ax.text(x, -0.4, name, ha="center", va="center")',
        ]
    )
    needed = {"line"} | set(bench.pieces)
    for piece in bench.pieces:
        needed |= _NEEDS.get(piece, set())
    limits = {"left": left, "right": round(bench.right + 0.5, 2), "bottom": -0.8, "top": 4.2}
    text = program(
        IMPORTS,
        *[source for name, source in _ORDER if name in needed],
        figure_block(rng, limits, unit=0.8, font=CHINESE_FONT if chinese else STIX),
        "\n".join(bench.lines),
        tail,
        'fig.savefig("figure.png")',
    )
    facts: Facts = {
        "labels": names,
        "counts": {
            "vessels": len(bench.names),
            "wash_bottles": middles.count("wash_bottle"),
            "u_tubes": middles.count("u_tube"),
            "burners": bench.pieces.count("spirit_burner"),
            "stoppers": (start != "heated_tube") + middles.count("wash_bottle") + 2 * middles.count("u_tube"),
        },
        "values": {},
        "relations": [["gas_flows", a, b] for a, b in pairwise(names)],
    }
    return Drawing(text, facts)
