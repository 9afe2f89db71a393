from pathlib import Path
from typing import Any

import pytest
from pipeline_fakes import FakeRenderer, element_list, png, program, square

from stem2code_eval.errors import ExitCode, IncompleteError, UserError
from stem2code_eval.metrics.registry import DEFAULT_METRICS, ELEMENT_METRICS
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.pairing import compare
from stem2code_eval.render.types import Rendering


def no_sandbox() -> Any:
    raise AssertionError("the sandbox was opened")


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_two_pictures_need_no_sandbox(tmp_path: Path) -> None:
    a, b = file(tmp_path, "a.png", png("a", 64)), file(tmp_path, "b.png", png("a", 64))
    result = compare(a, b, ("pixel", "ssim"), no_sandbox)
    assert result.outcome == "ok"
    assert result.metrics["pixel"] == pytest.approx(100.0)
    assert set(result.to_json()) >= {"outcome", "flags", "metrics"}


def test_programs_are_rendered_and_the_sandbox_is_closed(tmp_path: Path) -> None:
    renderer = FakeRenderer()
    a, b = file(tmp_path, "a.py", program("a")), file(tmp_path, "b.py", program("b"))
    assert "drawn" in compare(a, b, ("pixel",), lambda: renderer).flags
    assert renderer.programs == [program("a"), program("b")]
    assert renderer.closed == 1


def test_a_candidate_that_fails_scores_0(tmp_path: Path) -> None:
    a, b = file(tmp_path, "a.png", png("a", 64)), file(tmp_path, "b.py", program("b", "timeout"))
    result = compare(a, b, ("pixel",), FakeRenderer)
    assert result.outcome == "timeout"
    assert result.metrics == {"pixel": 0.0}
    assert result.message == "ended as timeout"


def test_a_failing_sandbox_is_no_score(tmp_path: Path) -> None:
    a, b = file(tmp_path, "a.png", png("a", 64)), file(tmp_path, "b.py", program("b", "sandbox_error"))
    with pytest.raises(IncompleteError) as caught:
        compare(a, b, ("pixel",), FakeRenderer)
    assert caught.value.exit_code == ExitCode.INCOMPLETE


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (program("a", "no_figure"), "a.py", "draws nothing to compare with: no_figure"),
        (b"\xff", "a.py", "not UTF-8"),
        (b"not a picture", "a.png", "cannot be decoded"),
    ],
)
def test_an_unusable_reference_is_a_sentence(tmp_path: Path, content: str | bytes, name: str, said: str) -> None:
    reference, candidate = file(tmp_path, name, content), file(tmp_path, "b.png", png("b", 64))
    with pytest.raises(UserError, match=said):
        compare(reference, candidate, ("pixel",), FakeRenderer)


BOTH = """import matplotlib.pyplot as plt

plt.plot([0, 1, 0])
plt.title({title!r})
plt.show()
"""


def test_two_programs_are_compared_by_their_elements(tmp_path: Path, any_sandbox: Any) -> None:
    class Kept:
        """The session's sandbox, which `compare` must not close."""

        render = any_sandbox.render

        def close(self) -> None:
            pass

    a, b = file(tmp_path, "a.py", BOTH.format(title="A")), file(tmp_path, "b.py", BOTH.format(title="B"))
    same, other = compare(a, a, DEFAULT_METRICS, Kept), compare(a, b, DEFAULT_METRICS, Kept)
    assert set(same.metrics.values()) == {100.0}
    assert other.metrics["geometry"] == 100.0
    assert other.metrics["text"] < 95
    assert (other.flags, other.reasons) == ([], {})
    assert other.to_json()["diagnostics"]["elements_agreement"] == 100.0


@pytest.mark.parametrize("names", [("a.png", "b.py"), ("a.py", "b.png"), ("a.png", "b.png")])
def test_pictures_have_no_elements_and_no_fault(tmp_path: Path, names: tuple[str, str]) -> None:
    class Drawing(FakeRenderer):
        def render(self, program: str) -> Rendering:
            listed = element_list(64, 64)
            return Rendering(Outcome.OK, png=square(64), width=64, height=64, elements=listed)

    paths = [file(tmp_path, name, square(64) if name.endswith(".png") else program("a")) for name in names]
    result = compare(*paths, DEFAULT_METRICS, Drawing)
    assert (result.metrics["pixel"], result.flags) == (100.0, [])
    assert {result.metrics[name] for name in ELEMENT_METRICS} == {None}
    assert all("Only programs have element lists" in why for why in result.reasons.values())


def test_a_list_that_is_not_the_picture_ends_a_pair_as_tampered(tmp_path: Path) -> None:
    a, b = file(tmp_path, "a.png", png("a", 64)), file(tmp_path, "b.py", program("b"))
    result = compare(a, b, ("pixel",), FakeRenderer)
    assert (result.outcome, result.metrics) == ("tampered", {"pixel": 0.0})
    assert "tampered" in result.flags


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"Cannot read .*none\.png: No such file"):
        compare(tmp_path / "none.png", tmp_path / "none.png", ("pixel",), FakeRenderer)
