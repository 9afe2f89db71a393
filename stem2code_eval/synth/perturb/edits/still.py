"""Fix a figure as it stands, so that an edit moves nothing but what it edits."""

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

LAYOUT_DPI = 150
"""What the renderer draws at by default: letters have whole pixels, so layouts differ a little between resolutions."""


def hold_still(figure: Figure) -> None:
    """Take over the layout and limits that drawing would give, and switch off whatever would change them.

    Artists of one layer are drawn in the order in which they were made; layers a millionth apart keep that order
    when one of them is replaced.
    """
    before = figure.dpi
    figure.set_dpi(LAYOUT_DPI)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    figure.set_dpi(before)
    figure.draw_without_rendering()
    for axes in figure.axes:
        axes.autoscale(False)
        if axes.name == "rectilinear":
            drawn = {*axes.lines, *axes.patches, *axes.collections, *axes.texts}
            for at, child in enumerate(axes.get_children()):
                if child in drawn:
                    child.set_zorder(child.get_zorder() + at * 1e-6)


def fix_ticks(axis: Axis) -> list[str]:
    """Keep an axis's major ticks and labels as they are; return the labels in the list that the axis goes on using."""
    places = list(axis.get_majorticklocs())
    texts = [artist.get_text() for artist in axis.get_majorticklabels()]
    if len(places) == len(texts):
        axis.set_major_locator(FixedLocator(places))
        axis.set_major_formatter(FixedFormatter(texts))
    return texts
