"""Program text and numbers shared by the statistics families."""

from collections.abc import Sequence

OPEN_FIGURE = """
plt.rcParams["font.size"] = «font_size»
«font!code»

fig, ax = plt.subplots(figsize=«size», layout="constrained")
"""

BARE_AXIS = """
ax.spines[["left", "right", "top"]].set_visible(False)
ax.set_yticks([])
"""

ARROW_AXES = """
ax.spines[["right", "top"]].set_visible(False)
ax.plot(1, 0, ">k", ms=6, transform=ax.transAxes, clip_on=False)
ax.plot(0, 1, "^k", ms=6, transform=ax.transAxes, clip_on=False)
"""

SERIF = 'plt.rcParams["font.family"] = "STIXGeneral"'
ROMAN_MATH = 'plt.rcParams["mathtext.fontset"] = "cm"'


def quantile(data: Sequence[float], q: float) -> float:
    """Return the quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7)."""
    ordered = sorted(data)
    place = q * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def five_numbers(data: Sequence[float]) -> list[float]:
    """Return minimum, lower quartile, median, upper quartile and maximum of `data`."""
    return [quantile(data, q) for q in (0, 0.25, 0.5, 0.75, 1)]
