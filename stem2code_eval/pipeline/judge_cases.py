"""What is put before the judges for one sample, and what their verdicts make of its row of scores."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from stem2code_eval.judge.injection import Finding, find_in_labels, find_in_program, only_new
from stem2code_eval.judge.pair import ImagePair, Pair, code_pair, image_pair_hash
from stem2code_eval.judge.rubric import KIND_OF
from stem2code_eval.judge.spec import JudgeSpec
from stem2code_eval.judge.verdict import Verdict, without_votes
from stem2code_eval.models.protocol import Picture
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.blobs import Blobs
from stem2code_eval.pipeline.records import ReferenceRow, RenderRow, ScoreRow

INJECTION = "injection"
"""The flag, and the name under which a row keeps what was found."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be judged under one metric."""

    spec: JudgeSpec
    pair_hash: str = ""
    load: Callable[[], Pair] | None = None
    """Reads what is compared; None where no judge is needed."""
    verdict: Verdict | None = None
    """Present exactly when no judge is needed."""

    @property
    def asked(self) -> list[str] | str:
        """The keys of the votes, or why there are none."""
        if self.verdict is not None:
            return str(self.verdict["why"])
        return [self.spec.vote_key(ballot, self.pair_hash) for ballot in self.spec.ballots()]


@dataclass(frozen=True, slots=True)
class Findings:
    """Instructions to judges in a reconstruction that its reference does not hold."""

    program: tuple[Finding, ...] = ()
    labels: tuple[Finding, ...] = ()

    def seen_under(self, metric: str) -> list[str]:
        """Return the wordings that the judges of a metric are shown."""
        if metric == "image_score":
            return [each.text for each in self.labels]
        return [each.text for each in self.program if each.where != "comment"]


def make_case(spec: JudgeSpec, row: ScoreRow, reference: ReferenceRow, rendering: RenderRow, blobs: Blobs) -> Case:
    """Return what is judged of a sample that ended as `row` says.

    The picture of a program that did not run is worth 0, and so is the code of an answer without a program. Whether a
    program runs does not matter to its code.
    """
    if spec.kind == "image":
        return _image_case(spec, row, reference, rendering, blobs)
    if rendering.program is None:
        return Case(spec, verdict=without_votes(0.0, f"The answer holds no program ({row.outcome})."))
    if reference.program is None:
        return Case(spec, verdict=without_votes(None, "The reference has no program."))
    pair = code_pair(reference.program, rendering.program)
    return Case(spec, pair.hash, lambda: pair)


def find_injections(reference: ReferenceRow, rendering: RenderRow, blobs: Blobs) -> Findings:
    """Return what in a reconstruction reads like an instruction to a judge."""

    def labels(name: str | None) -> list[Finding]:
        return find_in_labels(blobs.path(name).read_bytes()) if name is not None else []

    known = [*find_in_program(reference.program), *labels(reference.elements)]
    return Findings(
        tuple(only_new(find_in_program(rendering.program), known)),
        tuple(only_new(labels(rendering.elements), known)),
    )


def judged(
    row: ScoreRow, key: str, verdicts: Mapping[str, Verdict], failures: Mapping[str, str], findings: Findings
) -> ScoreRow:
    """Return `row` with the verdicts of its judges; with a failure, it is without a result.

    Args:
        row: a scored sample, perhaps with verdicts of other judges.
        key: of all that was asked.
        verdicts: metric to verdict.
        failures: metric to why there is none.
        findings: instructions to judges; they are told, and change no score.
    """
    bare = unjudged(row)
    found = [*findings.program, *findings.labels]
    row = replace(
        bare,
        flags=[*bare.flags, INJECTION] if found else bare.flags,
        metrics={**bare.metrics, **{name: verdict["score"] for name, verdict in verdicts.items()}}
        | dict.fromkeys(failures),
        reasons={**bare.reasons, **_reasons(verdicts), **failures},
        judges={"key": key, **verdicts, **_told(found)},
    )
    if not failures:
        return row
    return replace(row, outcome=str(Outcome.JUDGE_ERROR), key=None, message="; ".join(failures.values()))


def unjudged(row: ScoreRow) -> ScoreRow:
    """Return `row` without anything that judges said."""
    return replace(
        row,
        flags=[flag for flag in row.flags if flag != INJECTION],
        metrics={name: value for name, value in row.metrics.items() if name not in KIND_OF},
        reasons={name: reason for name, reason in row.reasons.items() if name not in KIND_OF},
        judges={},
    )


def _image_case(spec: JudgeSpec, row: ScoreRow, reference: ReferenceRow, rendering: RenderRow, blobs: Blobs) -> Case:
    image, digest = rendering.image, rendering.image_sha256
    if row.outcome != Outcome.OK or image is None or digest is None:
        return Case(spec, verdict=without_votes(0.0, f"There is no picture to judge ({row.outcome})."))

    def load() -> Pair:
        return ImagePair(
            Picture(blobs.path(reference.image).read_bytes(), reference.media_type),
            Picture(blobs.path(image).read_bytes(), "image/png"),
        )

    return Case(spec, image_pair_hash(reference.image_sha256, digest), load)


def _reasons(verdicts: Mapping[str, Verdict]) -> dict[str, str]:
    return {name: verdict["why"] for name, verdict in verdicts.items() if verdict["score"] is None}


def _told(found: Sequence[Finding]) -> dict[str, list[dict[str, str]]]:
    return {INJECTION: [{"where": each.where, "text": each.text} for each in found]} if found else {}
