"""Run the reference programs of a task: which of them fail, and which element lists are cut or cannot be used."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from stem2code_eval.data.resolve import Entry
from stem2code_eval.data.task import Task
from stem2code_eval.errors import IncompleteError, UserError
from stem2code_eval.figure.decode import decode
from stem2code_eval.metrics.scenes import usable
from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.types import Renderer, Rendering, elements_problem


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said of one reference."""

    line: str
    sound: bool
    """False where the element metrics, or the whole figure, cannot be scored."""


def check_references(task: Task, open_renderer: Callable[[], Renderer], must: bool) -> tuple[list[str], bool]:
    """Run every reference program; return what was found, a line each, and whether each can be scored in full.

    Args:
        task: the task.
        open_renderer: starts a sandbox.
        must: fail where there is no sandbox, rather than saying that nothing was run.

    Raises:
        UserError: there is no sandbox, and `must`.
        IncompleteError: the sandbox failed.
    """
    entries = [entry for entry in task.entries if entry.sample is not None and entry.sample.reference_code is not None]
    if not entries:
        return ["No figure has a reference program."], True
    try:
        renderer = open_renderer()
    except UserError as error:
        if must:
            raise
        return [f"The {len(entries)} reference programs were not run. {error}"], True
    try:
        findings = [each for each in _run(entries, renderer) if each is not None]
    finally:
        renderer.close()
    bad = sum(not finding.sound for finding in findings)
    said = "all can be scored by their elements" if not bad else f"{bad} cannot be scored by their elements"
    return [*(finding.line for finding in findings), f"{len(entries)} reference programs were run; {said}."], not bad


def _run(entries: list[Entry], renderer: Renderer) -> Iterator[Finding | None]:
    programs = [entry.sample.reference_code or "" for entry in entries if entry.sample is not None]
    with ThreadPoolExecutor(renderer.workers) as threads:
        for entry, rendering in zip(entries, threads.map(renderer.render, programs), strict=True):
            if rendering.outcome == Outcome.SANDBOX_ERROR:
                raise IncompleteError(f"{_who(entry)}: the sandbox failed: {rendering.message} Try again.")
            yield _finding(entry, rendering)


def _finding(entry: Entry, rendering: Rendering) -> Finding | None:
    problem = elements_problem(rendering)
    if problem or rendering.png is None:
        return Finding(f"{_who(entry)}: {problem}", False)
    problem, cut = usable(rendering.elements or b"", decode(rendering.png, "reference's picture", reduced=False))
    if problem:
        return Finding(f"{_who(entry)}: {problem}", False)
    if cut:
        return Finding(f"{_who(entry)}: the element list was cut; {cut} marks are not scored.", True)
    return None


def _who(entry: Entry) -> str:
    return f'{entry.where}, id "{entry.id}"'
