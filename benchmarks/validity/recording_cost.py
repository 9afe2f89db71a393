"""What noting the elements adds to drawing a figure. Runs in the renderer's environment, without isolation.

python recording_cost.py RUNNER_PARENT DPI FONTS < [programs as JSON] > [[plain_ms, recorded_ms] or null, ...]

Each program runs in a fork of a warm process; its figure is drawn with and without noting, in turn, and the fastest
of each counts. Both are drawing alone: the program, the import and the compression of the picture are left out.
"""

import contextlib
import json
import os
import sys
import tempfile
import time
import types
from pathlib import Path

ROUNDS = 3


class Taken(BaseException):
    """Ends a program at the figure that counts."""

    def __init__(self, figure) -> None:
        self.figure = figure


def figure_of(program: str):
    """Run a program up to its `savefig` and return the figure."""
    from matplotlib.figure import Figure

    def take(figure, *args: object, **kwargs: object) -> None:
        raise Taken(figure)

    Figure.savefig = take
    try:
        exec(compile(program, "program.py", "exec"), types.ModuleType("__main__").__dict__)
    except Taken as taken:
        return taken.figure
    raise ValueError("the program saves no figure")


def cost(program: str, dpi: float) -> list[float]:
    """Return the CPU milliseconds of drawing a program's figure without and with noting its elements."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from runner.recorder import Recorder

    class Recording(FigureCanvasAgg):
        def get_renderer(self):
            self.renderer = Recorder(*self.figure.bbox.size, self.figure.dpi)
            return self.renderer

    def drawing(canvas_class: type) -> float:
        canvas = canvas_class(figure)
        start = time.process_time()
        canvas.draw()
        if canvas_class is Recording:
            canvas.renderer.notes.list.to_json("#ffffff")
        return 1000 * (time.process_time() - start)

    figure = figure_of(program)
    figure._set_dpi(dpi, forward=False)
    drawing(FigureCanvasAgg)
    pairs = [(drawing(FigureCanvasAgg), drawing(Recording)) for _ in range(ROUNDS)]
    return [min(times) for times in zip(*pairs, strict=True)]


def in_fork(program: str, dpi: float) -> list[float] | None:
    """Return `cost`, measured in a process of its own; None when the program fails."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            os.write(write, json.dumps(cost(program, dpi)).encode())
        finally:
            os._exit(0)
    os.close(write)
    with open(read, "rb") as answer:
        said = answer.read()
    os.waitpid(pid, 0)
    return json.loads(said) if said else None


if __name__ == "__main__":
    sys.path[0] = str(Path(sys.argv[1]).resolve())
    from runner import warm
    from runner.capture import Watch

    programs = json.load(sys.stdin)
    warm.warm_up(Watch(), str(Path(sys.argv[3]).resolve()))
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):  # programs may write where they run
        print(json.dumps([in_fork(program, float(sys.argv[2])) for program in programs]))
