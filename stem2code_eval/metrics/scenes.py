"""The element lists of a pair as scenes: read, checked and compared once, for every metric that looks at structure."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from stem2code_eval.figure.decode import Rgb, decode, full_side

if TYPE_CHECKING:
    from stem2code_eval.figure.elements.scene import Scene
    from stem2code_eval.metrics.structure.compare import Comparison

_UNDRAWABLE = (ValueError, IndexError, ArithmeticError, MemoryError)
"""What lists raise that are well-formed and that no renderer makes: pieces without points, lines of 10^300 pixels."""
_MOST_CUT = 10**9
"""Of what a list says was cut from it, no more is repeated: a program may claim any number."""
NO_LIST = "The reference has no element list."


@dataclass(frozen=True, slots=True)
class Lists:
    """The element lists of a pair, as JSON bytes."""

    reference: bytes | None = None
    candidate: bytes | None = None
    drawing: bytes | None = None
    """The picture that was drawn with the reference's list, where that is not the reference picture itself."""
    absent: str = NO_LIST
    """Why there is no reference list, as a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One figure of a pair as a scene."""

    scene: "Scene | None" = None
    problem: str = ""
    """Why there is none that can be believed, as a clause."""
    agreement: float | None = None
    """Of the list, drawn again, with the picture; 0 to 1."""


class Scenes:
    """Both scenes of a pair and their comparison, each made on first use.

    Args:
        lists: of the pair.
        reference: the picture, encoded and decoded.
        candidate: the same; None where there is none.
    """

    def __init__(self, lists: Lists, reference: tuple[bytes, Rgb], candidate: tuple[bytes, Rgb] | None) -> None:
        self._lists = lists
        self._reference = reference
        self._candidate = candidate

    @cached_property
    def reference(self) -> Side:
        """The reference's scene."""
        if self._lists.drawing is not None:
            return _side(self._lists.reference, decode(self._lists.drawing, "reference's own drawing", reduced=False))
        return _side(self._lists.reference, _whole(*self._reference, "reference picture"))

    @cached_property
    def candidate(self) -> Side:
        """The candidate's scene."""
        if self._candidate is None:
            return _side(None, None)
        return _side(self._lists.candidate, _whole(*self._candidate, "candidate picture"))

    @property
    def untraced(self) -> bool:
        """True when the candidate has no list."""
        return self._lists.candidate is None

    @cached_property
    def tampered(self) -> bool:
        """True when the candidate's list is not what its picture shows."""
        return not self.untraced and self.candidate.scene is None

    @cached_property
    def absence(self) -> str:
        """Why nothing can be compared, as a sentence; empty when something can."""
        if self._lists.reference is None:
            return self._lists.absent
        return _unusable(self.reference)

    @cached_property
    def raster(self) -> bool:
        """True when the candidate shows pixels where the reference has lines and shapes."""
        from stem2code_eval.metrics.integrity import raster_flag

        reference, candidate = self.reference.scene, self.candidate.scene
        return reference is not None and candidate is not None and raster_flag(reference, candidate)

    @cached_property
    def compared(self) -> "tuple[Scene, Scene] | None":
        """The scenes as they are compared; None when one is missing."""
        from stem2code_eval.metrics.integrity import without_pixels

        reference, candidate = self.reference.scene, self.candidate.scene
        if reference is None or candidate is None:
            return None
        return reference, without_pixels(candidate) if self.raster else candidate

    @cached_property
    def comparison(self) -> "Comparison | None":
        """What of the reference's scene is in the candidate's; None when one of them is missing."""
        from stem2code_eval.metrics.structure.compare import compare

        return None if self.compared is None else compare(*self.compared)

    @cached_property
    def explanation(self) -> dict[str, Any] | None:
        """The comparison item by item, as JSON; None when there is none."""
        from stem2code_eval.metrics.structure.explain import explain

        if self.comparison is None or self.compared is None:
            return None
        return explain(self.comparison, *self.compared)

    @property
    def diagnostics(self) -> dict[str, float | None]:
        """Numbers about both lists: how far they are their pictures (%), and how many marks were cut from them."""
        return {**_about(self.reference, "_reference", ""), **self.candidate_diagnostics}

    @property
    def candidate_diagnostics(self) -> dict[str, float | None]:
        """The same of the candidate alone."""
        return _about(self.candidate, "", "_candidate")


def _about(side: Side, agreement: str, cut: str) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    if side.agreement is not None:
        found[f"elements_agreement{agreement}"] = 100 * side.agreement
    if side.scene is not None and side.scene.cut:
        found[f"elements_cut{cut}"] = float(min(side.scene.cut, _MOST_CUT))
    return found


def usable(elements: bytes, picture: Rgb) -> tuple[str, int]:
    """Return why a reference's list cannot be used, as a sentence (empty: it can), and how many marks were cut from it.

    Args:
        elements: the list.
        picture: what was drawn with it, at its full size.
    """
    side = _side(elements, picture)
    return _unusable(side), 0 if side.scene is None else side.scene.cut


def _unusable(reference: Side) -> str:
    scene, problem = reference.scene, reference.problem
    if scene is not None and scene.cut and not (len(scene.samples) or scene.labels or scene.areas):
        problem = "all that shows was cut from it"
    return f"The reference's element list cannot be used: {problem}." if problem else ""


def _side(elements: bytes | None, picture: Rgb | None) -> Side:
    from stem2code_eval.figure.elements.scene import read_scene
    from stem2code_eval.figure.elements.schema import BadElements
    from stem2code_eval.metrics.integrity import LEAST_AGREEMENT, agreement

    if elements is None or picture is None:
        return Side(problem="there is none")
    try:
        scene = read_scene(elements, picture)
    except BadElements as error:
        return Side(problem=f"it is not one ({error})")
    except _UNDRAWABLE as error:
        return Side(problem=f"it cannot be drawn again ({type(error).__name__})")
    if (scene.height, scene.width) != picture.shape[:2]:
        return Side(problem=f"it is of a picture of {scene.width} x {scene.height} pixels")
    found = float(agreement(scene, picture))
    if found < LEAST_AGREEMENT:
        return Side(problem=f"drawn again, it is not the picture (ink F1 {found:.2f})", agreement=found)
    return Side(scene, agreement=found)


def _whole(data: bytes, decoded: Rgb, what: str) -> Rgb:
    """Return a picture at its full size, decoded again only where it was reduced."""
    return decoded if max(decoded.shape[:2]) == full_side(data) else decode(data, what, reduced=False)
