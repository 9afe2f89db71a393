"""Programs of every kind: quick, slow but within the limits, beyond them, asleep, and failing."""

import time
from dataclasses import dataclass

from stem2code_eval.render.types import Limits, Renderer
from ways.programs import references

_PLOT = "\nimport matplotlib.pyplot as plt\nplt.plot([0, {n}, 1])\nplt.show()\n"
_LOOP = "total = 0\nfor i in range({turns}):\n    total += i * i\n"
_SLEEP = "import time\ntime.sleep({seconds})\n"
_FAILING = (
    "x = (1,\n",
    "import no_such_module\n",
    "import matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.show(\n",
    "raise ValueError('no')\n",
    "print('nothing to see')\n",
    "import os\nos._exit(3)\n",
    "import os\nos.abort()\n",
    "x = bytearray(3 << 30)\n",
    "open('/etc/shadow')\n",
    "import socket\nsocket.socket()\n",
)
_CALIBRATION_TURNS = 2_000_000


@dataclass(frozen=True)
class Kind:
    """Programs that end alike, and what they are called in a table."""

    name: str
    programs: tuple[str, ...]


def turns_per_second(renderer: Renderer) -> float:
    """Return how many turns of the slow loop take one CPU second; the best of five renders, to be taken when idle."""
    base = min(renderer.render("x = 0" + _PLOT.format(n=0)).cpu_s for _ in range(5))
    time.sleep(0.1)
    loop = _LOOP.format(turns=_CALIBRATION_TURNS) + _PLOT.format(n=0)
    return _CALIBRATION_TURNS / (min(renderer.render(loop).cpu_s for _ in range(5)) - base)


def mixture(quick: int, few: int, limits: Limits, speed: float) -> list[Kind]:
    """Return the kinds.

    Args:
        quick: how many reference programs of the shipped task.
        few: how many programs of each kind beyond a limit; twice as many come near one, six times as many fail.
        limits: that the slow ones come near to or pass.
        speed: turns per CPU second (see `turns_per_second`).
    """

    def looping(share: float, count: int) -> tuple[str, ...]:
        turns = int(share * limits.cpu_s * speed)
        return tuple(_LOOP.format(turns=turns + n) + _PLOT.format(n=n) for n in range(count))

    def sleeping(share: float, count: int) -> tuple[str, ...]:
        return tuple(_SLEEP.format(seconds=share * limits.wall_s) + _PLOT.format(n=n) for n in range(count))

    return [
        Kind("references of v1", tuple(references(quick))),
        Kind("60 % of the CPU limit", looping(0.6, 2 * few)),
        Kind("170 % of the CPU limit", looping(1.7, few)),
        Kind("asleep for 80 % of the wall limit", sleeping(0.8, 2 * few)),
        Kind("asleep for 130 % of the wall limit", sleeping(1.3, few)),
        Kind("failing", tuple(f"# {n}\n{_FAILING[n % len(_FAILING)]}" for n in range(max(6 * few, len(_FAILING))))),
    ]
