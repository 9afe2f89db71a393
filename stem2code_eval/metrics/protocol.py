"""What a metric is: a named, versioned, pure function of a reference and a candidate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

from stem2code_eval.figure.canonical import Canonical, canonicalise
from stem2code_eval.figure.decode import Planes, Rgb, planes_of
from stem2code_eval.figure.page import Page
from stem2code_eval.figure.registration import Registration, register
from stem2code_eval.metrics.scenes import Scenes


class Picture:
    """A decoded picture under one reading of its paper, with its canonical form."""

    def __init__(self, rgb: Rgb, page: Page) -> None:
        self.rgb = rgb
        """The whole picture, as decoded."""
        self.page = page
        """What is taken for the page, and the ink on it."""

    @cached_property
    def planes(self) -> Planes:
        """The channels of the whole picture, a single one where it is grey."""
        return self.page.planes if self.page.rgb is self.rgb else planes_of(self.rgb)

    @cached_property
    def canonical(self) -> Canonical:
        """The canonical picture, unmoved."""
        return canonicalise(self.page)


class PicturePair:
    """A reference and a candidate; what several metrics need is computed once, on first use."""

    def __init__(self, reference: Picture, candidate: Picture, scenes: Scenes | None = None) -> None:
        self.reference = reference
        self.candidate = candidate
        self.scenes = scenes
        """What the element lists say; None where there are only pictures."""
        self._measured: dict[str, Measurement] = {}

    @cached_property
    def registration(self) -> Registration:
        """The best allowed motion of the candidate onto the reference."""
        return register(self.reference.canonical, self.candidate.canonical)

    def measured(self, metric: "Metric") -> "Measurement":
        """Return what a metric says of this pair, measured once: metrics may be made of others."""
        if metric.name not in self._measured:
            self._measured[metric.name] = metric.measure(self)
        return self._measured[metric.name]


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one metric says of one pair."""

    value: float | None
    """0-100; None when it cannot be computed."""
    diagnostics: Mapping[str, float | None] = field(default_factory=dict)
    """Further numbers that explain the value and never count as a score."""
    reason: str = ""
    """One sentence; present exactly when `value` is None."""
    prepared: Any = None
    """What a `BatchMetric` takes from the pair, to be measured later with that of other pairs; `value` is None."""


class Metric(Protocol):
    """A metric. Instances hold no state that a call could change."""

    @property
    def name(self) -> str:
        """The name under which the score is stored."""
        ...

    @property
    def version(self) -> int:
        """Raised with every change that can move a score; part of the score's key."""
        ...

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Everything that fixes the number, as JSON; part of the score's key."""
        ...

    def measure(self, pair: PicturePair) -> Measurement:
        """Compare the two pictures; the reference has ink, the candidate may have none.

        Equal inputs give equal numbers, in any process. A metric that lacks what it needs returns None with
        the reason; it never estimates.
        """
        ...


@runtime_checkable
class BatchMetric(Metric, Protocol):
    """A metric that measures many pairs at once, in one process, since it holds what no second should hold as well."""

    @property
    def preparation(self) -> Metric:
        """Its first step, which any process can take: a metric whose measurements are `prepared`."""
        ...

    def finish(self, prepared: Sequence[Any]) -> list[Measurement]:
        """Return what it says of the pairs that were prepared, in their order; one pair's number hangs on no other."""
        ...


@dataclass(frozen=True, slots=True)
class Unmeasurable:
    """A metric that cannot be measured here: None for every pair, also for those that score 0 on all others."""

    name: str
    reason: str
    """One sentence: what is missing, and how to get it."""
    version: int = 1
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def measure(self, pair: PicturePair) -> Measurement:
        """Return None and the reason."""
        return Measurement(None, reason=self.reason)
