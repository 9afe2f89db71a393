"""Pie charts with hatched or grey sectors."""

from random import Random

from stem2code_eval.synth.families.textbook import (
    CHINESE_FONT,
    COMPUTER_MODERN,
    IMPORTS,
    STIX,
    figure_block,
    program,
)
from stem2code_eval.synth.family import Drawing, Facts, fill

_PIE = """
def pie(ax, centre, radius, shares, looks):
    \"\"\"Sectors clockwise from the top; each has a name, a share in percent and a look.\"\"\"
    start = 90
    for (name, percent), (face, hatch) in zip(shares.items(), looks):
        end = start - 3.6 * percent
        ax.add_patch(Wedge(centre, radius, end, start, fc=face, ec="black", hatch=hatch, lw=1.5))
        middle = np.radians((start + end) / 2)
        x = centre[0] + «reach» * radius * np.cos(middle)
        y = centre[1] + «reach» * radius * np.sin(middle)
        ax.text(x, y, «text!code», ha="center", va="center", fontsize=12,
                bbox=dict(boxstyle="round,pad=0.15", fc="white", ec="none"))
        start = end
"""

_CALLS = """
looks = «looks»
«calls!code»
"""

_LOOKS = [
    [("white", ""), ("white", "///"), ("white", "..."), ("white", "xxx"), ("0.8", ""), ("white", "\\\\\\")],
    [("white", ""), ("0.85", ""), ("0.6", ""), ("white", "//"), ("white", ".."), ("0.4", "")],
    [("0.9", ""), ("white", "\\\\"), ("0.7", ""), ("white", "++"), ("white", "--"), ("white", "oo")],
]
_NAMES = [
    ["A", "B", "C", "D", "E", "F"],
    ["Walk", "Bus", "Car", "Bike", "Train", "Tram"],
    ["Art", "Music", "Chess", "Dance", "Drama", "Sport"],
]
_CHINESE = [
    ["足球", "篮球", "排球", "乒乓", "羽毛球", "游泳"],
    ["步行", "骑车", "公交", "地铁", "私家车", "其他"],
]


def _shares(rng: Random, n: int) -> list[int]:
    """Percentages in steps of 5, each at least 10, that add up to 100."""
    parts = [2] * n
    for _ in range(20 - 2 * n):
        parts[rng.randrange(n)] += 1
    return [5 * part for part in parts]


def pie(rng: Random, level: int) -> Drawing:
    """Return one pie (levels 1 and 2) or two pies of the same categories (level 3)."""
    n = {1: rng.choice([3, 4]), 2: rng.choice([5, 6]), 3: rng.choice([3, 4, 5])}[level]
    chinese = rng.random() < 0.3
    names = rng.choice(_CHINESE if chinese else _NAMES)[:n]
    n_pies = 2 if level == 3 else 1
    shares = [dict(zip(names, _shares(rng, n), strict=True)) for _ in range(n_pies)]
    outside, percents = rng.random() < 0.5, rng.random() < 0.6
    reach = 1.28 if outside else 0.66
    text_code = r'f"{name}\n{percent}%"' if percents else "name"
    radius, pitch = 1.8, 5.4 if outside else 4.4
    titles = rng.choice([("I", "II"), ("2010", "2020")])
    calls = []
    for i, share in enumerate(shares):
        place = (round(i * pitch, 2), 0)
        calls.append(fill("pie(ax, «at», «radius», «share», looks)", at=place, radius=radius, share=share).strip())
        if n_pies == 2:
            code = 'ax.text(«x», «y», «title», ha="center", va="center")'
            calls.append(fill(code, x=place[0], y=-3.1 if outside else -2.2, title=titles[i]).strip())
    side = 2.9 if outside else 2.1
    limits = {
        "left": -side,
        "right": round((n_pies - 1) * pitch + side, 2),
        "bottom": -side - (0.6 if n_pies == 2 else 0),
        "top": side,
    }
    text = program(
        IMPORTS.rstrip() + "\nfrom matplotlib.patches import Wedge",
        fill(_PIE, reach=reach, text=text_code),
        figure_block(rng, limits, unit=0.8, font=CHINESE_FONT if chinese else rng.choice([COMPUTER_MODERN, STIX])),
        fill(_CALLS, looks=rng.choice(_LOOKS)[:n], calls="\n".join(calls)),
        "plt.show()",
    )
    labels = [f"{k}\n{v}%" if percents else k for share in shares for k, v in share.items()]
    facts: Facts = {
        "labels": labels + (list(titles) if n_pies == 2 else []),
        "counts": {"pies": n_pies, "sectors": n * n_pies},
        "values": {"percent": shares},
        "relations": [],
    }
    return Drawing(text, facts)
