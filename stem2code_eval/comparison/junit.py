"""JUnit XML, as CI servers read it: a suite with a case for comparability, one for completeness, and one a metric.

Elements and attributes are those of the schema that Jenkins' xUnit plugin and pytest share (junit-10.xsd).
"""

from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from stem2code_eval.comparison import wording
from stem2code_eval.comparison.gate import GateReport, MetricResult, Status
from stem2code_eval.comparison.rules import PASS
from stem2code_eval.report.text import visible
from stem2code_eval.stats.decision import Verdict

_SUITE = "stem2code-eval gate"
_LONGEST = 4000


def gate_junit(report: GateReport) -> bytes:
    """Return the verdict as an XML document in UTF-8."""
    cases = [_comparable(report)]
    if report.status is not Status.INCOMPARABLE:
        cases += [_complete(report), *(_metric(report, result) for result in report.metrics)]
    counts = {kind: str(sum(case.find(tag) is not None for case in cases)) for kind, tag in _KINDS.items()}
    about = {"name": _SUITE, "tests": str(len(cases)), "time": "0", **counts}
    suites = Xml.Element("testsuites", {"name": _SUITE, "tests": about["tests"], "time": "0", **_whole(counts)})
    suite = Xml.SubElement(suites, "testsuite", about)
    properties = Xml.SubElement(suite, "properties")
    for name, value in _properties(report):
        Xml.SubElement(properties, "property", {"name": name, "value": _safe(value)})
    suite.extend(cases)
    Xml.SubElement(suite, "system-out").text = _safe(wording.headline(report))
    Xml.indent(suites)
    return bytes(Xml.tostring(suites, encoding="utf-8", xml_declaration=True)) + b"\n"


_KINDS = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def _whole(counts: dict[str, str]) -> dict[str, str]:
    return {kind: count for kind, count in counts.items() if kind != "skipped"}


def _properties(report: GateReport) -> list[tuple[str, str]]:
    found = [
        ("base", wording.title(report.base)),
        ("candidate", wording.title(report.candidate)),
        ("rules", wording.rules_line(report)),
    ]
    found += [("allowed", wording.difference_line(each)) for each in report.comparability.allowed]
    return found + [("differs", wording.difference_line(each)) for each in report.comparability.told]


def _comparable(report: GateReport) -> Xml.Element:
    case = _case("the runs can be compared")
    refused = report.comparability.refused
    if refused:
        _found(case, "error", "incomparable", wording.headline(report), map(wording.difference_line, refused))
    return case


def _complete(report: GateReport) -> Xml.Element:
    case = _case("every figure has a result")
    if report.status is Status.INCOMPLETE:
        _found(
            case,
            "error",
            "incomplete",
            wording.headline(report),
            [*report.unfinished, *wording.missing_lines(report.joined.missing)],
        )
    return case


def _metric(report: GateReport, result: MetricResult) -> Xml.Element:
    case = _case(f"{result.name} loses no more than {result.max_drop:g}")
    row = ", ".join(
        f"{name} {cell}" for name, cell in zip(wording.METRIC_COLUMNS, wording.metric_cells(result), strict=True)
    )
    changed = [" | ".join(wording.pair_cells(pair, [result.name])) for pair in report.changed]
    if report.status is Status.INCOMPLETE:
        _found(case, "skipped", "", "not decided: results are missing", [])
    elif result.verdict is Verdict.REGRESSION:
        _found(case, "failure", "regression", row, [*changed, *wording.flips(report.flipped)])
    elif result.verdict is Verdict.UNDECIDED:
        tag = "skipped" if report.rules.undecided == PASS else "failure"
        _found(case, tag, "undecided", f"undecided: {row}", wording.metric_notes(result))
    Xml.SubElement(case, "system-out").text = _safe(row)
    return case


def _case(name: str) -> Xml.Element:
    return Xml.Element("testcase", {"classname": _SUITE, "name": _safe(name), "time": "0"})


def _found(case: Xml.Element, tag: str, kind: str, message: str, lines: "Sequence[str] | map[str]") -> None:
    about = {"message": _safe(message)} if tag == "skipped" else {"type": kind, "message": _safe(message)}
    Xml.SubElement(case, tag, about).text = _safe("\n".join(lines))


def _safe(text: str) -> str:
    """Return `text` in characters that XML 1.0 allows, the others as their numbers."""
    return visible(text[:_LONGEST])
