"""What the gate says of real programs with known damage: one candidate to pass, one to fail, and those in between.

    python benchmarks/gate.py [--out DIR] [--sandbox NAME]

The base answers with the frozen split's own programs, two in five of them damaged in grades 1 to 3, as `data corrupt`
does it. The candidates answer the same, but `same` has a tenth of its answers damaged anew in these grades, `slightly`
an eighth in grades 1 and 2, and `worse` three in ten in grades 3 to 5 and a few that do not parse. `partial` lacks two
answers. All run through the sandbox; the same --out goes on where it was stopped. Prints one JSON object: for each
gate what it said and its exit code.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ways.machine import machine

from stem2code_eval.data.sample import Sample
from stem2code_eval.data.task import load_task
from stem2code_eval.synth.perturb.corruptions import corruptions
from stem2code_eval.synth.perturb.variant import Variant

MAIN = "from stem2code_eval.cli.main import main; main()"
BEFORE = ("before", 0.4, (1, 3))
CANDIDATES = {
    "before": (),
    "same": (("again", 0.1, (1, 3)),),
    "slightly": (("small", 0.12, (1, 2)),),
    "worse": (("worse", 0.3, (3, 5)),),
}
"""Name to what is damaged anew, after `BEFORE`: a word that seeds it, the share of answers, the grades."""
FAILING = 0.03
LIMITED = 40
RUNS = ("before", "same", "worse", "before40", "slightly40", "partial40")
GATES = {
    "pass": ("before", "same", "--metric", "reconstruction=2", "--metric", "exec_rate=1"),
    "regression": ("before", "worse", "--metric", "reconstruction=2", "--metric", "exec_rate=1"),
    "undecided": ("before40", "slightly40", "--metric", "reconstruction=0.5"),
    "undecided, passed": ("before40", "slightly40", "--metric", "reconstruction=0.5", "--undecided", "pass"),
    "incomplete": ("before40", "partial40", "--metric", "reconstruction=2"),
    "incomparable": ("before", "slightly40", "--metric", "reconstruction=2"),
}


def damaged(sample: Sample, variants: list[Variant], steps: Iterable[tuple[str, float, tuple[int, int]]]) -> str:
    """Return the program with which a model answers; of several steps the last that strikes counts."""
    program = sample.reference_code or ""
    for word, share, (low, high) in steps:
        draw = random.Random(f"{word} {sample.id}")
        if draw.random() < share:
            program = draw.choice([each for each in variants if low <= (each.grade or 0) <= high]).program
    return program


def write_answers(folder: Path) -> None:
    """Write a file of answers for each candidate."""
    lines: dict[str, list[str]] = {name: [] for name in CANDIDATES}
    for sample in load_task("stem_figures", None).samples:
        variants = corruptions(sample.reference_code or "", 0)
        for name, steps in CANDIDATES.items():
            program = damaged(sample, variants, (BEFORE, *steps))
            if name == "worse" and random.Random(f"fail {sample.id}").random() < FAILING:
                program = program.replace("import", "imprt", 1)
            lines[name].append(json.dumps({"id": sample.id, "response": f"```python\n{program}\n```"}) + "\n")
    for name, each in lines.items():
        (folder / f"{name}.jsonl").write_text("".join(each))


def write_partial(folder: Path) -> None:
    """Write the answers of `before` without those to two of the figures of `before40`."""
    asked = [json.loads(line)["id"] for line in (folder / "runs/before40/scores.jsonl").read_text().splitlines()]
    kept = (folder / "before.jsonl").read_text().splitlines(keepends=True)
    (folder / "partial.jsonl").write_text("".join(line for line in kept if json.loads(line)["id"] not in asked[3:5]))


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder."""
    command = [sys.executable, "-c", MAIN, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def main() -> None:
    """Run, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, help="where to keep answers and runs")
    parser.add_argument("--sandbox", default="auto")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stem2code-gate-") as name:
        folder = chosen.out or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        if not all((folder / f"{each}.jsonl").exists() for each in CANDIDATES):
            write_answers(folder)
        for run in RUNS:
            limit = ("--limit", str(LIMITED)) if run.endswith(str(LIMITED)) else ()
            model = run.removesuffix(str(LIMITED))
            if model == "partial":
                write_partial(folder)
            about = ("--model", f"replay/{model}.jsonl", "--out", f"runs/{run}", "--sandbox", chosen.sandbox, "--quiet")
            done = call(folder, "run", *about, *limit)
            if done.returncode != (3 if model == "partial" else 0):
                raise SystemExit(f"{run}: {done.stderr}")
        result: dict[str, Any] = {"machine": machine(), "gates": {}}
        for said, (base, candidate, *rules) in GATES.items():
            done = call(folder, "gate", f"runs/{base}", f"runs/{candidate}", *rules, "--json", "-")
            told = json.loads(done.stdout)
            result["gates"][said] = {
                "exit_code": done.returncode,
                "status": told["status"],
                "headline": told["headline"],
                "metrics": {metric: about["decision"] for metric, about in told["metrics"].items()},
                "needs": {metric: about["needs"] for metric, about in told["metrics"].items()},
            }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
