"""Whether lmms-eval gives the scores of our own run: the same answers through both, and how far apart they end.

    python benchmarks/lmms_parity.py --python PYTHON [--figures N] [--model baseline/tracer] [--without N]

PYTHON is the interpreter of an environment with lmms-eval and this package; everything is computed there. A baseline
answers in our own run; a local server then gives its answers to whoever shows the same pictures, and fails for the
last `--without` of them. Our own run and `stem2code-eval lmms` ask it. Both tables go to standard error; printed is
one JSON object with the largest difference of any score of any figure and of any number in `results.json`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / name) for name in ("servers", "integration")]
from lmms_answers import figures_of, script_of  # noqa: E402
from openai_server import OpenAIServer  # noqa: E402
from ways.machine import machine  # noqa: E402

MAIN = "import sys; from stem2code_eval.cli.main import main; sys.argv[0] = 'stem2code-eval'; main()"


def numbers(value: Any) -> Iterator[float | None]:
    """Yield every number and null in a JSON value, in order."""
    if isinstance(value, dict):
        for name in sorted(value):
            yield from numbers(value[name])
    elif isinstance(value, list):
        for each in value:
            yield from numbers(each)
    elif value is None or isinstance(value, int | float):
        yield value


def largest_difference(first: Any, second: Any) -> float | None:
    """Return how far apart two JSON values of one shape are; None where a null or a number has no counterpart."""
    pairs = list(zip(numbers(first), numbers(second), strict=True))
    if any((one is None) != (other is None) for one, other in pairs):
        return None
    return max((abs(one - other) for one, other in pairs if one is not None and other is not None), default=0.0)


def rows(run: Path, file: str) -> list[dict[str, Any]]:
    """Return the rows of a file of a run folder."""
    return [json.loads(line) for line in (run / file).read_text().splitlines()]


def evaluate(python: str, *words: str) -> None:
    """Run `stem2code-eval`, with what it prints on standard error; figures without a result are no fault here."""
    environment = {**os.environ, "OPENAI_API_KEY": "sk-none"}
    done = subprocess.run([python, "-c", MAIN, *words], stdout=sys.stderr, env=environment, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"{' '.join(words)}: exit code {done.returncode}")


def main() -> None:
    """Evaluate, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--python", required=True)
    parser.add_argument("--figures", type=int, default=24)
    parser.add_argument("--model", default="baseline/tracer")
    parser.add_argument("--without", type=int, default=0)
    chosen = parser.parse_args()
    python, figures = chosen.python, str(chosen.figures)
    with tempfile.TemporaryDirectory(prefix="stem2code-lmms-") as name:
        folder = Path(name)
        base, own, theirs = folder / "base", folder / "own", folder / "theirs"
        evaluate(python, "run", "--model", chosen.model, "--limit", figures, "--out", str(base), "--quiet")
        texts = {row["id"]: row["text"] for row in rows(base, "responses.jsonl")}
        answers: dict[str, str | None] = {each.shows: texts[each.id] for each in figures_of(base)}
        answers |= dict.fromkeys(list(answers)[len(answers) - chosen.without :])
        with OpenAIServer(script_of(answers)) as server:
            asked = ("--model", "openai/served", "--base-url", server.base_url, "--max-retries", "0")
            evaluate(python, "run", *asked, "--limit", figures, "--out", str(own), "--quiet")
            model = f"model=served,base_url={server.base_url},max_retries=1"
            lmms = ("--model", "openai", "--model_args", model, "--tasks", "stem2code_eval_stem_figures")
            evaluate(python, "lmms", "--figures", figures, "--out", str(theirs), *lmms)
        runs = (own, theirs / "stem_figures")
        scores = [{row["id"]: row["metrics"] for row in rows(run, "scores.jsonl")} for run in runs]
        results = [json.loads((run / "results.json").read_text()) for run in runs]
        for each in results:
            del each["usage"]
    found = {
        "machine": machine(),
        "figures": chosen.figures,
        "model": chosen.model,
        "outcomes": [each["outcomes"] for each in results],
        "coverage": [each["coverage"] for each in results],
        "reconstruction": [each["metrics"]["reconstruction"]["mean"] for each in results],
        "largest_difference_of_a_figures_score": largest_difference(*scores),
        "largest_difference_in_results": largest_difference(*results),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
