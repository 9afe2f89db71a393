"""Program text shared by the optics and wave families."""

RAY = """
def ray(ax, p, q, at=0.55):
    \"\"\"A light ray from p to q with an arrowhead on the way.\"\"\"
    p, q = np.array(p, float), np.array(q, float)
    ax.plot(*zip(p, q), color="black", lw=1.3)
    step = 0.01 * (q - p)
    ax.annotate("", xy=p + at * (q - p) + step, xytext=p + at * (q - p) - step,
                arrowprops=dict(arrowstyle="-|>", color="black", lw=1.3, mutation_scale=13))
"""

DASHED = """
def dashed(ax, p, q):
    ax.plot(*zip(p, q), color="black", lw=1, ls="--")
"""

UPRIGHT = """
def upright(ax, x, height, top, bottom, shift=(0, 0.28)):
    \"\"\"An object or image: an arrow that stands on the axis; the letter of its tip is shifted off it.\"\"\"
    ax.annotate("", xy=(x, height), xytext=(x, 0),
                arrowprops=dict(arrowstyle="-|>", color="black", lw=2.2, shrinkA=0, shrinkB=0))
    ax.text(x + shift[0], height + shift[1], top, ha="center", va="center")
    ax.text(x, -0.28 * np.sign(height), bottom, ha="center", va="center")
"""

THIN_LENS = """
def lens(ax, x, half, converging=True):
    \"\"\"The line of a thin lens; its arrowheads point outwards when it converges, inwards when it diverges.\"\"\"
    ax.plot([x, x], [-half, half], color="black", lw=1.6)
    back = -0.25 if converging else 0.25
    for end in (half, -half):
        feather = end + np.sign(end) * back
        ax.plot([x - 0.18, x, x + 0.18], [feather, end, feather], color="black", lw=1.6)
"""

GLASS_LENS = """
def lens(ax, x, half, converging=True):
    \"\"\"The outline of a lens: two arcs, bulging outwards when it converges.\"\"\"
    y = np.linspace(-half, half, 60)
    bulge = 0.3 * (1 - (y / half) ** 2) if converging else 0.1 + 0.25 * (y / half) ** 2
    ax.fill(np.concatenate([x - bulge, (x + bulge)[::-1]]), np.concatenate([y, y[::-1]]),
            fc="0.93", ec="black", lw=1.3)
"""

ANGLE_MARK = """
def angle_mark(ax, vertex, start, end, radius, name, push=0.3):
    \"\"\"Arc about vertex from angle start to angle end (degrees), with its name beside the middle.\"\"\"
    t = np.radians(np.linspace(start, end, 40))
    ax.plot(vertex[0] + radius * np.cos(t), vertex[1] + radius * np.sin(t), color="black", lw=1)
    middle = np.radians((start + end) / 2)
    ax.text(vertex[0] + (radius + push) * np.cos(middle), vertex[1] + (radius + push) * np.sin(middle), name,
            ha="center", va="center")
"""
