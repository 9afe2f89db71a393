"""Import once what programs import, put matplotlib at its defaults, and fill its caches; every fork inherits it."""

import contextlib
import gc
import importlib
import random
import re
import sys
from pathlib import Path
from typing import Any

from .capture import Watch
from .fonts import install_fonts
from .practice import practise

CORE = (
    *("numpy", "numpy.linalg", "numpy.random", "numpy.polynomial"),
    *("matplotlib", "matplotlib.pyplot", "matplotlib.patches", "matplotlib.collections", "matplotlib.animation"),
    *("matplotlib.patheffects", "matplotlib.gridspec", "matplotlib.lines", "matplotlib.offsetbox"),
    *("mpl_toolkits.mplot3d", "mpl_toolkits.mplot3d.art3d", "mpl_toolkits.axes_grid1.inset_locator"),
)
"""What nearly every plotting program imports."""

MORE = (
    *("scipy", "scipy.integrate", "scipy.interpolate", "scipy.ndimage", "scipy.optimize", "scipy.signal"),
    *("scipy.spatial", "scipy.special", "scipy.stats"),
    *("networkx", "sympy", "pandas", "shapely", "shapely.geometry", "shapely.ops"),
    *("PIL.Image", "PIL.ImageDraw", "multiprocessing", "concurrent.futures", "subprocess"),
)
"""What some import; kept apart because a fork has to copy the page tables of all that was imported before it.

seaborn is not among them, only what it imports itself: it adds colour maps to matplotlib when it is imported, and a
program that does not import it must not see them.
"""

_WANTS_MORE = re.compile(rb"^[^#\n]*\bimport\b[^#\n]*|^[ \t]*from[ \t][^#\n]*", re.MULTILINE)
_NAMES = re.compile(rb"\b(?:scipy|networkx|sympy|pandas|shapely|seaborn)\b")

SEED = 0


def warm_up(watch: Watch, fonts: str) -> dict[str, str]:
    """Import the core, set the defaults, install the hooks, and draw until every cache is filled.

    Args:
        watch: hooks that are not installed yet.
        fonts: path of `fonts.toml`; empty leaves matplotlib's own fonts.

    Returns:
        Versions of the packages that decide what pixels come out.
    """
    if fonts:
        install_fonts(Path(fonts))
    _import(CORE)
    _set_defaults()
    watch.install()
    practise()
    watch.begin(0)
    _set_defaults()
    _settle()
    versions = {name: str(sys.modules[name].__version__) for name in ("numpy", "matplotlib")}
    return {**versions, "python": sys.version.split()[0]}


def warm_up_more() -> None:
    """Import what programs import beyond the core; to be called in a fork of a process that has warmed up."""
    _import(MORE)
    _settle()


def wants_more(source: memoryview | bytes) -> bool:
    """Say whether a program seems to import something of `MORE`. A wrong answer costs time and nothing else."""
    return any(_NAMES.search(source, *line.span()) for line in _WANTS_MORE.finditer(source))


def _import(names: tuple[str, ...]) -> None:
    """Import modules; a missing one is left to the program to find out."""
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def _settle() -> None:
    """Exempt all there is from garbage collection, so that a fork does not copy it when it collects."""
    gc.collect()
    gc.freeze()


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
