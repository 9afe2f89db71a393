"""A gate's verdict and a comparison for programs: everything, in full, as JSON in ASCII."""

import json
from dataclasses import asdict
from typing import Any

from stem2code_eval.comparison import contrast_words, wording
from stem2code_eval.comparison.contrast import Comparison
from stem2code_eval.comparison.fields import Comparability
from stem2code_eval.comparison.gate import GateReport, MetricResult
from stem2code_eval.comparison.pairs import Pair
from stem2code_eval.comparison.recording import Recording

FORMAT = 1


def gate_json(report: GateReport) -> dict[str, Any]:
    """Return the verdict and all that it rests on."""
    return {
        "format": FORMAT,
        "status": str(report.status),
        "exit_code": int(report.exit_code),
        "headline": wording.headline(report),
        "base": run_json(report.base),
        "candidate": run_json(report.candidate),
        "rules": asdict(report.rules) | {"max_drops": dict(report.rules.max_drops)},
        **differences_json(report.comparability),
        "unfinished": list(report.unfinished),
        "missing": [asdict(each) for each in report.joined.missing],
        "metrics": {result.name: _metric(result) for result in report.metrics},
        "changed": [pair_json(pair) for pair in report.changed],
        "flipped": [pair_json(pair) for pair in report.flipped],
    }


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return what two runs differ by, with every figure of both."""
    return {
        "format": FORMAT,
        "exit_code": int(comparison.exit_code),
        "conclusion": contrast_words.conclusion(comparison),
        "a": run_json(comparison.base),
        "b": run_json(comparison.candidate),
        **differences_json(comparison.comparability),
        "unfinished": list(comparison.unfinished),
        "missing": [asdict(each) for each in comparison.joined.missing],
        "metrics": {each.metric: asdict(each) for each in comparison.whole},
        "by_subject": {
            metric: {subject: asdict(each) for subject, each in subjects.items()}
            for metric, subjects in comparison.by_subject.items()
        },
        "figures": [pair_json(pair) for pair in comparison.joined.pairs],
    }


def run_json(run: Recording) -> dict[str, Any]:
    """Return what a run is called."""
    return {"path": run.name, "model": run.model, "answers": len(run.answers), "repeats": run.repeats}


def differences_json(found: Comparability) -> dict[str, Any]:
    """Return in what the runs differ, with whole values."""

    def listed(differences: Any) -> list[dict[str, Any]]:
        return [{"field": each.field, "base": each.base, "candidate": each.candidate} for each in differences]

    return {
        "refused": listed(found.refused),
        "allowed": listed(found.allowed),
        "told": listed(found.told),
        "allowed_but_same": list(found.unused),
    }


def pair_json(pair: Pair) -> dict[str, Any]:
    """Return one figure in both runs."""
    return asdict(pair) | {"values": {name: list(both) for name, both in pair.values.items()}}


def written(value: dict[str, Any]) -> str:
    """Return JSON in ASCII, so that nothing in it moves a terminal.

    Raises:
        ValueError: there is a number that JSON has no word for.
    """
    return json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False)


def _metric(result: MetricResult) -> dict[str, Any]:
    told = asdict(result)
    del told["name"]
    if result.decision is not None:
        told["decision"] = {name: value for name, value in asdict(result.decision).items() if name != "verdict"}
    return told
