"""The picture of an audit: scores of the controls, scores along the grades of damage, and what instructions add."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from stem2code_eval.judge.audit import trial as controls
from stem2code_eval.judge.audit.trial import Outcome


def plot_audit(path: Path, title: str, outcomes: Sequence[Outcome]) -> None:
    """Draw what a judge said and write it as PNG.

    Args:
        path: the file.
        title: who was asked.
        outcomes: answers to the trials of one kind.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title, parse_math=False)
    left, middle, right = figure.subplots(1, 3)
    said = [each for each in outcomes if each.total is not None]
    names = (controls.IDENTITY, controls.OTHER, controls.BLANK)
    for at, name in enumerate(names):
        values = [each.total for each in said if each.trial.control == name]
        left.plot([at] * len(values), values, "o", alpha=0.5, color="C0")
    left.set(xticks=range(len(names)), xticklabels=names, xlim=(-0.6, len(names) - 0.4), ylim=(-4, 104), ylabel="score")
    left.set_title("controls")

    grades: dict[str, dict[int, float]] = defaultdict(dict)
    for each in said:
        if each.trial.control in (controls.IDENTITY, controls.GRADED) and each.total is not None:
            grades[each.trial.figure][each.trial.grade] = each.total
    for points in grades.values():
        ordered = sorted(points.items())
        middle.plot([grade for grade, _ in ordered], [total for _, total in ordered], "o-", alpha=0.5, markersize=4)
    middle.set(xticks=range(6), ylim=(-4, 104), xlabel="grade of damage", ylabel="score")
    middle.set_title("a line a figure")

    places = sorted({each.trial.control for each in said if each.trial.control.startswith(controls.ORDERED)})
    for at, control in enumerate(places):
        place = control.removeprefix(controls.ORDERED)
        neutral = {each.trial.figure: each.total for each in said if each.trial.control == controls.NEUTRAL + place}
        shifts = [
            each.total - before
            for each in said
            if each.trial.control == control
            and each.total is not None
            and (before := neutral.get(each.trial.figure)) is not None
        ]
        right.plot([at] * len(shifts), shifts, "o", alpha=0.5, color="C3")
    right.axhline(0, color="0.6", linewidth=0.8)
    right.set(xticks=range(len(places)), xlim=(-0.6, len(places) - 0.4), ylim=(-104, 104), ylabel="points added")
    right.set_xticklabels([name.removeprefix(controls.ORDERED) for name in places])
    right.set_title("planted instructions")
    figure.savefig(path, dpi=120)
