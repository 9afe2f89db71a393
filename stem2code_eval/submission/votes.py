"""The judges' votes in a bundle: what of them can be checked without asking a judge.

Each vote stands under a key made from the judge, the rubric, and the two pictures or programs that it was cast on. So a
vote cannot be moved to another figure or picture, the points must add up to the total, and the score must follow from
the votes. That the judge ever said so can only be found out by asking it again (`spot_check`).
"""

from collections import Counter
from collections.abc import Iterator

from pydantic import ValidationError

from stem2code_eval.judge.rubric import KIND_OF, TOTAL, Rubric
from stem2code_eval.judge.spec import JudgeSpec
from stem2code_eval.pipeline import records
from stem2code_eval.submission.bundle import Bundle
from stem2code_eval.submission.findings import BundleError, Finding, Level
from stem2code_eval.submission.form import VoteRow


def judge_specs(bundle: Bundle) -> dict[str, JudgeSpec]:
    """Return who judged, as the manifest says.

    Raises:
        BundleError: it says so in another form than ours.
    """
    unknown = [metric for metric in bundle.manifest.judges if metric not in KIND_OF]
    if unknown:
        raise BundleError(f"run.json names judges of {unknown[0][:100]!r}, which judges do not give.")
    try:
        return {metric: JudgeSpec.from_json(metric, value) for metric, value in bundle.manifest.judges.items()}
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise BundleError(
            f"run.json does not say who judged in a form that is known ({type(error).__name__})."
        ) from error


def check_votes(bundle: Bundle) -> Iterator[Finding]:
    """Yield which votes contradict themselves."""
    specs = judge_specs(bundle)
    counts = Counter(vote.id for vote in bundle.votes)
    for vote in bundle.votes:
        spec = specs.get(vote.metric)
        if spec is None or vote.judge not in spec.names:
            yield _failed(vote, f"a vote of {vote.judge} on {vote.metric}, who was not asked for it.")
        elif counts[vote.id] > 1:
            yield _failed(vote, f"a vote of {vote.judge} is there {counts[vote.id]} times.")
        elif not _adds_up(vote, spec.rubric):
            yield _failed(vote, f"the points of a vote of {vote.judge} do not make its total, or are not the rubric's.")


def stored(vote: VoteRow) -> records.VoteRow:
    """Return a vote as a run folder holds it."""
    said = {
        "total": vote.total,
        "scores": dict(vote.scores),
        "evidence": dict(vote.evidence),
        "attempts": vote.attempts,
    }
    return records.VoteRow(vote.id, vote.sample, vote.metric, vote.judge, vote.number, vote.swapped, said)


def _adds_up(vote: VoteRow, rubric: Rubric) -> bool:
    if rubric.form != "json":
        return True
    if vote.scores.keys() != rubric.criteria.keys():
        return False
    in_range = all(points <= rubric.criteria[name].most for name, points in vote.scores.items())
    return in_range and vote.total == min(sum(vote.scores.values()), TOTAL)


def _failed(vote: VoteRow, text: str) -> Finding:
    return Finding("judges", Level.FAILED, text, vote.sample)
