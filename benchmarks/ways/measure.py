"""One batch of programs in each way: throughput with every core busy, and CPU time."""

import hashlib
import json
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.render.choose import open_renderer
from stem2code_eval.render.launchers.common import runner_environment
from stem2code_eval.render.provision import find_environment
from stem2code_eval.resources import sandbox_folder
from ways import usage

DRIVER = Path(__file__).with_name("driver.py")
DPI = 150
_SETTLE_S = 1.0
"""Seconds after which jails that start have ended their trial processes."""
CORES = len(os.sched_getaffinity(0))


@dataclass
class Cost:
    """Of one batch."""

    renders: int
    wall_s: float
    cpu_s: float
    """Of everything that took part, the container engine apart."""
    engine_cpu_s: float = 0.0
    pictures: tuple[str, ...] = ()
    """SHA-256 of each picture."""

    @property
    def per_second(self) -> float:
        """Renders per second of wall time."""
        return self.renders / self.wall_s

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds per render."""
        return 1000 * self.cpu_s / self.renders

    def as_json(self) -> dict[str, float]:
        """Return what a report says of a batch."""
        found = asdict(self) | {"per_second": round(self.per_second, 2), "cpu_ms": round(self.cpu_ms, 1)}
        return {name: value for name, value in found.items() if name not in ("pictures", "cpu_s", "engine_cpu_s")}


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _batch(programs: Sequence[str], render: Callable[[str], bytes]) -> Cost:
    own, children, engine = time.process_time(), _children_cpu_s(), usage.cpu_s(usage.engine())
    started = time.monotonic()
    with ThreadPoolExecutor(CORES) as threads:
        pictures = list(threads.map(render, programs))
    wall = time.monotonic() - started
    cpu = time.process_time() - own + _children_cpu_s() - children
    hashes = tuple(hashlib.sha256(picture).hexdigest() for picture in pictures)
    return Cost(len(programs), wall, cpu, usage.cpu_s(usage.engine()) - engine, hashes)


def _checked(command: list[str], program: str, environment: dict[str, str] | None = None) -> bytes:
    done = subprocess.run(command, input=program.encode(), capture_output=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"a program failed: {done.stderr.decode()[-500:]}")
    return done.stdout


def _python() -> str:
    environment = find_environment()
    if environment is None:
        raise SystemExit("the renderer's environment is not built: stem2code-eval doctor --build")
    return str(environment.python)


def fresh_interpreter(programs: Sequence[str]) -> Cost:
    """A new interpreter for every program, bytecode and matplotlib's font list cached, no isolation."""
    command = [_python(), "-s", str(DRIVER), str(sandbox_folder()), "one", str(DPI)]
    with tempfile.TemporaryDirectory() as folder:
        environment = runner_environment(folder)
        del environment["PYTHONDONTWRITEBYTECODE"]
        for program in programs[:2]:
            _checked(command, program, environment)
        return _batch(programs, lambda program: _checked(command, program, environment))


def docker_run(programs: Sequence[str]) -> Cost:
    """A new hardened container for every program, as `docker run` of the command line client starts it."""
    import docker

    from stem2code_eval.render.launchers.docker import connect
    from stem2code_eval.render.provision import find_image

    image = find_image(connect())
    if image is None:
        raise docker.errors.ImageNotFound("the renderer image is not built: stem2code-eval doctor --build")
    seccomp = sandbox_folder() / "seccomp.json"
    command = ["docker", "run", "--rm", "--interactive", "--network", "none", "--read-only", "--cap-drop", "ALL"]
    command += ["--security-opt", "no-new-privileges", "--security-opt", f"seccomp={seccomp}", "--ipc", "none"]
    command += ["--pids-limit", "80", "--memory", "2816m", "--memory-swap", "2816m", "--cpus", "1"]
    command += ["--tmpfs", "/work:size=256m,mode=1777,noexec,nosuid,nodev", "--ulimit", "nofile=256"]
    command += ["--log-driver", "none", "--user", "12345:12345"]
    for name, value in runner_environment("/work").items():
        command += ["--env", f"{name}={value}"]
    command += ["--entrypoint", "/opt/stem2code/bin/python", str(image), "-s", "-B", "-c", DRIVER.read_text()]
    command += ["/opt/stem2code", "one", str(DPI)]
    before = usage.cpu_s(usage.engine())
    cost = _batch(programs, lambda program: _checked(command, program))
    cost.engine_cpu_s = usage.cpu_s(usage.engine()) - before
    return cost


def _driven(mode: str, programs: Sequence[str]) -> Any:
    fonts = sandbox_folder() / "fonts.toml"
    command = [_python(), "-s", "-B", str(DRIVER), str(sandbox_folder()), mode, str(DPI), str(fonts)]
    with tempfile.TemporaryDirectory() as folder:
        return json.loads(_checked(command, json.dumps(list(programs)), runner_environment(folder)))


def forks(programs: Sequence[str]) -> dict[str, float]:
    """Return what forking alone costs, without isolation: CPU and page faults per render, and the cost of one page."""
    told = _driven("fork", programs)
    return {
        "cpu_ms": round(1000 * told["cpu_s"] / len(programs), 1),
        "page_faults": round(told["faults"] / len(programs)),
        "us_per_copied_page": round(told["page_us"], 2),
    }


def warm_process(programs: Sequence[str], at_once: int = 1) -> Cost:
    """Everything imported once in one process, no isolation at all: the floor. Its start is not counted.

    Args:
        programs: what to draw.
        at_once: such processes side by side, each of which draws all of them.
    """
    with ThreadPoolExecutor(at_once) as threads:
        told = list(threads.map(lambda _: _driven("many", programs), range(at_once)))
    wall = max(one["wall_s"] for one in told) * at_once / CORES
    return Cost(at_once * len(programs), wall, sum(sum(one["cpu_s"]) for one in told), 0.0, tuple(told[0]["sha256"]))


@dataclass
class Start:
    """A pool's start and its memory."""

    first_s: float
    """Seconds until it takes programs."""
    all_s: float
    """Seconds until every worker is up, spare included."""
    memory_mb: float
    """Per jail, warm, shared pages counted once."""


def sandbox(name: str, programs: Sequence[str], rounds: int) -> tuple[Start, list[Cost]]:
    """The renderer itself, with as many workers as cores."""
    started = time.monotonic()
    others = set(usage.runners())
    with open_renderer(name, say=lambda line: None) as pool:
        first = time.monotonic() - started
        jails = pool.workers + 1
        with ThreadPoolExecutor(jails) as threads:
            list(threads.map(pool.render, programs[: 2 * jails]))
        while len([pid for pid in usage.runners() if pid not in others]) < 2 * jails:
            time.sleep(0.05)
        all_up = time.monotonic() - started
        time.sleep(_SETTLE_S)
        ours = [pid for pid in usage.runners() if pid not in others]
        start = Start(first, all_up, usage.memory_mb(ours) / jails)

        def render(program: str) -> bytes:
            rendering = pool.render(program)
            if rendering.png is None:
                raise SystemExit(f"a program failed in {name}: {rendering.message}")
            return rendering.png

        costs = []
        for _ in range(rounds):
            before = usage.cpu_s(ours)
            cost = _batch(programs, render)
            cost.cpu_s += usage.cpu_s(ours) - before
            costs.append(cost)
    return start, costs
