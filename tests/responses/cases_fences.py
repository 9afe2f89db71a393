"""Rows about one fenced block: labels, marks, indentation, newlines, fences that do not close."""

from extraction_cases import BROKEN, OTHER, PROGRAM, Case, fenced, indented

from stem2code_eval.outcomes import Outcome

DOCSTRING_PROGRAM = '''import matplotlib.pyplot as plt


def draw(ax):
    """Draw a segment.

```
draw(ax)
```
    """
    ax.plot([0, 1], [0, 1])


draw(plt.gca())
'''
MANY_INNER_FENCES = DOCSTRING_PROGRAM.replace("```\ndraw(ax)\n```\n", "    ```\n    draw(ax)\n    ```\n" * 12)
BROKEN_WITH_TICKS = OTHER + "```\nplt.plot((\n"
TICKS_PROGRAM = 'import matplotlib.pyplot as plt\n\nplt.title("""\n```\n""")\nplt.plot([1, 2])\n'
STRING_AT_MARGIN = 'import matplotlib.pyplot as plt\nplt.title("""A\n  B""")\nplt.plot([1])\n'

_LABELS = [
    "python",
    "py",
    "Python",
    "Python3",
    "PYTHON",
    "python3",
    "",
    "none",
    "matplotlib",
    "text",
    'python title="figure.py"',
    "python:figure.py",
    "{python}",
    "{.python .numberLines}",
    "{code-cell} ipython3",
    "python {cmd=true}",
    " python",
    "python  ",
]

LABELS = [
    Case(f"label {label!r}", "Here:\n" + fenced(label=label) + "Done.", PROGRAM, "only-fence") for label in _LABELS
]

MARKS = [
    Case("tildes", fenced(mark="~~~"), PROGRAM, "only-fence"),
    Case("four backticks", fenced(mark="````"), PROGRAM, "only-fence"),
    Case("longer fence with backticks inside", fenced(TICKS_PROGRAM, mark="````"), TICKS_PROGRAM, "only-fence"),
    Case("tildes with backticks inside", fenced(TICKS_PROGRAM, mark="~~~"), TICKS_PROGRAM, "only-fence"),
    Case("docstring shows many indented fences", fenced(MANY_INNER_FENCES), MANY_INNER_FENCES, "only-fence"),
    Case("error and shorter marks inside", fenced(BROKEN_WITH_TICKS, mark="````"), BROKEN_WITH_TICKS, "broken-fence"),
    Case("docstring shows a fence", fenced(DOCSTRING_PROGRAM), DOCSTRING_PROGRAM, "only-fence"),
    Case(
        "closing fence longer than the opening one",
        "```python\n" + PROGRAM + "`````\n",
        PROGRAM,
        "only-fence",
    ),
    Case("byte order mark before the fence", "\ufeff" + fenced(), PROGRAM, "only-fence"),
    Case("byte order mark inside the fence", "```python\n\ufeff" + PROGRAM + "```", PROGRAM, "only-fence"),
    Case("zero-width space before the fence", "\u200b" + fenced(), PROGRAM, "only-fence"),
    Case("no newline at the end", "```python\n" + PROGRAM + "```", PROGRAM, "only-fence"),
    Case("CRLF", fenced().replace("\n", "\r\n"), PROGRAM, "only-fence"),
    Case("CR alone", fenced().replace("\n", "\r"), PROGRAM, "only-fence"),
    Case(
        "blank lines at both ends are the program's",
        "```\n\n" + OTHER + "\n```",
        "\n" + OTHER + "\n",
        "only-fence",
    ),
]

PLACES = [
    Case("in a list", "1. The code:\n\n" + indented(fenced(), "   ") + "\n2. Done", PROGRAM, "only-fence"),
    Case("in a list, by a tab", "- Code:\n" + indented(fenced(), "\t"), PROGRAM, "only-fence"),
    Case(
        "in a list, fence indented and code not",
        "- Code:\n   ```python\n" + PROGRAM + "   ```",
        PROGRAM,
        "only-fence",
    ),
    Case("deep in a list", indented(fenced(), " " * 8), PROGRAM, "only-fence"),
    Case(
        "right after the list mark",
        "- ```python\n" + indented(PROGRAM, "  ") + "  ```",
        PROGRAM,
        "only-fence",
    ),
    Case(
        "string lines left of the code",
        '   ```python\n   import matplotlib.pyplot as plt\n   plt.title("""A\nB""")\n   plt.plot([1])\n   ```',
        'import matplotlib.pyplot as plt\nplt.title("""A\nB""")\nplt.plot([1])\n',
        "only-fence",
    ),
    Case("string lines keep their margin", fenced(STRING_AT_MARGIN), STRING_AT_MARGIN, "only-fence"),
    Case("block quote", "".join(f"> {line}\n" for line in fenced().split("\n")), PROGRAM, "only-fence"),
    Case("code indented inside the fence", fenced(indented(PROGRAM, "    ")), PROGRAM, "only-fence+dedented"),
    Case("fence after a word of prose", "Here it is: " + fenced(), PROGRAM, "only-fence"),
    Case("boxed fence", "\\boxed{" + fenced().rstrip("\n") + "}", PROGRAM, "only-fence"),
    Case("first code line on the fence's line", "```python " + PROGRAM + "```", PROGRAM, "only-fence"),
    Case("first code line right after the marks", "```" + PROGRAM + "```", PROGRAM, "only-fence"),
    Case(
        "all on one line",
        "```python import matplotlib.pyplot as plt; plt.plot([1])```",
        "import matplotlib.pyplot as plt; plt.plot([1])\n",
        "only-piece+one-line",
    ),
    Case(
        "closing fence on the last code line",
        "```python\n" + PROGRAM.rstrip("\n") + "```\nDone.",
        PROGRAM,
        "only-fence",
    ),
    Case(
        "prose right after the closing marks",
        "```python\n" + PROGRAM + "``` This draws it.\n",
        PROGRAM,
        "only-fence",
    ),
    Case("closing fence too deep", "```python\n" + PROGRAM + "        ```\nDone now.\n", PROGRAM, "only-fence"),
]

CLOSING = [
    Case("unclosed", "```python\n" + PROGRAM, PROGRAM, "unclosed-fence"),
    Case("unclosed, reason unknown", "```python\n" + PROGRAM, PROGRAM, "unclosed-fence", None),
    Case(
        "unclosed, then prose",
        "```python\n" + PROGRAM + "\nThis code draws it.\n",
        PROGRAM,
        "unclosed-fence+prose-after-code",
    ),
    Case("opening fence missing", PROGRAM + "```\nThis code draws it.\n", PROGRAM, "only-bare"),
    Case(
        "second fence opens before the first closes",
        "```python\n" + OTHER + "```python\n" + PROGRAM + "```",
        PROGRAM,
        "last-drawing-fence",
    ),
    Case(
        "closing fence shorter than the opening one",
        "````python\n" + PROGRAM + "```\n",
        PROGRAM,
        "only-fence",
    ),
    Case("unclosed and cut", "```python\n" + PROGRAM, Outcome.TRUNCATED, "cut", "length"),
    Case("unclosed and cut in a statement", "```python\n" + PROGRAM[:60], Outcome.TRUNCATED, "cut", "length"),
    Case(
        "unclosed and cut, Anthropic's word",
        "```python\n" + PROGRAM[:60],
        Outcome.TRUNCATED,
        "cut",
        "max_tokens",
    ),
    Case("unclosed and cut, in capitals", "```python\n" + PROGRAM[:60], Outcome.TRUNCATED, "cut", "MAX_TOKENS"),
    Case("closed before the cut", fenced() + "This draws a", PROGRAM, "only-fence", "length"),
    Case(
        "closed program, second one cut",
        fenced() + "Or:\n```python\n" + OTHER[:50],
        PROGRAM,
        "last-drawing-fence",
        "length",
    ),
    Case(
        "closed imports, program cut",
        fenced("import numpy as np\n") + "```python\n" + OTHER[:50],
        Outcome.TRUNCATED,
        "cut",
        "length",
    ),
    Case("closed program with an error, then cut", fenced(BROKEN) + "This dr", BROKEN, "broken-fence", "length"),
    Case(
        "closed fence without drawing, then cut",
        fenced("x = 1\n") + "Next",
        Outcome.TRUNCATED,
        "cut",
        "length",
    ),
    Case("syntax error in the only block", fenced(BROKEN), BROKEN, "broken-fence"),
    Case("syntax error, unclosed", "```python\n" + BROKEN, BROKEN, "broken-fence"),
    Case(
        "text that is not code in a Python fence",
        fenced("draw a circle here\n"),
        "draw a circle here\n",
        "broken-fence",
    ),
    Case("Python that does not draw", fenced("print(1)\n"), "print(1)\n", "fence-without-drawing"),
    Case("empty fence", "```python\n```\n", Outcome.NO_CODE, "prose"),
    Case("another language alone", "```latex\n\\draw (0,0) -- (1,1);\n```", Outcome.NO_CODE, "prose"),
    Case("a shell command alone", fenced("pip install matplotlib\n", ""), Outcome.NO_CODE, "prose"),
    Case(
        "a shell command with Python in it",
        fenced("python -c 'import matplotlib.pyplot'\n", "sh"),
        Outcome.NO_CODE,
        "prose",
    ),
    Case("a picture of characters", "```\n  A\n / \\\nB---C\n```", Outcome.NO_CODE, "prose"),
]

CASES = [*LABELS, *MARKS, *PLACES, *CLOSING]
