"""Draw programs without isolation, with the code that draws them in the sandbox. Runs in the renderer's environment.

python driver.py RUNNER_PARENT one DPI < program > picture.png
python driver.py RUNNER_PARENT many DPI FONTS < [programs as JSON] > {"cpu_s": [...], "wall_s": ..., "sha256": [...]}
"""

import contextlib
import hashlib
import json
import os
import resource
import sys
import tempfile
import time
import types
from pathlib import Path


def cpu_s() -> float:
    """Return the CPU seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def draw(program: str, watch, dpi: float):
    """Run a program under an installed `runner.capture.Watch` and return its figure as `runner.capture.Snapshot`."""
    watch.begin(dpi)
    exec(compile(program, "program.py", "exec"), types.ModuleType("__main__").__dict__)
    return watch.choose()


def one(dpi: float) -> None:
    """What an evaluator does that starts an interpreter for every program."""
    import matplotlib.pyplot as plt
    from runner.capture import Watch

    plt.switch_backend("agg")
    watch = Watch()
    watch.install()
    png = draw(sys.stdin.read(), watch, dpi).png()
    sys.stdout.buffer.write(png)


def many(dpi: float, fonts: str) -> None:
    """Everything imported once, programs one after the other, figures closed and defaults restored in between."""
    from runner import warm
    from runner.capture import Watch

    programs, watch = json.load(sys.stdin), Watch()
    warm.warm_up(watch, fonts)
    import matplotlib.pyplot as plt

    spent, hashes, started = [], [], time.monotonic()
    for program in programs:
        start = cpu_s()
        warm.reseed()
        snapshot = draw(program, watch, dpi)
        plt.close("all")
        warm._set_defaults()
        spent.append(cpu_s() - start)
        hashes.append(hashlib.sha256(snapshot.png()).hexdigest())
    print(json.dumps({"cpu_s": spent, "wall_s": time.monotonic() - started, "sha256": hashes}))


def fork(dpi: float, fonts: str) -> None:
    """As `many`, but every program in a fork of its own, still without isolation: what forking alone costs."""
    from runner import warm
    from runner.capture import Watch

    programs, watch = json.load(sys.stdin), Watch()
    warm.warm_up(watch, fonts)
    started = cpu_s()
    spent = faults = 0.0
    for program in programs:
        pid = os.fork()
        if pid == 0:
            draw(program, watch, dpi)
            os._exit(0)
        used = os.wait4(pid, 0)[2]
        spent += used.ru_utime + used.ru_stime
        faults += used.ru_minflt
    spent += cpu_s() - started
    print(json.dumps({"cpu_s": spent, "faults": faults, "page_us": page_copy_us()}))


def page_copy_us() -> float:
    """Return what it costs, in CPU microseconds, to write to a page that a fork shares with its parent."""
    pages, size = 20_000, resource.getpagesize()
    memory = bytearray(os.urandom(1) * (pages * size))
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        spent = []
        for _ in range(2):  # the second time, no page is copied: what the loop itself costs
            start = cpu_s()
            for at in range(0, len(memory), size):
                memory[at] = 1
            spent.append(cpu_s() - start)
        os.write(write, json.dumps(spent).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    first, second = json.loads(os.read(read, 1000))
    return 1e6 * (first - second) / pages


if __name__ == "__main__":
    os.environ.setdefault("MPLBACKEND", "agg")
    runner, mode, dpi, *fonts = sys.argv[1:]
    sys.path[0] = str(Path(runner).resolve())
    fonts = [str(Path(file).resolve()) for file in fonts]
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):  # programs save files where they run
        {"one": one, "many": many, "fork": fork}[mode](float(dpi), *fonts[: mode != "one"])
