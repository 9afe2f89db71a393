"""An entry of the leaderboard, made from a bundle and what its verification found.

Who reads the leaderboard reads the badge: *self-reported* numbers are the submitter's; *re-rendered* ones were computed
again from the answers by whoever added the entry, with the renderer that the entry names; *re-run* ones are those, and
the model was asked again as well.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from stem2code_eval import __version__
from stem2code_eval.data.files import replace_file, write_json
from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.judge.spec import JudgeSpec
from stem2code_eval.pipeline.protocols import get_protocol
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.resources import leaderboard_folder
from stem2code_eval.submission.bundle import Bundle
from stem2code_eval.submission.totals import score_rows
from stem2code_eval.submission.votes import judge_specs

SELF_REPORTED, RE_RENDERED, RE_RUN = "self_reported", "re_rendered", "re_run"
_DIGITS = 4
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def slug(bundle: Bundle) -> str:
    """Return the name of an entry's folder: model, task, and the beginning of the bundle's hash."""
    task = bundle.manifest.task
    parts = (bundle.manifest.model.name, task.name, task.split or "", bundle.sha256[:8])
    return "-".join(_UNSAFE.sub("-", part).strip("-.")[-60:].lstrip("-.") for part in parts if part).lower()


def make_entry(
    bundle: Bundle,
    results: Mapping[str, Any],
    badge: str,
    source: Mapping[str, str],
    verification: Mapping[str, Any] | None,
    samples: bytes,
) -> dict[str, Any]:
    """Return the content of `entry.json`.

    Args:
        bundle: who, and with what.
        results: the content of a `results.json`: of the run done again, or of the bundle where it is believed.
        badge: one of those above.
        source: `url` and `note`, where there are any.
        verification: what the badge rests on; None for a self-reported entry.
        samples: the content of `samples.jsonl`.
    """
    about, complete = bundle.manifest, results["coverage"] == 100.0
    rests_on = {} if verification is None else {"verification": {"package_version": __version__, **verification}}
    return {
        "schema": 1,
        "kind": "submitted",
        "badge": badge,
        "benchmark": about.task.name,
        "split": about.task.split,
        "task_version": int(about.task.version) if about.task.version.isdigit() else about.task.version,
        "protocol": about.protocol,
        "n": results["n"],
        "coverage": results["coverage"],
        "model": about.model.name,
        "scores": {name: _score(each, complete) for name, each in results["metrics"].items()},
        "by_subject": {
            name: {"n": part["n"], "scores": {metric: _round(each["mean"]) for metric, each in part["metrics"].items()}}
            for name, part in results["by_subject"].items()
        },
        "outcomes": dict(results["outcomes"]),
        "judges": {kind: _judge(bundle, metric) for kind, metric in (("image", "image_score"), ("code", "code_score"))},
        "run": {
            "dataset_hash": about.task.dataset_hash,
            "prompt_hash": about.prompt_hash,
            "fingerprint": about.renderer.fingerprint,
            "package_version": about.packages.get("stem2code-eval", "unknown"),
            "date": about.end[:10],
            "bundle_sha256": bundle.sha256,
            "samples_sha256": sha256_bytes(samples),
        },
        "source": dict(source),
        **rests_on,
    }


def sample_lines(bundle: Bundle, pictures: Mapping[str, str]) -> bytes:
    """Return the content of `samples.jsonl`: a row a sample, in the order of the task.

    Of several answers to a sample, scores are their mean, the outcome is the most frequent, flags are those of any.

    Args:
        bundle: its rows.
        pictures: id to the path of its picture in the entry's folder.
    """
    rows = get_protocol(bundle.manifest.protocol).complete(score_rows(bundle))
    by_id: dict[str, list[ScoreRow]] = defaultdict(list)
    for row in rows:
        by_id[row.id].append(row)
    metrics = list(bundle.results["metrics"])
    return b"".join(_line(answers, metrics, pictures) for answers in by_id.values())


def write_entry(folder: Path, entry: dict[str, Any], samples: bytes, pictures: Mapping[str, bytes]) -> None:
    """Write an entry's folder.

    Raises:
        UserError: the entry does not fit `leaderboard/schema.json`, or the folder is there already.
    """
    problems = list(schema_problems(entry))
    if problems:
        raise UserError(f"The entry does not fit leaderboard/schema.json: {'; '.join(problems[:3])}.")
    if folder.exists():
        raise UserError(f"{folder} is there already: this bundle was added before. Delete the folder to add it again.")
    (folder / "pictures").mkdir(parents=True) if pictures else folder.mkdir(parents=True)
    for name, data in pictures.items():
        replace_file(folder / name, [data])
    replace_file(folder / "samples.jsonl", [samples])
    write_json(folder / "entry.json", entry)


def schema_problems(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what of an entry does not fit the schema, as phrases.

    Raises:
        UserError: the package `jsonschema` is not installed.
    """
    try:
        from jsonschema import Draft202012Validator
    except ImportError as error:
        raise UserError("Entries are checked with jsonschema: pip install 'stem2code-eval[leaderboard]'.") from error
    schema = json.loads((leaderboard_folder() / "schema.json").read_bytes())
    for problem in Draft202012Validator(schema).iter_errors(entry):
        yield f"{problem.json_path}: {problem.message[:200]}"


def picture_name(sample: str) -> str:
    """Return the path of a sample's picture in an entry's folder; ids that look alike get different ones."""
    safe = _UNSAFE.sub("-", sample).strip("-.")[:60] or "figure"
    return f"pictures/{safe}-{sha256_bytes(sample.encode('utf-8', 'surrogatepass'))[:8]}.png"


def _line(answers: Sequence[ScoreRow], metrics: Sequence[str], pictures: Mapping[str, str]) -> bytes:
    first = answers[0]
    line: dict[str, Any] = {
        "id": first.id,
        "subject": first.subject,
        "outcome": Counter(row.outcome for row in answers).most_common(1)[0][0],
        "flags": list(dict.fromkeys(flag for row in answers for flag in row.flags)),
        "metrics": {name: _mean([row.metrics.get(name) for row in answers]) for name in metrics},
    }
    if first.id in pictures:
        line["picture"] = pictures[first.id]
    return json.dumps(line, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n"


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return _round(fmean(known)) if known else None


def _score(about: Mapping[str, Any], complete: bool) -> dict[str, Any]:
    interval, bounds = about["ci95"], about["bounds"]
    return {
        "mean": _round(about["mean"]),
        "interval": None if interval is None else [_round(end) for end in interval],
        "n": about["n"],
        "bounds": None if complete or bounds is None else [_round(end) for end in bounds],
    }


def _judge(bundle: Bundle, metric: str) -> dict[str, Any] | None:
    spec: JudgeSpec | None = judge_specs(bundle).get(metric)
    if spec is None:
        return None
    heat = spec.identities[0].get("sampling", {}).get("temperature")
    told = {"temperature": heat} if len(spec.names) == 1 and isinstance(heat, int | float) else {}
    return {"model": " + ".join(spec.names), **told}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
