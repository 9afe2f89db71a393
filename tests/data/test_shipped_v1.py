"""The public split as it is shipped: complete, in order, and still what the families draw."""

from collections import Counter

from stem2code_eval.data.task import load_task
from stem2code_eval.synth.family import LEVELS, SUBJECTS


def test_every_frozen_figure_can_still_be_drawn_up() -> None:
    task = load_task("stem_figures", "v1")
    assert task.problems == []
    assert len(task.entries) == 240
    families = Counter(sample.source for sample in task.samples)
    assert set(families.values()) == {5}
    assert {sample.subject for sample in task.samples} == set(SUBJECTS)
    assert {sample.level for sample in task.samples} == set(LEVELS)
    assert len({sample.reference_code for sample in task.samples}) == 240
