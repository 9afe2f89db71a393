"""Program text for drawing circuits: wires and components between two points."""

WIRE = """
def wire(ax, *points):
    xs, ys = zip(*points)
    ax.plot(xs, ys, color="black", lw=1.5, solid_joinstyle="miter")
"""

DOT = """
def dot(ax, point):
    ax.plot(*point, "ko", ms=5)
"""

LEADS = """
def leads(ax, p, q, half):
    \"\"\"Wires from p and q to a component of half-length half; returns its middle and two unit vectors.\"\"\"
    p, q = np.array(p, float), np.array(q, float)
    along = (q - p) / np.linalg.norm(q - p)
    across = np.array([-along[1], along[0]])
    middle = (p + q) / 2
    wire(ax, p, middle - half * along)
    wire(ax, middle + half * along, q)
    return middle, along, across
"""

BOX_RESISTOR = """
def resistor(ax, p, q, name):
    middle, along, across = leads(ax, p, q, 0.45)
    corners = [middle + 0.45 * a * along + 0.17 * b * across for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    ax.add_patch(plt.Polygon(corners, fc="white", ec="black", lw=1.5))
    ax.text(*(middle + «gap» * across), name, ha="center", va="center")
"""

ZIGZAG_RESISTOR = """
def resistor(ax, p, q, name):
    middle, along, across = leads(ax, p, q, 0.45)
    t = np.concatenate([[-0.45], np.linspace(-0.375, 0.375, 6), [0.45]])
    side = 0.17 * np.array([0, 1, -1, 1, -1, 1, -1, 0])
    zigzag = middle + np.outer(t, along) + np.outer(side, across)
    wire(ax, *zigzag)
    ax.text(*(middle + «gap» * across), name, ha="center", va="center")
"""

BATTERY = """
def battery(ax, p, q, name, cells=1):
    half = 0.2 * cells - 0.1
    middle, along, across = leads(ax, p, q, half)
    for i in range(2 * cells):
        foot = middle + (0.2 * i - half) * along
        plate = (0.38 if i % 2 == 0 else 0.2) * across
        ax.plot(*zip(foot - plate, foot + plate), color="black", lw=1.5 if i % 2 == 0 else 2.5)
    ax.text(*(middle - 0.68 * across), name, ha="center", va="center")
"""

SWITCH = """
def switch(ax, p, q, name):
    middle, along, across = leads(ax, p, q, 0.35)
    for end in (-0.35, 0.35):
        ax.add_patch(plt.Circle(middle + end * along, 0.06, fc="white", ec="black", lw=1.3, zorder=3))
    ax.plot(*zip(middle - 0.35 * along, middle + 0.3 * along + 0.35 * across), color="black", lw=1.5)
    ax.text(*(middle - 0.4 * across), name, ha="center", va="center")
"""

METER = """
def meter(ax, p, q, letter):
    middle, along, across = leads(ax, p, q, 0.32)
    ax.add_patch(plt.Circle(middle, 0.32, fc="white", ec="black", lw=1.5))
    ax.text(*middle, letter, ha="center", va="center", fontsize=13)
"""

LAMP = """
def lamp(ax, p, q, name):
    middle, along, across = leads(ax, p, q, 0.3)
    ax.add_patch(plt.Circle(middle, 0.3, fc="white", ec="black", lw=1.5))
    for way in (along + across, along - across):
        arm = 0.3 * way / np.sqrt(2)
        ax.plot(*zip(middle - arm, middle + arm), color="black", lw=1.2)
    ax.text(*(middle + «gap» * across), name, ha="center", va="center")
"""

HELPERS = {
    "dot": DOT,
    "battery": BATTERY,
    "switch": SWITCH,
    "meter": METER,
    "lamp": LAMP,
}
"""Drawing function by name; `resistor` has two looks and is added by the family."""
