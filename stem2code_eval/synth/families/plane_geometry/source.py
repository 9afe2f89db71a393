"""Source text that plane-geometry programs share: small helper functions as a person would write them."""

from collections.abc import Sequence
from itertools import pairwise

HELPERS = {
    "foot": '''
def foot(P, Q, R):
    """Foot of the perpendicular from P to line QR."""
    d = R - Q
    return Q + d * np.dot(P - Q, d) / np.dot(d, d)
''',
    "meet": '''
def meet(P, Q, R, S):
    """Intersection of lines PQ and RS."""
    s, t = np.linalg.solve(np.column_stack([Q - P, R - S]), R - P)
    return P + s * (Q - P)
''',
    "bisect": '''
def bisect(P, Q, R):
    """Point of line PR on the bisector of angle PQR."""
    p, r = np.linalg.norm(P - Q), np.linalg.norm(R - Q)
    return (r * P + p * R) / (p + r)
''',
    "circumcentre": '''
def circumcentre(P, Q, R):
    """Centre of the circle through P, Q and R."""
    rows = 2 * np.array([Q - P, R - P])
    return np.linalg.solve(rows, [Q @ Q - P @ P, R @ R - P @ P])
''',
    "on_circle": """
def on_circle(centre, r, degrees):
    t = np.radians(degrees)
    return centre + r * np.array([np.cos(t), np.sin(t)])
""",
    "right_angle": '''
def right_angle(P, Q, R, size=«size»):
    """Small square at Q, between QP and QR."""
    u = size * (P - Q) / np.linalg.norm(P - Q)
    v = size * (R - Q) / np.linalg.norm(R - Q)
    ax.plot(*np.transpose([Q + u, Q + u + v, Q + v]), "k-", lw=1)
''',
    "angle": '''
def angle(P, Q, R, radius, text="", distance=0):
    """Arc at Q from QP anticlockwise to QR, with an optional label."""
    a = np.degrees(np.arctan2(*(P - Q)[::-1]))
    b = np.degrees(np.arctan2(*(R - Q)[::-1]))
    ax.add_patch(Arc(Q, 2 * radius, 2 * radius, theta1=a, theta2=b, lw=1))
    if text:
        middle = np.radians(a + (b - a) % 360 / 2)
        spot = Q + distance * np.array([np.cos(middle), np.sin(middle)])
        ax.text(*spot, text, fontsize=«small», ha="center", va="center")
''',
    "ticks": '''
def ticks(P, Q, count=1, size=«size»):
    """Short strokes across the middle of PQ."""
    along = (Q - P) / np.linalg.norm(Q - P)
    across = size / 2 * np.array([-along[1], along[0]])
    for k in range(count):
        middle = (P + Q) / 2 + (k - (count - 1) / 2) * size / 2.2 * along
        ax.plot(*np.transpose([middle - across, middle + across]), "k-", lw=1)
''',
    "arrow_mark": '''
def arrow_mark(P, Q, where=0.5):
    """Arrowhead on PQ, for parallel lines."""
    middle, d = P + where * (Q - P), (Q - P) / np.linalg.norm(Q - P)
    ax.annotate("", middle + 0.15 * d, middle - 0.15 * d, arrowprops={"arrowstyle": "->", "lw": 1.2})
''',
}

SEGMENT_HELPER = """
def segment(start, end, style="k-"):
    ax.plot([start[0], end[0]], [start[1], end[1]], style, lw=«width»)
"""

LABEL_HELPER = """
def label(name, point, dx, dy):
    ax.text(point[0] + dx, point[1] + dy, f"${name}$", fontsize=«font», ha="center", va="center")
"""


def stroke_lines(hand: str, paths: Sequence[tuple[str, bool]], width: float) -> list[str]:
    """Return source lines that draw broken lines through named points.

    Args:
        hand: "loop", "helper" or "patch", the manner of writing.
        paths: the letters of the points in order (a closed path repeats its first letter), and whether it is dashed.
        width: line width in points.
    """
    lines: list[str] = []
    for dashed in (False, True):
        style, chosen = ("k--" if dashed else "k-"), [letters for letters, d in paths if d == dashed]
        thin = 1.0 if dashed else width
        closed = [letters for letters in chosen if len(letters) > 3 and letters[0] == letters[-1]]
        pairs = [a + b for letters in chosen for a, b in pairwise(letters)]
        if hand == "helper":
            extra = ', "k--"' if dashed else ""
            lines += [f"segment({p[0]}, {p[1]}{extra})" for p in pairs]
            continue
        if hand == "patch" and not dashed:
            for letters in closed:
                corners = ", ".join(letters[:-1])
                lines.append(
                    f'ax.add_patch(plt.Polygon([{corners}], fill=False, ec="k", lw={width:g}, joinstyle="round"))'
                )
            chosen = [letters for letters in chosen if letters not in closed]
            pairs = [a + b for letters in chosen for a, b in pairwise(letters)]
        if len(pairs) > 2:
            listed = ", ".join(f"({p[0]}, {p[1]})" for p in pairs)
            lines.append(f"for start, end in [{listed}]:")
            lines.append(f'    ax.plot([start[0], end[0]], [start[1], end[1]], "{style}", lw={thin:g})')
        else:
            lines += [f'ax.plot(*zip({p[0]}, {p[1]}), "{style}", lw={thin:g})' for p in pairs]
    return lines


def label_lines(hand: str, spots: Sequence[tuple[str, float, float]], font: int, unit: float) -> list[str]:
    """Return source lines that letter named points.

    Args:
        hand: "loop", "helper" or "patch", the manner of writing.
        spots: the name of each point and the offset of its label in data units.
        font: font size in points.
        unit: inches to a data unit.
    """
    if hand == "helper":
        return [f'label("{name}", {name}, {dx:g}, {dy:g})' for name, dx, dy in spots]
    if hand == "patch":
        return [
            f'ax.annotate("${name}$", {name}, ({round(dx * unit * 72)}, {round(dy * unit * 72)}), '
            f'textcoords="offset points", fontsize={font}, ha="center", va="center")'
            for name, dx, dy in spots
        ]
    rows = [f'    "{name}": ({name}, {dx:g}, {dy:g}),' for name, dx, dy in spots]
    return [
        "names = {",
        *rows,
        "}",
        "for name, (point, dx, dy) in names.items():",
        f'    ax.text(point[0] + dx, point[1] + dy, f"${{name}}$", fontsize={font}, ha="center", va="center")',
    ]
