"""What must hold for every text and every program, whatever the rules."""

import pytest
from extraction_cases import OTHER, PROGRAM
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stem2code_eval.outcomes import Outcome
from stem2code_eval.responses.extract import extract_program

_ANYTHING = st.text(st.characters(codec=None), max_size=200)
_BITS = st.sampled_from(
    [
        "```",
        "````",
        "~~~",
        "`",
        "python",
        "py",
        "json",
        "\n",
        "\r\n",
        "\r",
        "    ",
        "\t",
        "> ",
        "- ",
        "1. ",
        "+",
        ">>> ",
        "... ",
        "%matplotlib inline\n",
        "<think>",
        "</think>",
        "<code>",
        "</code>",
        "&lt;",
        "&quot;",
        '"',
        "-",
        "import matplotlib.pyplot as plt\n",
        "plt.plot([1, 2])\n",
        "plt.plot(x",
        "x = 1\n",
        "def f():\n",
        "(",
        ")",
        "The figure shows a triangle.",
        "\x00",
        "\ufeff",
        "\u200b",
        "\u00a0",
        "\ud800",
        "\\",
        "#",
        "'''",
        "{",
        "}",
        "from __future__ import x\n",
    ]
)
_RESPONSES = st.one_of(_ANYTHING, st.lists(_BITS, max_size=40).map("".join))
_REASONS = st.sampled_from([None, "stop", "length", "content_filter"])

_LABEL_CHARS = st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"])
_STRINGS = st.text(_LABEL_CHARS, max_size=20).map(repr)
_STATEMENTS = st.one_of(
    _STRINGS.map(lambda s: f"plt.title({s})"),
    st.text(_LABEL_CHARS, max_size=20).map(lambda s: "# " + s.replace("\x0c", " ")),
    st.integers(0, 10**6).map(lambda n: f"for i in range({n}):\n    plt.plot([i, {n}])"),
    st.just(""),
    st.just('"""\n   a docstring\n"""'),
    st.just("def f(a, /, *b):\n\treturn [a for a in b]"),
)
_PROGRAMS = st.lists(_STATEMENTS, max_size=8).map(
    lambda body: "\n".join(["import matplotlib.pyplot as plt", *body, "plt.plot([0, 1])"]) + "\n"
)
_LABELS = st.sampled_from(["", "python", "py", "Python3", "none", 'python title="x"', "{python}", "matplotlib"])
_PROSE = st.sampled_from(
    ["", "Here is the code:\n", "Sure! Let us draw it.\n\n", "The figure shows ABC.\n- one\n- two\n\n"]
)


@settings(max_examples=400, deadline=None)
@given(_RESPONSES, _REASONS)
@example("<think>", "length")
@example("```\n" * 50, None)
def test_any_text_gives_a_program_or_an_outcome(text: str, finish_reason: str | None) -> None:
    extraction = extract_program(text, finish_reason)
    if extraction.program is None:
        assert extraction.outcome in (Outcome.NO_CODE, Outcome.TRUNCATED)
    else:
        assert extraction.outcome is None
        assert extraction.program.strip()
        assert extraction.program.endswith("\n")
    if finish_reason != "length":
        assert extraction.outcome is not Outcome.TRUNCATED
    assert extraction.rule


@settings(max_examples=300, deadline=None)
@given(
    _PROGRAMS,
    _LABELS,
    st.sampled_from("`~"),
    st.integers(0, 4),
    _PROSE,
    _PROSE,
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_program_in_a_fence_comes_back_as_it_is(
    program: str, label: str, char: str, longer: int, before: str, after: str, newline: str
) -> None:
    mark = char * (_longest_run(program, char) + 3 + longer)
    text = f"{before}{mark}{label}\n{program}{mark}\n{after}".replace("\n", newline)
    assert extract_program(text, "stop").program == program


@settings(max_examples=150, deadline=None)
@given(_PROGRAMS, st.integers(1, 6))
def test_an_indented_fence_comes_back_dedented(program: str, width: int) -> None:
    mark = "`" * (_longest_run(program, "`") + 3)
    lines = [f"{mark}python", *program.rstrip("\n").split("\n"), mark]
    text = "1. The code:\n\n" + "\n".join(" " * width + line for line in lines)
    assert extract_program(text, "stop").program == program


@settings(max_examples=300, deadline=None)
@given(_RESPONSES)
def test_fencing_what_was_found_finds_it_again(text: str) -> None:
    first = extract_program(text, "stop").program
    if first is None:
        return
    mark = "`" * (_longest_run(first, "`") + 3)
    assert extract_program(f"{mark}python\n{first}{mark}\n", "stop").program == first


@settings(max_examples=100, deadline=None)
@given(st.integers(1, len(PROGRAM) - 1))
def test_a_fenced_program_cut_anywhere_is_truncated(length: int) -> None:
    extraction = extract_program("Here:\n```python\n" + PROGRAM[:length], "length")
    assert extraction.outcome is Outcome.TRUNCATED


@settings(max_examples=100, deadline=None)
@given(st.integers(1, len(OTHER) - 1))
def test_a_complete_program_outlives_any_cut_after_it(length: int) -> None:
    text = f"```python\n{PROGRAM}```\nOr:\n```python\n{OTHER[:length]}"
    assert extract_program(text, "length").program == PROGRAM


@pytest.mark.parametrize(
    "text",
    [
        "`" * 100_000,
        "```\n" * 20_000,
        "``` " * 50_000,
        "<think>" * 50_000,
        "[" * 200_000,
        "((((\n" * 20_000,
        "```python\n" + "(" * 100_000 + "\n```",
        "```python\n" + "-" * 100_000 + "1\n```",
        "```python\nimport matplotlib\na" + ".b" * 100_000 + "\n```",
        "x = (as you see\n" * 20_000,
        "The figure shows a triangle.\n" * 100_000,
        "\ud800\x00" * 100_000,
        ">>> (\n" * 20_000,
        "a, " * 300_000,
    ],
    ids=lambda text: repr(text[:14]),
)
def test_hostile_text_ends_in_an_answer(text: str) -> None:
    extraction = extract_program(text, None)
    assert (extraction.program is None) == (extraction.outcome is Outcome.NO_CODE)


def test_ten_megabytes_of_program_come_back_whole() -> None:
    program = OTHER + "x = [1, 2, 3]\n" * 700_000
    assert extract_program(f"```python\n{program}```\n", "stop").program == program


def _longest_run(text: str, char: str) -> int:
    longest = run = 0
    for letter in text:
        run = run + 1 if letter == char else 0
        longest = max(longest, run)
    return longest
