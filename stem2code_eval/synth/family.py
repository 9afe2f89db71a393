"""Figure families: pure functions from a seed to a program that draws a STEM figure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

SUBJECTS = (
    "plane_geometry",
    "solid_geometry",
    "analytic_geometry",
    "functions_calculus",
    "statistics",
    "mechanics",
    "optics_waves",
    "circuits",
    "chemistry",
    "graphs_automata",
    "puzzles_grids",
)
LEVELS = (1, 2, 3)

Facts = dict[str, Any]
"""What is true of the figure, as JSON: `labels` (strings drawn), `counts`, `values`, `relations`."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a family's function returns: a program and what is true of its picture."""

    program: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class SynthFigure:
    """One generated figure."""

    family: str
    seed: int
    subject: str
    level: int
    program: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Family:
    """A named, parametric kind of figure."""

    name: str
    subject: str
    summary: str
    draw: Callable[[Random, int], Drawing]

    def figure(self, seed: int) -> SynthFigure:
        """Return the figure of `seed` (any integer >= 0); the same seed gives the same program for ever.

        The level is `seed % 3 + 1`, so that consecutive seeds cover all levels evenly.
        """
        level = seed % len(LEVELS) + 1
        drawing = self.draw(Random(f"{self.name}:{seed}"), level)  # noqa: S311
        return SynthFigure(self.name, seed, self.subject, level, drawing.program, drawing.facts)


FAMILIES: dict[str, Family] = {}


def family(subject: str) -> Callable[[Callable[[Random, int], Drawing]], Family]:
    """Register the decorated function `(rng, level) -> Drawing` as a family named after it.

    The first line of its docstring becomes the family's summary.
    """
    if subject not in SUBJECTS:
        raise ValueError(f"unknown subject {subject!r}")

    def register(draw: Callable[[Random, int], Drawing]) -> Family:
        if draw.__name__ in FAMILIES:
            raise ValueError(f"two families are called {draw.__name__!r}")
        summary = (draw.__doc__ or "").strip().splitlines()[0]
        made = Family(draw.__name__, subject, summary, draw)
        FAMILIES[made.name] = made
        return made

    return register


_PLACEHOLDER = re.compile(r"«(\w+)(!code)?»")


def fill(template: str, **values: Any) -> str:
    r"""Return `template` with each `«name»` replaced by the Python literal of its value.

    `«name!code»` puts a string in as it is, as source text. Leading and trailing blank lines go; the result ends
    with one newline.

    Raises:
        KeyError: a placeholder has no value.
    """

    def put(match: re.Match[str]) -> str:
        value = values[match[1]]
        return str(value) if match[2] else literal(value)

    return _PLACEHOLDER.sub(put, template).strip("\n") + "\n"


def literal(value: Any) -> str:
    """Return `value` as a person would type it: floats to at most 4 decimals, double-quoted strings."""
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, float):
        rounded = round(value, 4)
        return repr(int(rounded)) if rounded == int(rounded) else repr(rounded)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, tuple):
        inner = ", ".join(literal(v) for v in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, list):
        return "[" + ", ".join(literal(v) for v in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    return repr(value)


def _quoted(text: str) -> str:
    if "\\" in text and '"' not in text and not text.endswith("\\") and text.isprintable():
        return f'r"{text}"'
    body = repr(text)[1:-1]
    return '"' + body.replace("\\'", "'").replace('"', '\\"') + '"' if '"' not in text else repr(text)
