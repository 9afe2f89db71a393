"""Terminal, Markdown, JUnit and JSON: complete, well-formed, and with hostile names inert in all of them."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from made_runs import changed, failed, lost, row, rows_of, scores, write_run
from report_runs import NAUGHTY
from rich.console import Console

from stem2code_eval.comparison.as_json import comparison_json, gate_json, written
from stem2code_eval.comparison.contrast import Comparison, contrast_runs
from stem2code_eval.comparison.gate import GateReport, judge_runs
from stem2code_eval.comparison.junit import gate_junit
from stem2code_eval.comparison.load import load
from stem2code_eval.comparison.markdown import code, comparison_markdown, gate_markdown
from stem2code_eval.comparison.rules import Rules
from stem2code_eval.comparison.terminal_view import print_comparison, print_gate

MARKDOWN = [
    "`` ` ` code", "a|b", "\\|\\`", "*bold* _em_", "[x](https://evil.example)", "![x](https://evil.example/p.png)",
    "@everyone", "#1", "https://evil.example", "www.evil.example", "a@evil.example", "<!-- -->", "| --- |", "\n# head",
]  # fmt: skip
XML = ["\x00\x01\x08\x0b\x1f", "\ufffe\uffff", "]]>", "<?xml?>", "&bogus;", "\ud800"]
HOSTILE = [*NAUGHTY.values(), *MARKDOWN, *XML]
RULES = Rules({"elements": 2.0}, allow=("task.version",))


def pair_of_runs(tmp_path: Path, kind: str) -> tuple[Path, Path]:
    """Return runs in which every name is hostile, and that a gate passes, fails, and so on."""
    names = [f"{text}{at}" for at, text in enumerate(HOSTILE)]
    told = {"model__name": "".join(HOSTILE), "task__version": "".join(HOSTILE)}
    base = [row(name, 80.0 + at % 7, subject=name) for at, name in enumerate(names)]
    after: list[dict[str, Any]] = [dict(each) for each in base]
    if kind == "regression":
        after = [failed(name, "timeout", subject=name, message=name) for name in names]
    if kind == "incomplete":
        after = [lost(name, message=name, subject=name) for name in names]
    if kind == "undecided":
        base, after = base[:4], after[:4]
    other = {"prompt_hash": "".join(HOSTILE)} if kind == "incomparable" else {}
    first = write_run(tmp_path / "base", base, **told)
    return first, write_run(tmp_path / "candidate", after, **{**told, "task__version": "2"}, **other)


KINDS = {"pass": 0, "regression": 1, "undecided": 3, "incomplete": 3, "incomparable": 4}


@pytest.fixture(params=KINDS)
def report(request: pytest.FixtureRequest, tmp_path: Path) -> GateReport:
    found = judge_runs(*map(load, pair_of_runs(tmp_path, request.param)), RULES)
    assert (str(found.status), int(found.exit_code)) == (request.param, KINDS[request.param])
    return found


@pytest.fixture(params=["pass", "regression", "incomplete", "incomparable"])
def comparison(request: pytest.FixtureRequest, tmp_path: Path) -> Comparison:
    return contrast_runs(*map(load, pair_of_runs(tmp_path, request.param)), (), ("task.version",))


def on_terminal(show: Callable[[Console], None]) -> str:
    file = io.StringIO()
    show(Console(file=file, width=140, force_terminal=True, color_system=None))
    return file.getvalue()


def refuse_unseen(text: str, kept: str = "\n") -> None:
    assert [each for each in text if not each.isprintable() and each not in kept and each != "\u2060"] == []


def test_a_terminal_gets_no_control_characters(report: GateReport) -> None:
    text = on_terminal(lambda console: print_gate(console, report))
    refuse_unseen(re.sub(r"\x1b\[[0-9;]*m", "", text))
    assert str(report.status).upper() in text
    assert "differs, and was allowed" in text


def test_a_comparison_on_a_terminal_gets_none_either(comparison: Comparison) -> None:
    text = on_terminal(lambda console: print_comparison(console, comparison))
    refuse_unseen(re.sub(r"\x1b\[[0-9;]*m", "", text))
    assert "differs, and was allowed" in text


def outside_code(line: str) -> str:
    assert line.count("`") % 2 == 0
    return re.sub(r"`[^`]*`", "", line)


def refuse_markup(text: str) -> None:
    """Raise where a name of a run stands outside a code span, or breaks a table."""
    refuse_unseen(text)
    assert not re.search(
        r"[<>\[\]@#]|www|https?:", re.sub(r"^### ", "", "\n".join(map(outside_code, text.split("\n"))))
    )
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        assert len({line.count("|") for line in block.splitlines()}) == 1


def test_markdown_holds_names_in_code_spans_only(report: GateReport) -> None:
    text = gate_markdown(report)
    refuse_markup(text)
    assert f"### Gate: {str(report.status).upper()}" in text
    assert "Differs, and was allowed" in text


def test_a_comparison_in_markdown_holds_names_in_code_spans_only(comparison: Comparison) -> None:
    refuse_markup(comparison_markdown(comparison))


def test_a_code_span_can_hold_anything() -> None:
    for text in HOSTILE:
        assert re.fullmatch(r"`[^`|\n]+`", code(text)), text
    assert code("") == "\N{EN DASH}"


def test_junit_is_well_formed_and_counts_what_it_holds(report: GateReport) -> None:
    data = gate_junit(report)
    suites = Xml.fromstring(data)
    refuse_junit_that_breaks_the_schema(suites)
    [suite] = suites
    kinds = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    counted = {name: len(suite.findall(f"testcase/{tag}")) for name, tag in kinds.items()}
    assert {name: int(suite.get(name, "-1")) for name in kinds} == counted
    assert int(suite.get("tests", "-1")) == len(suite.findall("testcase"))
    bad = counted["failures"] + counted["errors"]
    assert (bad > 0) == (report.exit_code != 0)
    allowed = [each.get("value", "") for each in suite.findall("properties/property") if each.get("name") == "allowed"]
    assert [each.partition(":")[0] for each in allowed] == ["task.version"]


def refuse_junit_that_breaks_the_schema(suites: Xml.Element) -> None:
    """Hold the document against the elements, attributes and orders of the schema of Jenkins' JUnit (junit-10.xsd)."""
    assert suites.tag == "testsuites"
    assert set(suites.keys()) <= {"name", "time", "tests", "failures", "disabled", "errors"}
    for suite in suites:
        assert suite.tag == "testsuite"
        assert (
            {"name", "tests"}
            <= set(suite.keys())
            <= {"name", "tests", "failures", "errors", "time", "skipped", "timestamp"}
        )
        assert [each.tag for each in suite if each.tag != "testcase"] == ["properties", "system-out"]
        for case in suite.findall("testcase"):
            assert {"name", "classname", "time"} == set(case.keys())
            assert {each.tag for each in case} <= {"skipped", "error", "failure", "system-out"}
            for found in case:
                assert set(found.keys()) <= ({"message"} if found.tag == "skipped" else {"type", "message"})


def test_json_is_ascii_without_numbers_that_are_none(report: GateReport) -> None:
    text = written(gate_json(report))
    assert text.isascii()
    refuse_unseen(text)
    told = json.loads(text, parse_constant=lambda word: pytest.fail(word))
    assert told["status"] == str(report.status)
    assert told["exit_code"] == report.exit_code
    assert [each["field"] for each in told["allowed"]] == ["task.version"]
    assert told["allowed"][0]["base"] == "".join(HOSTILE)


def test_a_comparison_as_json_is_whole(comparison: Comparison) -> None:
    told = json.loads(written(comparison_json(comparison)), parse_constant=lambda word: pytest.fail(word))
    assert told["exit_code"] == comparison.exit_code
    assert len(told["figures"]) == len(comparison.joined.pairs)


def test_what_changed_most_and_what_flipped_is_named(tmp_path: Path) -> None:
    before = scores(60) | {"s7": 90.0}
    after = rows_of(changed(before, 0.5, 1.0))
    after[7] = failed("s7", "timeout", subject="subject 1")
    report = judge_runs(load(write_run(tmp_path / "a", rows_of(before))), load(write_run(tmp_path / "b", after)), RULES)
    for text in (gate_markdown(report), on_terminal(lambda console: print_gate(console, report))):
        assert "ok -> timeout: 1 (s7)" in text
        assert re.search(r"s7\W+subject 1\W+ok -> timeout", text)
    assert gate_json(report)["changed"][0]["id"] == "s7"


def test_long_lists_are_cut_with_a_word_and_whole_in_json(tmp_path: Path) -> None:
    rows = rows_of(scores(200))
    report = judge_runs(
        load(write_run(tmp_path / "a", rows)),
        load(write_run(tmp_path / "b", [lost(each["id"], subject=each["subject"]) for each in rows])),
        RULES,
    )
    assert "... and 190 more; --json names them all" in gate_markdown(report)
    assert len(gate_json(report)["missing"]) == 200
