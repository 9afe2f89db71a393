from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pipeline_fakes import FakeRenderer, element_list, png, program, program_rows, square, write_task

from stem2code_eval.data.task import Task, load_task
from stem2code_eval.errors import IncompleteError, UserError
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.reference_check import check_references
from stem2code_eval.render.types import Rendering


class Listing(FakeRenderer):
    """Ends a program as the fake does, with a list that `listed` makes of the program."""

    def __init__(self, listed: Callable[[str], bytes | None]) -> None:
        super().__init__()
        self.listed = listed

    def render(self, program: str) -> Rendering:
        found = super().render(program)
        if found.outcome != Outcome.OK:
            return found
        return Rendering(Outcome.OK, png=square(), width=24, height=24, elements=self.listed(program))


def task_of(folder: Path, *programs: str | None) -> Task:
    rows = [{"id": f"s{at}", "image": "a.png", "reference_code": code} for at, code in enumerate(programs)]
    write_task(folder, [{key: value for key, value in row.items() if value is not None} for row in rows])
    (folder / "a.png").write_bytes(png("a"))
    return load_task(str(folder))


def test_programs_that_fail_and_lists_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    def listed(program: str) -> bytes | None:
        return {
            "none": None,
            "empty": element_list(empty=True),
            "most": element_list(empty=True, cut=9),
            "wide": element_list(25),
        }.get(next((word for word in ("none", "empty", "wide", "most") if word in program), ""), element_list(cut=7))

    task = task_of(
        tmp_path,
        program("a", "runtime_error"),
        program("none"),
        program("empty"),
        program("wide"),
        program("most"),
        program("b"),
        None,
    )
    renderer = Listing(listed)
    lines, sound = check_references(task, lambda: renderer, must=True)
    assert not sound
    assert renderer.closed == 1
    assert [line.rpartition('"')[2] for line in lines[:-1]] == [
        ": The reference program ended as runtime_error: ended as runtime_error.",
        ": The elements of the reference program's figure could not be recorded.",
        ": The reference's element list cannot be used: drawn again, it is not the picture (ink F1 0.00).",
        ": The reference's element list cannot be used: it is of a picture of 25 x 24 pixels.",
        ": The reference's element list cannot be used: all that shows was cut from it.",
        ": the element list was cut; 7 marks are not scored.",
    ]
    assert 'line 1, id "s0"' in lines[0]
    assert lines[-1] == "6 reference programs were run; 5 cannot be scored by their elements."


def test_a_list_that_was_cut_is_said_and_is_no_fault(tmp_path: Path) -> None:
    task = task_of(tmp_path, program("a"))
    lines, sound = check_references(task, lambda: Listing(lambda _: element_list(cut=7)), must=True)
    assert sound
    assert "7 marks are not scored" in lines[0]


def test_without_a_sandbox_nothing_is_run_and_it_says_so(tmp_path: Path) -> None:
    def none() -> Any:
        raise UserError("No sandbox works here.")

    task = load_task(str(write_task(tmp_path, program_rows(3))))
    lines, sound = check_references(task, none, must=False)
    assert (lines, sound) == (["The 3 reference programs were not run. No sandbox works here."], True)
    with pytest.raises(UserError, match="No sandbox works here"):
        check_references(task, none, must=True)


def test_pictures_alone_need_no_sandbox(tmp_path: Path) -> None:
    def none() -> Any:
        raise AssertionError("the sandbox was opened")

    assert check_references(task_of(tmp_path, None), none, must=True) == (["No figure has a reference program."], True)


def test_a_failing_sandbox_is_no_finding(tmp_path: Path) -> None:
    renderer = Listing(lambda _: element_list())
    with pytest.raises(IncompleteError, match='id "s0": the sandbox failed'):
        check_references(task_of(tmp_path, program("a", "sandbox_error")), lambda: renderer, must=False)
    assert renderer.closed == 1
