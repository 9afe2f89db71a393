"""The surfaces to draw: equation, the lines of program that compute x, y and z, and what cuts and touches them."""

from dataclasses import dataclass
from random import Random

from stem2code_eval.synth.families.solid_geometry.space import Point3


@dataclass(frozen=True, slots=True)
class Surface:
    """A surface in space.

    Attributes:
        kind: its name.
        tex: its equation in mathtext.
        grid: program text that computes the arrays x, y and z.
        reach: how far the x and y axes go; must exceed the surface.
        low: least z.
        top: greatest z.
        cut: (height, a, b): the plane z = height cuts an ellipse with half axes a (along x) and b (along y).
        is_graph: it is z = f(x, y), so that it has level curves.
        normal: a point of the surface and a normal there.
    """

    kind: str
    tex: str
    grid: str
    reach: float
    low: float
    top: float
    cut: Point3 | None = None
    is_graph: bool = False
    normal: tuple[Point3, Point3] | None = None


def _polar(radius: int, height: str) -> str:
    return (
        f"r, angle = np.meshgrid(np.linspace(0, {radius}, 31), np.linspace(0, 2 * np.pi, 61))\n"
        f"x, y = r * np.cos(angle), r * np.sin(angle)\nz = {height}"
    )


def _square(half: float, height: str) -> str:
    side = f"np.linspace(-{half:g}, {half:g}, 41)"
    return f"x, y = np.meshgrid({side}, {side})\nz = {height}"


def _turned(name: str, low: float, high: float, points: str) -> str:
    """Return a surface with the angle u about the z-axis and a second parameter from `low` to `high`."""
    return f"u, {name} = np.meshgrid(np.linspace(0, 2 * np.pi, 49), np.linspace({low:g}, {high:g}, 25))\n" + points


_TWO_SHEETS_OF_CONE = _turned("v", -2, 2, "x, y, z = v * np.cos(u), v * np.sin(u), v")
_HYPERBOLOID = _turned("v", -1.2, 1.2, "x, y, z = np.cosh(v) * np.cos(u), np.cosh(v) * np.sin(u), np.sinh(v)")
_CYLINDER = _turned("z", 0, 4, "x, y = 2 * np.cos(u), 2 * np.sin(u)")
_HELICOID = _turned("v", -2, 2, "x, y, z = v * np.cos(u), v * np.sin(u), u / 2")

_FIXED = (
    Surface(
        "paraboloid",
        "$z=x^2+y^2$",
        _polar(2, "x**2 + y**2"),
        reach=2.8,
        low=0,
        top=4,
        cut=(2.25, 1.5, 1.5),
        is_graph=True,
        normal=((0, 1, 1), (0, 1, -0.5)),
    ),
    Surface(
        "turned paraboloid",
        "$z=4-x^2-y^2$",
        _polar(2, "4 - x**2 - y**2"),
        reach=2.8,
        low=0,
        top=4,
        cut=(1.75, 1.5, 1.5),
        is_graph=True,
        normal=((1, 1, 2), (0.8, 0.8, 0.4)),
    ),
    Surface(
        "cone",
        r"$z=\sqrt{x^2+y^2}$",
        _polar(2, "np.sqrt(x**2 + y**2)"),
        reach=2.8,
        low=0,
        top=2,
        cut=(1, 1, 1),
        is_graph=True,
    ),
    Surface("double cone", "$z^2=x^2+y^2$", _TWO_SHEETS_OF_CONE, reach=2.8, low=-2, top=2, cut=(1.2, 1.2, 1.2)),
    Surface(
        "saddle",
        "$z=x^2-y^2$",
        _square(1.5, "x**2 - y**2"),
        reach=2.2,
        low=-2.25,
        top=2.25,
        is_graph=True,
        normal=((0, 1, -1), (0, 1.2, 0.6)),
    ),
    Surface("monkey saddle", "$z=x^3-3xy^2$", _square(1, "x**3 - 3 * x * y**2"), 1.5, -2, 2, is_graph=True),
    Surface("wave", r"$z=\sin\sqrt{x^2+y^2}$", _polar(8, "np.sin(np.sqrt(x**2 + y**2))"), 10, -2, 3, is_graph=True),
    Surface(
        "bell",
        r"$z=2e^{-x^2-y^2}$",
        _square(2, "2 * np.exp(-(x**2) - y**2)"),
        reach=2.8,
        low=0,
        top=2,
        cut=(1, 0.833, 0.833),
        is_graph=True,
    ),
    Surface("hyperboloid of one sheet", "$x^2+y^2-z^2=1$", _HYPERBOLOID, 2.6, -1.51, 1.51, cut=(0.75, 1.25, 1.25)),
    Surface("cylinder", "$x^2+y^2=4$", _CYLINDER, reach=3, low=0, top=4, cut=(2, 2, 2)),
    Surface(
        "parabolic cylinder",
        "$z=4-x^2$",
        _square(2, "4 - x**2"),
        reach=3,
        low=0,
        top=4,
        is_graph=True,
        normal=((1, 0.5, 3), (1.2, 0, 0.6)),
    ),
    Surface("helicoid", r"$x=v\cos u,\;y=v\sin u,\;z=u/2$", _HELICOID, reach=2.8, low=0, top=3.2),
)


def all_surfaces(rng: Random) -> list[Surface]:
    """Return every surface, the ellipsoid and the ring with random sizes."""
    return [*_FIXED, _ellipsoid(rng.choice([2, 2.5, 3])), _ring(rng.choice([0.6, 0.8, 1]))]


def _ellipsoid(a: float) -> Surface:
    points = f"x = {a:g} * np.cos(u) * np.sin(v)\ny = 2 * np.sin(u) * np.sin(v)\nz = 2 * np.cos(v)"
    grid = "u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 49), np.linspace(0, np.pi, 25))\n" + points
    cut = (1, round(a * 0.75**0.5, 3), 1.732)
    if a == 2:
        return Surface("sphere", "$x^2+y^2+z^2=4$", grid, 3.2, -2, 2.2, cut)
    tex = rf"$\frac{{x^2}}{{{a**2:g}}}+\frac{{y^2}}{{4}}+\frac{{z^2}}{{4}}=1$"
    return Surface("ellipsoid", tex, grid, 3.8, -2, 2.2, cut)


def _ring(r: float) -> Surface:
    grid = (
        "u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 61), np.linspace(0, 2 * np.pi, 25))\n"
        f"r = 2 + {r:g} * np.cos(v)\nx, y, z = r * np.cos(u), r * np.sin(u), {r:g} * np.sin(v)"
    )
    return Surface("torus", rf"$(\sqrt{{x^2+y^2}}-2)^2+z^2={r * r:g}$", grid, reach=3.8, low=-1.6, top=2)
