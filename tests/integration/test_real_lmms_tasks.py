"""Our tasks in a real lmms-eval give what our own run gives, to the last digit, and its traps catch nobody.

`make test-lmms` makes the environment and names its interpreter in STEM2CODE_LMMS_PYTHON. Both sides compute there.
"""

import json
import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from benchmark_files import CODE, picture, row, write_jsonl, write_zip
from judge_scripts import honest
from lmms_answers import KINDS, Figure, figures_of, script_of, text_of
from openai_server import OpenAIServer, Reply, failure

from stem2code_eval.render.provision.cache import cache_root

PYTHON = os.environ.get("STEM2CODE_LMMS_PYTHON", "")
CHECKOUT = Path(__file__).resolve().parents[2]
MAIN = "import sys; from stem2code_eval.cli.main import main; sys.argv[0] = 'stem2code-eval'; main()"
INDEX = """
import json, sys
from lmms_eval.tasks import TaskManager
alone, ours = TaskManager().task_index, TaskManager(include_path=sys.argv[1]).task_index
changed = [name for name, about in alone.items() if ours.get(name) != about]
print(json.dumps([[name for name in ours if name not in alone], changed, len(alone)]))
"""
KEY = "sk-only-for-this-test"
OURS = ("stem2code_eval_stem_figures", "stem2code_eval_stem2code")
N = len(KINDS)

pytestmark = [
    pytest.mark.skipif(not PYTHON, reason="needs an environment with lmms-eval: make test-lmms"),
    pytest.mark.timeout(2400),
]


@dataclass
class Place:
    """A folder with a cache of its own, a server, and what the server says."""

    root: Path
    answers: dict[str, str | None] = field(default_factory=dict)
    server: OpenAIServer | None = None
    failing: bool = False

    def reply(self, request: Any) -> Reply:
        if request.body["model"] == "judge":
            return honest(request)
        return failure(500, "all is lost") if self.failing else script_of(self.answers)(request)

    @property
    def base_url(self) -> str:
        assert self.server is not None
        return self.server.base_url

    @property
    def environment(self) -> dict[str, str]:
        place = {"STEM2CODE_CACHE": str(self.root / "cache"), "HF_HOME": str(self.root / "hf"), "HF_HUB_OFFLINE": "1"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("STEM2CODE_LMMS")}
        return {**kept, **place, "OPENAI_API_KEY": KEY, "PYTHONPATH": str(CHECKOUT)}

    def python(
        self, *words: str, code: int = 0, environment: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        surroundings = {**self.environment, **(environment or {})}
        done = subprocess.run(
            [PYTHON, *words], cwd=self.root, env=surroundings, capture_output=True, text=True, check=False
        )
        print(done.stdout[-8000:], done.stderr[-8000:])
        assert done.returncode == code
        return done

    def ours(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        return self.python("-c", MAIN, *words, code=code)

    def asks(self, task: str, out: str, *words: str, code: int = 0) -> Path:
        """Evaluate the served model by our own run, and return the folder."""
        self.ours(
            *("run", "--model", "openai/served", "--base-url", self.base_url, "--max-retries", "0", "--quiet"),
            *("--task", task, "--out", out, *words),
            code=code,
        )
        return self.root / out

    def lmms_words(self, *words: str) -> list[str]:
        model = f"model=served,base_url={self.base_url},max_retries=1,api_key={KEY}"
        return ["--model", "openai", "--model_args", model, "--use_cache", str(self.root / "answers"), *words]

    def asked(self) -> list[str]:
        """Return the models of the requests since the last call."""
        assert self.server is not None
        found = [request.body["model"] for request in self.server.requests]
        self.server.requests.clear()
        return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    root = tmp_path_factory.mktemp("lmms")
    (root / "cache").mkdir()
    for built in cache_root().glob("*"):
        if built.name.startswith(("renderer", "wheels")):
            (root / "cache" / built.name).symlink_to(built)
    found = Place(root)
    with OpenAIServer(found.reply) as found.server:
        import_figures(found, first=0)
        yield found


def import_figures(place: Place, first: int) -> None:
    """Import three figures of the published benchmark's form, of which the first has its own picture."""
    folder = place.root / "cache" / "tasks" / "stem2code"
    subprocess.run(["rm", "-rf", str(folder)], check=True)
    names = [f"MathVista_{at}.png" for at in range(3)]
    pictures = [picture(number) for number in (first, 11, 12)]
    jsonl = write_jsonl(place.root / "rows.jsonl", [row(name, CODE.format(number=2)) for name in names])
    images = write_zip(place.root / "images.zip", list(zip(names, pictures, strict=True)))
    place.ours("data", "import", "stem2code", "--jsonl", str(jsonl), "--images", str(images))


@pytest.fixture(scope="module")
def figures(place: Place) -> list[Figure]:
    """Draw all figures once, and choose what the server answers to each."""
    found = []
    for task, words in (("stem_figures", ("--limit", str(N))), ("stem2code", ())):
        base = f"base-{task}"
        place.ours("run", "--model", "baseline/reference", "--task", task, "--out", base, "--quiet", *words)
        of_task = figures_of(place.root / base)
        found += of_task
        for at, figure in enumerate(of_task):
            kind = KINDS[at % N]
            place.answers[figure.shows] = None if kind == "fails" else text_of(kind, figure, of_task)
    return found


@pytest.fixture(scope="module")
def first_runs(place: Place, figures: list[Figure]) -> dict[str, tuple[Path, Path]]:
    """Evaluate both tasks by our own run and by lmms-eval, with one figure that fails: task to both folders."""
    own = {
        "stem_figures": place.asks("stem_figures", "own", "--limit", str(N), code=3),
        "stem2code": place.asks("stem2code", "own-stem2code"),
    }
    place.asked()
    place.ours(
        *("lmms", "--figures", str(N), "--out", "theirs", "--sandbox", "auto"),
        *place.lmms_words("--tasks", ",".join(OURS), "--log_samples", "--output_path", "logs"),
        code=3,
    )
    return {task: (folder, place.root / "theirs" / task) for task, folder in own.items()}


def rows_of(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "scores.jsonl").read_text().splitlines()]


def results_of(run: Path) -> dict[str, Any]:
    """Return the results but for the tokens, which lmms-eval does not tell a task."""
    results: dict[str, Any] = json.loads((run / "results.json").read_text())
    return {name: value for name, value in results.items() if name not in ("usage", "judge_usage")}


def assert_equal(own: Path, theirs: Path) -> None:
    """Compare all that scoring says of each figure, and every mean, interval and bound."""
    compared = ("id", "outcome", "flags", "metrics", "diagnostics", "reasons", "subject", "source", "level", "key")
    pick = [[{name: row[name] for name in compared} for row in rows_of(run)] for run in (own, theirs)]
    assert pick[0] == pick[1]
    assert results_of(own) == results_of(theirs)


@pytest.mark.parametrize("task", ["stem_figures", "stem2code"])
def test_every_score_and_every_mean_is_equal_to_the_last_digit(
    task: str, first_runs: dict[str, tuple[Path, Path]]
) -> None:
    assert_equal(*first_runs[task])


def test_all_kinds_of_answers_were_there(first_runs: dict[str, tuple[Path, Path]]) -> None:
    outcomes = results_of(first_runs["stem_figures"][1])["outcomes"]
    assert outcomes == {"ok": 4, "no_code": 1, "runtime_error": 1, "crash": 1, "model_error": 1}
    failed = next(row for row in rows_of(first_runs["stem_figures"][1]) if row["outcome"] == "model_error")
    assert set(failed["metrics"].values()) == {None}
    assert "LMMS_EVAL_REQUEST_FAILED" in failed["message"]


def test_lmms_evals_table_says_the_same(place: Place, first_runs: dict[str, tuple[Path, Path]]) -> None:
    logged = json.loads(next((place.root / "logs").rglob("*_results.json")).read_text())["results"]
    for task, (own, _) in first_runs.items():
        table, results = logged[f"stem2code_eval_{task}"], results_of(own)
        assert table["coverage,as_it_came"] == results["coverage"]
        for name, about in results["metrics"].items():
            assert table[f"{name},as_it_came"] == about["mean"]
        for name in ("exec_rate", "reconstruction"):
            assert table[f"{name}_missing_as_0,as_it_came"] == results["metrics"][name]["bounds"][0]
    assert logged["stem2code_eval_stem_figures"]["reconstruction_stderr_clustered,as_it_came"] != "N/A"


def test_lmms_evals_log_holds_each_score(place: Place, first_runs: dict[str, tuple[Path, Path]]) -> None:
    own = {row["id"]: row for row in rows_of(first_runs["stem_figures"][0])}
    log = next((place.root / "logs").rglob("*_samples_stem2code_eval_stem_figures.jsonl"))
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(lines) == N
    for line in lines:
        expected = own[line["target"]]
        assert line["reconstruction"].get("score") == expected["metrics"]["reconstruction"]
        assert line["reconstruction"]["outcome"] == expected["outcome"]


def stored(place: Place) -> list[str]:
    """Return every answer that a later run may take from lmms-eval's cache."""
    found = []
    for path in (place.root / "answers").rglob("*.db"):
        with sqlite3.connect(path) as database:
            found += [text for (text,) in database.execute("SELECT response FROM responses")]
    for path in (place.root / "answers").glob("runs/*/*.audit.jsonl"):
        found += [json.loads(line)["response"] for line in path.read_text().splitlines()]
    return found


def test_no_failure_stays_in_the_cache(place: Place, first_runs: dict[str, tuple[Path, Path]]) -> None:
    answers = stored(place)
    assert len(answers) == 3 * (N - 1 + 3)  # the cache, the run's part of it, the run's log
    assert not [text for text in answers if "LMMS_EVAL" in text]


def test_no_key_is_written_down(place: Place, first_runs: dict[str, tuple[Path, Path]]) -> None:
    for file in (place.root / "theirs").rglob("*"):
        assert not file.is_file() or KEY.encode() not in file.read_bytes()


def test_the_next_run_asks_what_failed_and_judges_say_the_same(
    place: Place, figures: list[Figure], first_runs: dict[str, tuple[Path, Path]]
) -> None:
    failed = next(figure for figure in figures if place.answers[figure.shows] is None)
    place.answers[failed.shows] = text_of("right", failed, figures)
    judges = ["--image-judge", "openai/judge", "--code-judge", "openai/judge", "--judge-base-url", place.base_url]
    own = place.asks("stem_figures", "own-judged", "--limit", str(N), *judges)
    place.asked()
    place.ours("lmms", "--figures", str(N), "--out", "judged", *judges, *place.lmms_words("--tasks", OURS[0]))
    assert place.asked().count("served") == 1
    assert_equal(own, place.root / "judged" / "stem_figures")
    metrics = results_of(own)["metrics"]
    assert metrics["image_score"]["n"] == metrics["code_score"]["n"] == N


def test_another_picture_is_asked_again_and_a_total_failure_is_none_of_the_models(
    place: Place, first_runs: dict[str, tuple[Path, Path]]
) -> None:
    """The plain command of lmms-eval, which ends with 0 whatever happened."""
    import_figures(place, first=5)
    place.failing = True
    place.asked()
    settings = json.dumps({"out": str(place.root / "failed")})
    words = place.lmms_words("--tasks", OURS[1], "--include_path", str(CHECKOUT / "tasks"))
    done = place.python("-m", "lmms_eval", *words, environment={"STEM2CODE_LMMS": settings})
    assert len(place.asked()) >= 3
    results = results_of(place.root / "failed" / "stem2code")
    assert (results["coverage"], results["outcomes"]) == (0.0, {"model_error": 3})
    assert results["metrics"]["reconstruction"]["mean"] is None
    assert re.search(r"\|reconstruction +\|↑ *\| *nan\|", done.stdout, re.IGNORECASE), done.stdout
    assert not [text for text in stored(place) if "LMMS_EVAL" in text]


def test_lmms_eval_finds_our_tasks_and_keeps_its_own(place: Place) -> None:
    done = place.python("-c", INDEX, str(CHECKOUT / "tasks"))
    added, changed, kept = json.loads(done.stdout.splitlines()[-1])
    assert (sorted(added), changed) == (sorted(OURS), [])
    assert kept > 1000
