"""From the options of `stem2code-eval gate` to a verdict, its outputs and an exit code."""

from pathlib import Path

from stem2code_eval.comparison.as_json import gate_json, written
from stem2code_eval.comparison.gate import judge_runs
from stem2code_eval.comparison.junit import gate_junit
from stem2code_eval.comparison.load import load_both
from stem2code_eval.comparison.markdown import append_to_summary, gate_markdown
from stem2code_eval.comparison.outputs import console, forget, refuse_overwriting, write
from stem2code_eval.comparison.rules import Rules
from stem2code_eval.comparison.terminal_view import print_gate


def launch_gate(
    base: Path, candidate: Path, rules: Rules, markdown: Path | None, junit: Path | None, json: Path | None
) -> int:
    """Judge the candidate, write what was asked for, and return the exit code.

    Args:
        base: a run folder or an exported file.
        candidate: the same.
        rules: of the gate.
        markdown: a file to write; None for none, as with the others.
        junit: see `markdown`.
        json: see `markdown`; `-` is standard output, and the table then goes to standard error.

    Raises:
        UserError: a run cannot be read, or a file cannot be written.
    """
    refuse_overwriting((base, candidate), (markdown, junit, json))
    forget((markdown, junit, json))
    report = judge_runs(*load_both(base, candidate), rules)
    print_gate(console(json), report)
    text = gate_markdown(report)
    write(markdown, text)
    append_to_summary(text)
    write(junit, gate_junit(report))
    write(json, written(gate_json(report)))
    return int(report.exit_code)
