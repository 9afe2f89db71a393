"""The pairs on which the speed of scoring is measured: every reference of `v1` with four candidates.

`identical`: the reference itself. `tracer`: what `baseline/tracer` makes of the picture. `canvas`: the same figure on a
larger canvas, or with more paper or at another resolution where it cannot grow. `another`: the next figure, so that
registration and matching find little.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from stem2code_eval.data.task import load_task
from stem2code_eval.models.tracer.trace import trace_program
from stem2code_eval.pipeline.scoring import PairFiles
from stem2code_eval.render.batch import render_all
from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.types import Renderer
from stem2code_eval.synth.perturb import equivalents

KINDS = ("identical", "tracer", "canvas", "another")
_DRAWN = ("reference", "tracer", "canvas")
_CANVAS = ("canvas_larger", "margin", "resolution")


def draw_pairs(folder: Path, sandbox: str, count: int) -> dict[str, list[PairFiles]]:
    """Return the pairs by kind; what a folder holds already is not drawn again.

    Args:
        folder: where pictures and element lists are kept.
        sandbox: name of a sandbox.
        count: how many references, evenly over `v1`.
    """
    entries = [entry for entry in load_task("stem_figures").entries if entry.sample]
    chosen = [entries[i * len(entries) // count] for i in range(count)]
    programs = {entry.id: entry.sample.reference_code or "" for entry in chosen if entry.sample}
    folder.mkdir(parents=True, exist_ok=True)
    names = list(programs)
    if not all(_is_drawn(folder / f"{name}.{kind}") for name in names for kind in _DRAWN):
        _draw_all(folder, sandbox, programs)
    others = dict(zip(names, names[1:] + names[:1], strict=True))
    return {
        "identical": [_pair(folder, name, f"{name}.reference") for name in names],
        "tracer": [_pair(folder, name, f"{name}.tracer") for name in names],
        "canvas": [_pair(folder, name, f"{name}.canvas") for name in names],
        "another": [_pair(folder, name, f"{others[name]}.reference") for name in names],
    }


def _draw_all(folder: Path, sandbox: str, programs: Mapping[str, str]) -> None:
    with open_renderer(sandbox, say=lambda line: print(line, file=sys.stderr)) as renderer:
        _draw(renderer, folder, {f"{name}.reference": program for name, program in programs.items()})
        traced = {folder / f"{name}.tracer": _file(folder / f"{name}.reference", "png") for name in programs}
        missing = {path.name: picture for path, picture in traced.items() if not _is_drawn(path)}
        _draw(renderer, folder, {name: trace_program(picture.read_bytes()) for name, picture in missing.items()})
        _draw(renderer, folder, {f"{name}.canvas": _on_another_canvas(program) for name, program in programs.items()})


def without_lists(pair: PairFiles) -> PairFiles:
    """Return a pair of pictures alone."""
    return PairFiles(pair.reference, pair.candidate)


def _pair(folder: Path, reference: str, candidate: str) -> PairFiles:
    one, other = folder / f"{reference}.reference", folder / candidate
    return PairFiles(_file(one, "png"), _file(other, "png"), _file(one, "json"), _file(other, "json"))


def _file(path: Path, kind: str) -> Path:
    return path.with_name(f"{path.name}.{kind}")


def _is_drawn(path: Path) -> bool:
    return _file(path, "png").exists()  # written last


def _on_another_canvas(program: str) -> str:
    made = {variant.kind: variant.program for variant in equivalents(program) if variant.kind in _CANVAS}
    return next(made[kind] for kind in _CANVAS if kind in made)


def _draw(renderer: Renderer, folder: Path, programs: Mapping[str, str]) -> None:
    wanted = {folder / name: program for name, program in programs.items() if not _is_drawn(folder / name)}
    for path, rendering in render_all(renderer, wanted):
        if rendering.png is None or rendering.elements is None:
            raise SystemExit(f"{path.name} was not drawn: {rendering.outcome}. {rendering.message}")
        _file(path, "json").write_bytes(rendering.elements)
        _file(path, "png").write_bytes(rendering.png)
