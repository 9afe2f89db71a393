"""Judges' votes in a bundle: what is caught without asking a judge, and what only asking again can catch."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from forging import Pages, add_up, read, write
from judge_scripts import gives, kind_of
from openai_server import OpenAIServer
from submitted_runs import ANSWERS, REFERENCES, make_task, run_of

from stem2code_eval.errors import ExitCode, IncomparableError
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.judge.rubric import Rubric
from stem2code_eval.pipeline.judging import make_judging
from stem2code_eval.submission.findings import BundleError, Level
from stem2code_eval.submission.packing import pack
from stem2code_eval.submission.spot_check import Asking
from stem2code_eval.submission.verify import Report

Verify = Forged = Callable[..., Report]
FEW = ("same", "near", "far", "silent")
SHARE = 0.5


@pytest.fixture(scope="module")
def judged_task(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_task(tmp_path_factory.mktemp("judged") / "task", {name: REFERENCES[name] for name in FEW})


@pytest.fixture(scope="module")
def judged(judged_task: Path, any_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four figures, seven votes that all give half of the points."""
    folder = tmp_path_factory.mktemp("judged")
    with OpenAIServer(gives(SHARE)) as server:
        names = {"image": ("openai/j",), "code": ("openai/j",)}
        judging = make_judging(JudgeChoice(**names, base_url=server.base_url, sampling={"temperature": 0}))
        answers = {name: ANSWERS[name] for name in FEW}
        run = run_of(judged_task, folder / "run", any_sandbox, answers, judging=judging)
    return pack(run, folder / "judged.zip", 100.0, print).path


@pytest.fixture
def forged(judged: Path, judged_task: Path, verified: Verify, tmp_path: Path) -> Forged:
    """Change the pages of the honest bundle, and verify what comes of it."""

    def check(change: Callable[[Pages], object], **options: Any) -> Report:
        pages = read(judged)
        change(pages)
        return verified(write(tmp_path / "forged.zip", pages), judged_task, **options)

    return check


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    """A judge that says today what it said then."""
    with OpenAIServer(gives(SHARE)) as started:
        yield started


def votes(pages: Pages, metric: str = "image_score") -> list[dict[str, Any]]:
    return [row for row in pages.rows("votes") if row["metric"] == metric]


def raised(pages: Pages, path: Path) -> None:
    """All votes full, the scores and means to fit: nothing in the bundle contradicts itself."""
    most = {name: json.loads(json.dumps(spec["rubric"]["criteria"])) for name, spec in judges_of(pages).items()}
    rows = pages.rows("votes")
    for row in rows:
        row["scores"] = {name: about["most"] for name, about in most[row["metric"]].items()}
        row["total"] = 100.0
    pages.set_rows("votes", rows)
    scores = pages.rows("scores")
    for row in scores:
        row["metrics"] |= {name: 100.0 for name in most if row["metrics"][name]}
    pages.set_rows("scores", scores)
    add_up(path, pages)


def judges_of(pages: Pages) -> dict[str, Any]:
    return pages.value("run.json")["judges"]


def texts(report: Report, level: Level = Level.FAILED) -> str:
    return "\n".join(finding.text for finding in report.findings if finding.level == level)


def test_an_honest_one_verifies_and_it_is_said_that_nobody_was_asked(
    judged: Path, judged_task: Path, verified: Verify
) -> None:
    report = verified(judged, judged_task)
    assert report.exit_code == ExitCode.DONE, report.findings
    assert report.means["image_score"] == (37.5, 37.5)
    assert "that they were cast at all is the submitter's word" in texts(report, Level.NOTE)
    assert all("latency_s" not in row for row in read(judged).rows("votes"))


def test_a_judged_score_that_does_not_follow_from_its_votes(forged: Forged, tmp_path: Path) -> None:
    def change(pages: Pages) -> None:
        metrics = pages.row("scores", "near")["metrics"]
        pages.change_row("scores", "near", metrics={**metrics, "image_score": 90.0})
        add_up(tmp_path / "scratch.zip", pages)

    report = forged(change)
    assert report.exit_code == ExitCode.FAILED
    assert "image_score is 90 in the bundle and 50 by its votes" in texts(report)


def test_a_total_that_is_not_the_sum_of_its_points(forged: Forged) -> None:
    report = forged(lambda pages: pages.set_rows("votes", [{**row, "total": 90.0} for row in pages.rows("votes")]))
    assert report.exit_code == ExitCode.FAILED
    assert "the points of a vote of openai/j do not make its total" in texts(report)


def test_a_vote_that_was_cast_on_another_picture(forged: Forged) -> None:
    """The vote on one figure is put under the name of another; its key still is that of its own pair."""

    def change(pages: Pages) -> None:
        first, second = votes(pages)[:2]
        rows = [row for row in pages.rows("votes") if row["id"] != second["id"]]
        pages.set_rows("votes", [*rows, {**first, "id": "0" * 64, "sample": second["sample"]}])

    report = forged(change)
    assert report.exit_code == ExitCode.FAILED
    assert "and null by its votes" in texts(report)


def test_a_vote_too_many(forged: Forged) -> None:
    report = forged(lambda pages: pages.set_rows("votes", [*pages.rows("votes"), {**votes(pages)[0], "id": "0" * 64}]))
    assert report.exit_code == ExitCode.FAILED
    assert "1 votes were cast on pictures or programs that are not in this run" in texts(report)


def test_a_vote_of_somebody_else_and_a_vote_twice(forged: Forged) -> None:
    def change(pages: Pages) -> None:
        first, *rest = pages.rows("votes")
        pages.set_rows("votes", [{**first, "judge": "openai/kind"}, *rest, rest[0]])

    report = forged(change)
    assert "openai/kind on" in texts(report)
    assert "a vote of openai/j is there 2 times" in texts(report)


def own_rubric(pages: Pages, honest_hash: bool) -> None:
    """Judge by a rubric that asks for kindness: its votes are cast under keys that fit it."""
    kind = dict(judges_of(pages)["image_score"]["rubric"], text="Be kind.")
    digest = Rubric.model_validate(kind).hash

    def change(value: Any) -> None:
        value["judges"]["image_score"]["rubric"] = kind
        if honest_hash:
            value["judges"]["image_score"]["prompt_hash"] = digest

    pages.change("run.json", change)


def test_a_rubric_of_the_submitters_own_cannot_be_compared(forged: Forged) -> None:
    report = forged(lambda pages: own_rubric(pages, honest_hash=True))
    assert report.exit_code == ExitCode.INCOMPARABLE
    assert "image_score was judged by another rubric than ours" in texts(report, Level.INCOMPARABLE)


def test_a_rubric_under_the_hash_of_ours(forged: Forged) -> None:
    report = forged(lambda pages: own_rubric(pages, honest_hash=False))
    assert report.exit_code == ExitCode.FAILED
    assert "the rubric of image_score is not the one of its hash" in texts(report)


def test_another_version_of_judging_cannot_be_compared(forged: Forged) -> None:
    report = forged(
        lambda pages: pages.change("run.json", lambda value: value["judges"]["image_score"].update(version=99))
    )
    assert report.exit_code == ExitCode.INCOMPARABLE
    assert "by version 99 of the procedure" in texts(report, Level.INCOMPARABLE)


@pytest.mark.parametrize(
    "change",
    [
        lambda judges: judges.update(kindness=judges["image_score"]),
        lambda judges: judges.update(image_score=[]),
        lambda judges: judges["image_score"].pop("panel"),
        lambda judges: judges["image_score"].update(panel=["openai/j"]),
        lambda judges: judges["image_score"].update(rubric={}),
    ],
)
def test_judges_in_another_form_are_refused(change: Any, forged: Forged) -> None:
    with pytest.raises(BundleError, match="judge"):
        forged(lambda pages: pages.change("run.json", lambda value: change(value["judges"])))


def test_votes_that_were_made_up_whole_are_only_found_by_asking_again(
    forged: Forged, server: OpenAIServer, tmp_path: Path
) -> None:
    def change(pages: Pages) -> None:
        raised(pages, tmp_path / "scratch.zip")

    assert forged(change).exit_code == ExitCode.DONE, "without a key nothing contradicts them"
    report = forged(change, asking=Asking(6, server.base_url, seed=1))
    assert report.exit_code == ExitCode.FAILED
    assert "asked again for 6 votes, the judges give -50.0 points more than in the bundle" in texts(report)
    assert report.spot_check is not None
    assert report.spot_check.to_json() == {"asked": 6, "difference": 50.0}
    assert len(server.requests) == 6
    assert {kind_of(request) for request in server.requests} == {"image", "code"}


def test_honest_votes_pass_the_spot_check(
    judged: Path, judged_task: Path, verified: Verify, server: OpenAIServer
) -> None:
    report = verified(judged, judged_task, asking=Asking(100, server.base_url))
    assert report.exit_code == ExitCode.DONE
    assert report.spot_check is not None
    assert report.spot_check.to_json() == {"asked": 6, "difference": 0.0}
    assert len(server.requests) == 6


def test_a_judge_that_fails_leaves_it_open(judged: Path, judged_task: Path, verified: Verify) -> None:
    from openai_server import answer

    with OpenAIServer([answer("I would rather not.")]) as refusing:
        report = verified(judged, judged_task, asking=Asking(2, refusing.base_url))
    assert report.exit_code == ExitCode.INCOMPLETE
    assert "the judges gave no answer for 2 of 2 votes" in texts(report, Level.INCOMPLETE)


def test_another_judge_is_not_asked(
    judged: Path, judged_task: Path, verified: Verify, server: OpenAIServer, tmp_path: Path
) -> None:
    """Nobody can be asked by other sampling than the bundle's."""
    from stem2code_eval.submission.bundle import open_bundle
    from stem2code_eval.submission.spot_check import _judges
    from stem2code_eval.submission.votes import judge_specs

    pages = read(judged)
    pages.change("run.json", lambda value: value["judges"]["image_score"]["panel"][0]["identity"].update(detail="low"))
    with open_bundle(write(tmp_path / "other.zip", pages)) as bundle:
        spec = judge_specs(bundle)["image_score"]
        with pytest.raises(IncomparableError, match="image_score was judged by"):
            _judges(spec, Asking(1, server.base_url))
    assert server.requests == []
