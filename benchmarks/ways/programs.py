"""The programs that the studies render: the references of `v1`, evenly spread."""

from stem2code_eval.data.task import load_task


def references(count: int) -> list[str]:
    """Return `count` reference programs of the shipped task, spread over its families."""
    entries = load_task("stem_figures").entries
    programs = [entry.sample.reference_code for entry in entries if entry.sample and entry.sample.reference_code]
    return [programs[i * len(programs) // count] for i in range(count)]
