"""Import once what programs import, put matplotlib at its defaults, and fill its caches; every fork inherits it."""

import gc
import importlib
import random
import sys
from pathlib import Path
from typing import Any

from .fonts import install_fonts

MODULES = (
    *("numpy", "numpy.linalg", "numpy.random", "numpy.polynomial"),
    *(
        "matplotlib",
        "matplotlib.pyplot",
        "matplotlib.patches",
        "matplotlib.collections",
        "matplotlib.animation",
    ),
    *("matplotlib.patheffects", "matplotlib.gridspec", "matplotlib.lines", "matplotlib.offsetbox"),
    *("mpl_toolkits.mplot3d", "mpl_toolkits.mplot3d.art3d", "mpl_toolkits.axes_grid1.inset_locator"),
    *("scipy", "scipy.integrate", "scipy.interpolate", "scipy.ndimage", "scipy.optimize", "scipy.signal"),
    *("scipy.spatial", "scipy.special", "scipy.stats"),
    *("networkx", "sympy", "pandas", "seaborn", "shapely", "shapely.geometry", "shapely.ops"),
    *("PIL.Image", "PIL.ImageDraw", "multiprocessing", "concurrent.futures", "subprocess"),
)
"""What a plotting program may ask for; a missing one is left to the program to find out."""

SEED = 0


def warm_up(fonts: str) -> dict[str, str]:
    """Import everything and draw once.

    Args:
        fonts: path of `fonts.toml`; empty leaves matplotlib's own fonts.

    Returns:
        Versions of the packages that decide what pixels come out.
    """
    if fonts:
        install_fonts(Path(fonts))
    missing = []
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    _set_defaults()
    _draw_once()
    gc.collect()
    gc.freeze()
    versions = {name: str(sys.modules[name].__version__) for name in ("numpy", "matplotlib", "PIL")}
    return {**versions, "python": sys.version.split()[0], "missing": " ".join(missing)}


def _set_defaults() -> None:
    import matplotlib
    import matplotlib.pyplot as plt

    plt.switch_backend("agg")
    matplotlib.rcdefaults()
    matplotlib.rcParams["backend"] = "agg"
    matplotlib.rcParams["figure.max_open_warning"] = 0


def reseed() -> None:
    """Put the random generators that programs use at a fixed state."""
    numpy: Any = sys.modules["numpy"]
    random.seed(SEED)
    numpy.random.seed(SEED)


def _draw_once() -> None:
    import matplotlib.pyplot as plt
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = plt.figure(figsize=(2, 2))
    flat = figure.add_subplot(1, 2, 1)
    flat.plot([0, 1], [0, 1], "o--", label=r"$\frac{a}{b}$ 图")
    flat.set_title(r"$\angle ABC = 90^\circ$ Aa")
    flat.legend()
    solid: Any = figure.add_subplot(1, 2, 2, projection="3d")
    solid.plot([0, 1], [0, 1], [0, 1])
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    plt.close(figure)
