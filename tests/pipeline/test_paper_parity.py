"""Our paper protocol and the public evaluator's formula, over the same judge replies."""

from pathlib import Path

import numpy as np
import pytest
from paper_rows import PUBLISHED_N, Reply, our_row, public_scores, write_public_files

from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.aggregate import aggregate
from stem2code_eval.pipeline.protocols import PAPER

FAILED = [str(each) for each in (Outcome.RUNTIME_ERROR, Outcome.TIMEOUT, Outcome.SYNTAX_ERROR, Outcome.NO_FIGURE)]


def ours(replies: list[Reply]) -> dict:
    rows = list(PAPER.complete(our_row(at, reply) for at, reply in enumerate(replies)))
    return aggregate(rows, PAPER.reported(("exec_rate",)), [], seed=0)


def means(replies: list[Reply]) -> dict[str, float]:
    return {name: about["mean"] for name, about in ours(replies)["metrics"].items()}


def replies_of_a_model(seed: int, share: float) -> list[Reply]:
    """Return 1,000 replies, of programs of which `share` run; none touches a fault of the public evaluator."""
    rng = np.random.default_rng(seed)
    replies = []
    for _ in range(PUBLISHED_N):
        image, code = (int(score) for score in rng.integers(0, 101, 2))
        ran = rng.random() < share
        replies.append(Reply("ok", image, code) if ran else Reply(FAILED[rng.integers(len(FAILED))], None, code))
    return replies


@pytest.mark.parametrize(("seed", "share"), [(0, 0.957), (1, 0.266), (2, 0.604), (3, 1.0), (4, 0.0)])
def test_the_numbers_are_the_public_evaluators_to_the_second_decimal(tmp_path: Path, seed: int, share: float) -> None:
    replies = replies_of_a_model(seed, share)
    public = public_scores(write_public_files(tmp_path, replies))
    found = means(replies)
    assert list(found) == ["image_score", "code_score", "exec_rate", "avg_two", "avg_three"]
    for name, value in public.items():
        assert f"{found[name]:.2f}" == f"{value:.2f}", name
        assert found[name] == pytest.approx(value, abs=1e-9)
    assert ours(replies)["coverage"] == 100.0


def test_a_failed_judge_leaves_the_public_mean_and_lowers_our_coverage(tmp_path: Path) -> None:
    """Fault: means over successful rows only, but execution over a fixed 1,000."""
    replies = replies_of_a_model(5, 0.9)
    hard = [Reply(each.outcome, each.image, None) if at % 4 == 0 else each for at, each in enumerate(replies)]
    public, results = public_scores(write_public_files(tmp_path, hard)), ours(hard)
    assert public["code_score"] == pytest.approx(np.mean([each.code for each in hard if each.code is not None]))
    assert results["n"] == PUBLISHED_N
    assert results["coverage"] == 75.0
    assert results["outcomes"]["judge_error"] == 250
    code = results["metrics"]["code_score"]
    assert code["n"] == 750
    assert results["metrics"]["exec_rate"]["n"] == PUBLISHED_N
    assert code["bounds"][0] == pytest.approx(0.75 * code["bounds"][1])


def test_foreign_and_stale_files_count_as_executed_there_and_not_here(tmp_path: Path) -> None:
    """Fault: stale, empty or foreign files counted as executed."""
    replies = [Reply("runtime_error", None, 10)] * PUBLISHED_N
    path = write_public_files(tmp_path, replies)
    for name in ("Thumbs.db", "stale.png", "empty.png"):
        (path.with_suffix("") / name).touch()
    assert public_scores(path)["exec_rate"] == pytest.approx(0.3)
    assert means(replies)["exec_rate"] == 0.0
