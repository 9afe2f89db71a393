"""Program text for laboratory glassware; every function draws a vessel that stands on the bench at height 0."""

LINE = """
def line(ax, *points, **style):
    xs, ys = zip(*points)
    ax.plot(xs, ys, **{"color": "black", "lw": 1.5, "zorder": 2} | style)
"""

LIQUID = """
def liquid(ax, left, right, bottom, level):
    \"\"\"A liquid: its surface and a few short dashes below it.\"\"\"
    line(ax, (left, level), (right, level), lw=1.2)
    for i, y in enumerate(np.arange(level - 0.16, bottom, -0.18)):
        for x in np.arange(left + 0.12 + 0.15 * (i % 2), right - 0.2, 0.36):
            line(ax, (x, y), (x + 0.15, y), lw=0.8)
"""

STOPPER = """
def stopper(ax, x, y, width):
    corners = [(x - width / 2, y), (x + width / 2, y), (x + 0.6 * width, y + 0.3), (x - 0.6 * width, y + 0.3)]
    ax.add_patch(plt.Polygon(corners, fc="0.6", ec="black", lw=1.3, zorder=3))
"""

TUBE = """
def tube(ax, *points):
    \"\"\"A glass tube through the points: a white line on a wider black one.\"\"\"
    line(ax, *points, lw=6, zorder=4, solid_capstyle="butt", solid_joinstyle="round")
    line(ax, *points, lw=3.4, zorder=4.1, color="white", solid_capstyle="butt", solid_joinstyle="round")
"""

CONICAL_FLASK = """
def conical_flask(ax, x, level=0.6):
    line(ax, (x - 0.3, 2.1), (x - 0.3, 1.7), (x - 0.95, 0), (x + 0.95, 0), (x + 0.3, 1.7), (x + 0.3, 2.1))
    half = 0.95 - 0.65 * level / 1.7
    liquid(ax, x - half, x + half, 0.1, level)
    stopper(ax, x, 2.0, 0.6)
"""

ROUND_FLASK = """
def round_flask(ax, x, base, level=0.0):
    \"\"\"A round flask of radius 0.75 whose lowest point is at height base.\"\"\"
    t = np.linspace(np.radians(115), np.radians(425), 80)
    y = base + 0.75
    arc = list(zip(x + 0.75 * np.cos(t), y + 0.75 * np.sin(t)))
    top = y + 1.5
    line(ax, (arc[0][0], top), *arc, (arc[-1][0], top))
    half = np.sqrt(0.75**2 - level**2)
    liquid(ax, x - half, x + half, y - 0.45, y + level)
    stopper(ax, x, top - 0.1, 2 * (arc[-1][0] - x))
"""

TEST_TUBE = """
def test_tube(ax, mouth, closed):
    \"\"\"A tilted test tube from its stoppered mouth to its round end, with a solid in it.\"\"\"
    mouth, closed = np.array(mouth), np.array(closed)
    along = (closed - mouth) / np.linalg.norm(closed - mouth)
    across = 0.24 * np.array([-along[1], along[0]])
    t = np.linspace(np.pi / 2, -np.pi / 2, 30)
    cap = [closed + np.cos(a) * 0.24 * along + np.sin(a) * across for a in t]
    line(ax, mouth + across, *cap, mouth - across)
    plug = [mouth + 0.2 * along + across, mouth + 0.2 * along - across,
            mouth - 0.15 * along - 1.1 * across, mouth - 0.15 * along + 1.1 * across]
    ax.add_patch(plt.Polygon(plug, fc="0.6", ec="black", lw=1.3, zorder=3))
    heap = [closed + s * across - u * along for s, u in ((0.9, 0.1), (0.9, 0.9), (0.2, 0.6), (0.2, 0))]
    ax.add_patch(plt.Polygon(heap, fc="0.35", ec="black", lw=0.8))
"""

LUMPS = """
def lumps(ax, x):
    for dx in (-0.45, -0.15, 0.15, 0.45):
        ax.add_patch(plt.Circle((x + dx, 0.13), 0.12, fc="0.4", ec="black", lw=0.8, zorder=3))
"""

FUNNEL = """
def thistle_funnel(ax, x, low):
    tube(ax, (x, low), (x, 3.2))
    line(ax, (x - 0.05, 3.2), (x - 0.25, 3.4), (x - 0.2, 3.7), (x + 0.2, 3.7), (x + 0.25, 3.4), (x + 0.05, 3.2),
         zorder=4)
"""

TAP_FUNNEL = """
def tap_funnel(ax, x, low):
    \"\"\"A separating funnel with a tap.\"\"\"
    tube(ax, (x, low), (x, 2.95))
    line(ax, (x - 0.22, 2.75), (x + 0.22, 2.75), lw=3, zorder=5)
    line(ax, (x - 0.05, 2.95), (x - 0.3, 3.35), (x - 0.25, 3.75), (x + 0.25, 3.75), (x + 0.3, 3.35), (x + 0.05, 2.95),
         zorder=4)
    line(ax, (x - 0.3, 3.35), (x + 0.3, 3.35), lw=1)
"""

BURNER = """
def spirit_burner(ax, x):
    body = [(x - 0.22, 0.62), (x - 0.55, 0.35), (x - 0.45, 0), (x + 0.45, 0), (x + 0.55, 0.35), (x + 0.22, 0.62)]
    ax.add_patch(plt.Polygon(body, fc="white", ec="black", lw=1.5))
    liquid(ax, x - 0.5, x + 0.5, 0.05, 0.3)
    line(ax, (x, 0.62), (x, 0.75), lw=4)
    s = np.linspace(0, 1, 30)
    side = 0.16 * np.sin(np.pi * s) * (1 - 0.5 * s)
    line(ax, *zip(x - side, 0.72 + 0.5 * s), lw=1.2)
    line(ax, *zip(x + side, 0.72 + 0.5 * s), lw=1.2)
"""

STAND = """
def stand(ax, x, arm_to, height):
    \"\"\"A retort stand at x with a clamp that reaches arm_to at the given height.\"\"\"
    ax.add_patch(plt.Rectangle((x - 0.6, 0), 1.2, 0.12, fc="0.5", ec="black", lw=1.2))
    line(ax, (x, 0.12), (x, 3.9), lw=3)
    line(ax, (x, height), (arm_to, height), lw=2.5)
    ax.plot(x, height, "ks", ms=6)
"""

TRIPOD = """
def tripod(ax, x, top):
    line(ax, (x - 0.9, top), (x + 0.9, top), lw=3)
    for side in (-1, 1):
        line(ax, (x + 0.75 * side, top), (x + 0.95 * side, 0), lw=2)
"""

WASH_BOTTLE = """
def wash_bottle(ax, x, level=0.9):
    line(ax, (x - 0.3, 2.1), (x - 0.3, 1.8), (x - 0.65, 1.5), (x - 0.65, 0), (x + 0.65, 0), (x + 0.65, 1.5),
         (x + 0.3, 1.8), (x + 0.3, 2.1))
    liquid(ax, x - 0.65, x + 0.65, 0.1, level)
    stopper(ax, x, 2.0, 0.6)
"""

DRYING_TUBE = """
def u_tube(ax, x):
    \"\"\"A U-tube filled with grains, stoppered at both ends.\"\"\"
    for half in (0.75, 0.35):
        t = np.linspace(np.pi, 2 * np.pi, 40)
        bend = list(zip(x + half * np.cos(t), 0.85 + half * np.sin(t)))
        line(ax, (x - half, 2.1), *bend, (x + half, 2.1))
    for side in (-0.55, 0.55):
        stopper(ax, x + side, 2.0, 0.4)
        for y in np.arange(0.9, 1.7, 0.16):
            ax.plot([x + side - 0.08, x + side + 0.08], [y, y + 0.06], "k.", ms=3)
    for angle in np.radians([210, 240, 270, 300, 330]):
        ax.plot(x + 0.55 * np.cos(angle), 0.85 + 0.55 * np.sin(angle), "k.", ms=3)
"""

TROUGH = """
def trough(ax, x):
    \"\"\"A trough of water with a jar upside down in it, half full of gas.\"\"\"
    line(ax, (x - 1.2, 1.4), (x - 1.2, 0), (x + 1.2, 0), (x + 1.2, 1.4))
    liquid(ax, x - 1.2, x + 1.2, 0.1, 1.0)
    line(ax, (x - 0.15, 0.45), (x - 0.15, 2.4), (x + 0.75, 2.4), (x + 0.75, 0.45))
    line(ax, (x - 0.15, 1.6), (x + 0.75, 1.6), lw=1.2)
"""

JAR = """
def jar(ax, x):
    \"\"\"A gas jar that stands open; the gas is led in at the bottom.\"\"\"
    line(ax, (x - 0.6, 2.2), (x - 0.5, 2.2), (x - 0.5, 0), (x + 0.5, 0), (x + 0.5, 2.2), (x + 0.6, 2.2))
"""

BEAKER = """
def beaker(ax, x, level=0.8):
    line(ax, (x - 0.85, 1.5), (x - 0.75, 1.4), (x - 0.75, 0), (x + 0.75, 0), (x + 0.75, 1.5))
    liquid(ax, x - 0.75, x + 0.75, 0.1, level)
"""
