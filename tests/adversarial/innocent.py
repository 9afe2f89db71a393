"""The program that follows every hostile one, and what must be the same each time it runs."""

from dataclasses import dataclass

from stem2code_eval.render.pixels import pixel_sha256
from stem2code_eval.render.types import Rendering

INNOCENT = r"""
import gc
import os
import random
import signal
import sys
import threading
import time

import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(0, 2 * np.pi, 60)
fig, (left, right) = plt.subplots(1, 2)
left.plot(x, np.sin(x), label=r"$\sin(x)$")
left.plot(x, np.cos(x), "--", label="cosine")
left.set_title("Innocent 无辜")
left.legend()
right.scatter(np.random.rand(30), np.random.rand(30), c=np.arange(30))
right.bar(range(3), [random.random() for _ in range(3)], color="tab:orange")
right.set_xlabel(r"$\frac{a}{b} + \sqrt{2}$")
plt.show()

print("files", sorted(os.listdir(".")), sorted(os.listdir("..")))
print("threads", threading.active_count(), "hooks", len(gc.callbacks), sys.gettrace(), sys.getprofile())
print("alarm", signal.getitimer(signal.ITIMER_REAL), signal.getsignal(signal.SIGALRM), signal.pthread_sigmask(0, ()))
print("limits", sys.getrecursionlimit(), sys.getswitchinterval(), oct(os.umask(0o77)), time.tzname)
print("environment", sorted(name for name in os.environ if name != "HOSTNAME"))
try:
    print("children", os.waitpid(-1, os.WNOHANG))
except ChildProcessError:
    print("no children")
"""


@dataclass(frozen=True)
class Trace:
    """All that an innocent program shows of itself: outcome, pixels, and what it printed about its surroundings."""

    outcome: str
    pixels: str
    log: str
    message: str

    @classmethod
    def of(cls, rendering: Rendering) -> "Trace":
        pixels = pixel_sha256(rendering.png) if rendering.png else ""
        return cls(rendering.outcome.value, pixels, rendering.log, rendering.message)
