"""The table of cases: what a response looks like, what a careful reader takes from it, and by which rule."""

from dataclasses import dataclass

from stem2code_eval.outcomes import Outcome


@dataclass(frozen=True)
class Case:
    """One row: a response, and the program or outcome it must give."""

    name: str
    text: str
    expected: str | Outcome
    """The exact program, or the outcome where there is none."""
    rule: str
    finish_reason: str | None = "stop"


PROGRAM = """import matplotlib.pyplot as plt

fig, ax = plt.subplots()
for x in range(3):
    ax.plot([x, x + 1], [0, 1], "k-")
    ax.text(x, 0, "$A_%d$" % x)
plt.show()
"""
OTHER = """import matplotlib.pyplot as plt

plt.plot([0, 1], [1, 0])
plt.savefig("b.png")
"""
BROKEN = """import matplotlib.pyplot as plt

plt.plot([0, 1], [1, 0]
plt.show()
"""


def fenced(code: str = PROGRAM, label: str = "python", mark: str = "```") -> str:
    """Return `code` in a plain fence."""
    return f"{mark}{label}\n{code}{mark}\n"


def indented(text: str, prefix: str) -> str:
    """Return `text` with `prefix` before every line that is not empty."""
    return "".join(prefix + line if line.strip() else line for line in text.splitlines(keepends=True))
