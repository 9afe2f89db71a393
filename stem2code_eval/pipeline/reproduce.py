"""From the options of `stem2code-eval reproduce` to a second run folder, what differs, and a verdict.

Two levels. `responses` believes the stored answers and makes all else again: free, and exact. `model` asks the model
and the judges again, which may cost money and is therefore never done unasked.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

from rich.console import Console

from stem2code_eval.data.files import write_json
from stem2code_eval.data.task import Task
from stem2code_eval.errors import ExitCode, IncomparableError, UserError
from stem2code_eval.pipeline.discrepancies import (
    ANSWERS,
    FLAGS,
    LISTS,
    OUTCOMES,
    PICTURES,
    Discrepancies,
    discrepancies,
)
from stem2code_eval.pipeline.interrupt import Interrupted
from stem2code_eval.pipeline.launch import prepare
from stem2code_eval.pipeline.manifest import Manifest
from stem2code_eval.pipeline.progress import Progress, make_progress
from stem2code_eval.pipeline.reading import RunFolder
from stem2code_eval.pipeline.rederive import Again, rederive, refuse_another, refuse_used, task_again
from stem2code_eval.pipeline.remembered import Named, describe_asking, options_again
from stem2code_eval.pipeline.reproduction_table import print_reproduction, to_json
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.store import Store

RESPONSES, MODEL = "responses", "model"
REPORT = "reproduction.json"
_REPEATS = "reproduction_of"
"""The field of `run.json` that says which run this one repeats."""


class Verdict(StrEnum):
    """What came of it."""

    REPRODUCED = "reproduced"
    DIFFERS = "differs"
    INCOMPLETE = "incomplete"

    @property
    def exit_code(self) -> ExitCode:
        """Return the exit code that says so."""
        return {"reproduced": ExitCode.DONE, "differs": ExitCode.FAILED}.get(self, ExitCode.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user chose; see `stem2code_eval.cli.reproduce` for each."""

    run: Path
    level: str
    out: Path | None
    within: float
    named: Named
    quiet: bool
    as_json: bool


def launch_reproduce(wish: Wish) -> int:
    """Make the run again, print and write down what differs, and return the exit code.

    Raises:
        IncomparableError: the same run cannot be had here.
        UserError: whatever else the user can mend.
    """
    if wish.level not in (RESPONSES, MODEL):
        raise UserError(f'--from is "{wish.level}"; it is {RESPONSES} (free) or {MODEL} (asks the model again).')
    progress = make_progress(Console(stderr=True), wish.quiet)
    source, named = RunFolder(wish.run), wish.named
    task = task_again(source.manifest, wish.named.task)
    out = wish.out or _beside(wish.run)
    progress.say(f"The new folder is {out}.")
    try:
        if wish.level == RESPONSES:
            rederive(source, out, task, progress, Again(named.sandbox, named.workers, named.clip))
        else:
            _ask_again(source, out, task, progress, wish)
    except Interrupted as interrupted:
        progress.say(_how_to_go_on(wish.level, out))
        return interrupted.exit_code
    found = discrepancies(source, RunFolder(out))
    verdict, why = judge(found, wish.level, wish.within)
    said: dict[str, Any] = {
        "run": str(wish.run),
        "again": str(out),
        "from": wish.level,
        "within": wish.within,
        "verdict": str(verdict),
        "why": why,
        **to_json(found),
    }
    write_json(out / REPORT, said)
    if wish.as_json:
        print(json.dumps(said))
    else:
        print_reproduction(Console(), said, found)
    return int(verdict.exit_code)


def judge(found: Discrepancies, level: str, within: float) -> tuple[Verdict, list[str]]:
    """Return the verdict and what it rests on.

    Everything has to be the same to the last digit. Two things may excuse differences: another renderer (its pictures
    and element lists), and answers that were asked for again. Then outcomes and flags may differ as well and scores are
    held against `within`: the 95 % interval of each metric's change has to lie inside of it, and 0 leaves no room.

    Args:
        found: all that differs.
        level: `responses` or `model`.
        within: points.
    """
    excused = within > 0 and (found.fingerprint is not None or (level == MODEL and bool(found.of(ANSWERS))))
    pardoned = {LISTS, PICTURES, "references"} if found.fingerprint is not None else set()
    if level == MODEL:
        pardoned |= {ANSWERS, "programs", PICTURES, LISTS}
    if excused:
        pardoned |= {OUTCOMES, FLAGS}
    why = [
        f"{len(each.differing)} of {each.n} {each.name} differ"
        for each in found.compared
        if each.differing and each.name not in pardoned
    ]
    for metric in found.metrics:
        if excused:
            if metric.differing and not _inside(metric.interval, within):
                why.append(f"{metric.name} is not shown to lie within {within:g} points")
        elif metric.differing:
            why.append(f"{len(metric.differing)} of {metric.n} scores by {metric.name} differ")
    if not excused:
        why += [f"results.json: {each}" for each in found.results if not found.without_result]
    why += [f"altered: {each}" for each in found.altered]
    if why:
        return Verdict.DIFFERS, why
    if found.without_result:
        return Verdict.INCOMPLETE, [f"{len(found.without_result)} answers have no result in one of the folders"]
    return Verdict.REPRODUCED, []


def _inside(interval: tuple[float, float] | None, within: float) -> bool:
    return interval is not None and -within <= interval[0] and interval[1] <= within


def _ask_again(source: RunFolder, out: Path, task: Task, progress: Progress, wish: Wish) -> None:
    manifest = source.manifest
    options = options_again(manifest, out, wish.named)
    mark = {_REPEATS: _identity(manifest)}
    _refuse_foreign(out, mark)
    progress.say(describe_asking(options, source.n_answers))
    try:
        run, scorer = prepare(options, task, progress)
    except UserError as error:
        raise IncomparableError(f"The run cannot be repeated here: {error}") from error
    refuse_another(manifest, run.manifest, task)
    run.manifest.update(mark)
    with Store(out, progress.say) as store:
        execute(run, store, progress, scorer)


def _identity(manifest: Manifest) -> dict[str, Any]:
    return {"start": manifest["start"], "model": manifest["model"]["name"], "dataset": manifest["task"]["dataset_hash"]}


def _refuse_foreign(out: Path, mark: dict[str, Any]) -> None:
    """Raise where a folder holds anything but the beginning of this very reproduction, which is gone on with."""
    if (out / "run.json").exists() and RunFolder(out).manifest.get(_REPEATS) == mark[_REPEATS]:
        return
    refuse_used(out)


def _beside(run: Path) -> Path:
    """Return the first folder beside a run that is not there yet: RUN-reproduced, RUN-reproduced-2, ..."""
    whole = run.resolve()
    names = (f"{whole.name}-reproduced" + ("" if number == 1 else f"-{number}") for number in count(1))
    name = next(name for name in names if not (whole.parent / name).exists())
    return run.parent / name if run.name == whole.name else whole.parent / name


def _how_to_go_on(level: str, out: Path) -> str:
    if level == MODEL:
        return f"Stopped; repeat the command with --out {out} to go on."
    return f"Stopped; repeat the command to begin anew ({out} can be deleted)."
