"""Draw programs without isolation, with the code that draws them in the sandbox. Runs in the renderer's environment.

python driver.py RUNNER_PARENT one DPI < program > picture.png
python driver.py RUNNER_PARENT many DPI FONTS < [programs as JSON] > {"cpu_s": [...], "wall_s": ..., "sha256": [...]}
"""

import hashlib
import json
import os
import resource
import sys
import time
import types
from pathlib import Path


def cpu_s() -> float:
    """Return the CPU seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def draw(program: str, dpi: float):
    """Run a program and return its figure as `runner.capture.Snapshot`."""
    import matplotlib.pyplot as plt
    from runner import capture

    plt.switch_backend("agg")
    watch = capture.Watch(dpi)
    watch.install()
    exec(compile(program, "program.py", "exec"), types.ModuleType("__main__").__dict__)
    return watch.choose()


def one(dpi: float) -> None:
    """What an evaluator does that starts an interpreter for every program."""
    png = draw(sys.stdin.read(), dpi).png()
    sys.stdout.buffer.write(png)


def many(dpi: float, fonts: str) -> None:
    """Everything imported once, programs one after the other, figures closed and defaults restored in between."""
    from runner import capture, warm

    programs = json.load(sys.stdin)
    warm.warm_up(fonts)
    import matplotlib
    import matplotlib.pyplot as plt

    patched = [(capture.Figure, name) for name in ("__init__", "savefig", "show")]
    patched += [(plt, "show"), (plt, "switch_backend"), (matplotlib, "use")]
    before = [getattr(place, name) for place, name in patched]
    spent, hashes, started = [], [], time.monotonic()
    for program in programs:
        start = cpu_s()
        warm.reseed()
        snapshot = draw(program, dpi)
        plt.close("all")
        for (place, name), value in zip(patched, before, strict=True):
            setattr(place, name, value)
        warm._set_defaults()
        spent.append(cpu_s() - start)
        hashes.append(hashlib.sha256(snapshot.png()).hexdigest())
    print(json.dumps({"cpu_s": spent, "wall_s": time.monotonic() - started, "sha256": hashes}))


if __name__ == "__main__":
    os.environ.setdefault("MPLBACKEND", "agg")
    sys.path[0] = str(Path(sys.argv[1]))
    if sys.argv[2] == "one":
        one(float(sys.argv[3]))
    else:
        many(float(sys.argv[3]), sys.argv[4])
