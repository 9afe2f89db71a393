"""Program files through a renderer, in order, and the line that tells how each ended."""

import contextlib
import json
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.pipeline.terminal import plain
from stem2code_eval.render.leaving import leave_at_once
from stem2code_eval.render.types import Renderer, Rendering


def read_programs(files: Sequence[Path]) -> dict[Path, str]:
    """Return the text of every file; bytes that are not UTF-8 become U+FFFD and are for the interpreter to judge.

    Raises:
        UserError: a file cannot be read.
    """
    programs = {}
    for file in files:
        try:
            programs[file] = file.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            raise UserError(f"{file} cannot be read: {error.strerror}. Give the paths of Python programs.") from error
    return programs


def output_paths(files: Sequence[Path], output: Path | None, suffix: str) -> dict[Path, Path]:
    """Return where what each program draws goes; empty without an output.

    Args:
        files: the programs.
        output: one file, which ends with `suffix`, or a folder.
        suffix: `.png` for pictures, `.json` for element lists.

    Raises:
        UserError: a single file was named for several programs, or two programs share a name in one folder.
    """
    if output is None:
        return {}
    if output.suffix.lower() == suffix and not output.is_dir():
        if len(files) != 1:
            raise UserError(f"{output} is one file, but there are {len(files)} programs. Name a folder.")
        output.parent.mkdir(parents=True, exist_ok=True)
        return {files[0]: output}
    names = [file.stem for file in files]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserError(
            f"Two programs are called {twice[0]}.py; what they draw would overwrite each other in {output}."
        )
    output.mkdir(parents=True, exist_ok=True)
    return {file: output / f"{file.stem}{suffix}" for file in files}


def render_all(renderer: Renderer, programs: Mapping[Path, str]) -> Iterator[tuple[Path, Rendering]]:
    """Render programs, as many at once as the renderer has workers; yields in the order given.

    When the caller stops early, nothing is waited for: closing the renderer ends what is under way.
    """
    threads = ThreadPoolExecutor(renderer.workers)
    try:
        yield from zip(programs, threads.map(renderer.render, programs.values()), strict=True)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM leave the block as `SystemExit` with 128 plus the signal's number.

    What the block holds is thus released on the way out; a second signal kills the process at once. Main thread only.
    """

    def stop(number: int, _: object) -> NoReturn:
        for each in before:
            signal.signal(each, leave_at_once)
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def describe(file: Path, rendering: Rendering, as_json: bool) -> str:
    """Return one line about a rendering: the JSON object of the command line's contract, or words."""
    if as_json:
        row = {
            "file": str(file),
            "outcome": rendering.outcome.value,
            "flags": list(rendering.flags),
            "cpu_s": round(rendering.cpu_s, 4),
            "wall_s": round(rendering.wall_s, 4),
            "width": rendering.width,
            "height": rendering.height,
            "image_sha256": sha256_bytes(rendering.png) if rendering.png else None,
            "message": rendering.message,
        }
        return json.dumps(row)
    size = f" {rendering.width} x {rendering.height}" if rendering.png else ""
    flags = f" [{', '.join(rendering.flags)}]" if rendering.flags else ""
    return f"{file}: {rendering.outcome}{size}{flags} {rendering.cpu_s:.2f} s CPU {plain(rendering.message)}".rstrip()
