"""Rows about choosing: several blocks, blocks that need each other, thinking, bare code."""

from extraction_cases import BROKEN, OTHER, PROGRAM, Case, fenced, indented

from stem2code_eval.outcomes import Outcome

IMPORTS = "import matplotlib.pyplot as plt\nimport numpy as np\n"
DATA = "x = np.linspace(0, 1)\ny = x**2\n"
PLOT = "plt.plot(x, y)\nplt.show()\n"
MAIN = "import matplotlib.pyplot as plt\n\n\ndef main():\n    plt.plot([1, 2])\n"
FUTURE = "from __future__ import annotations\n"

SEVERAL = [
    Case("last of two programs", fenced(OTHER) + "Better:\n" + fenced(), PROGRAM, "last-drawing-fence"),
    Case(
        "shell block after the program",
        fenced() + fenced("pip install matplotlib\n", ""),
        PROGRAM,
        "last-drawing-fence",
    ),
    Case("output block after the program", fenced() + fenced("Area: 12\n", ""), PROGRAM, "last-drawing-fence"),
    Case(
        "shell block before the program",
        fenced("pip install x\n", "bash") + fenced(),
        PROGRAM,
        "last-drawing-fence",
    ),
    Case("last one broken", fenced() + fenced(BROKEN), PROGRAM, "last-drawing-fence"),
    Case(
        "helper without drawing after it",
        fenced() + fenced("def area(r):\n    return r * r\n"),
        PROGRAM,
        "last-drawing-fence",
    ),
    Case(
        "imports repeated after it",
        fenced() + "You need:\n" + fenced("import matplotlib.pyplot as plt\n"),
        PROGRAM,
        "last-drawing-fence",
    ),
    Case(
        "three parts",
        fenced(IMPORTS) + fenced(DATA) + fenced(PLOT),
        f"{IMPORTS}\n{DATA}\n{PLOT}",
        "joined-fences(1+2+3)",
    ),
    Case(
        "parts with a stranger between",
        fenced(IMPORTS) + fenced("print('hi')\n") + fenced("plt.plot([1])\n"),
        f"{IMPORTS}\nplt.plot([1])\n",
        "joined-fences(1+3)",
    ),
    Case(
        "a call of the function before",
        fenced(MAIN) + "Run it:\n" + fenced("main()\n"),
        f"{MAIN}\nmain()\n",
        "joined-fences(1+2)",
    ),
    Case(
        "star import before",
        fenced("from pylab import *\n") + fenced("plot([1, 2])\nshow()\n"),
        "from pylab import *\n\nplot([1, 2])\nshow()\n",
        "joined-fences(1+2)",
    ),
    Case(
        "name rebound from itself",
        fenced("x = 1\n") + fenced(IMPORTS + "x = x + 1\nplt.plot([x])\n"),
        f"x = 1\n\n{IMPORTS}x = x + 1\nplt.plot([x])\n",
        "joined-fences(1+2)",
    ),
    Case(
        "own names only, nothing joined",
        fenced("x = 5\n") + fenced(IMPORTS + "x = 1\n" + "plt.plot([x])\n"),
        IMPORTS + "x = 1\nplt.plot([x])\n",
        "last-drawing-fence",
    ),
    Case(
        "future import in the later part",
        fenced(IMPORTS) + fenced(FUTURE + "plt.plot([1])\n"),
        f"{FUTURE}{IMPORTS}\n\nplt.plot([1])\n",
        "joined-fences(1+2)",
    ),
    Case("two broken programs", fenced(BROKEN) + fenced(BROKEN + "x = (\n"), BROKEN + "x = (\n", "broken-fence"),
    Case("future import stays on top", fenced(FUTURE + PROGRAM), FUTURE + PROGRAM, "only-fence"),
]

_DRAFT = "Let me try:\n" + fenced(OTHER) + "Hmm, wait."

THINKING = [
    Case("think", f"<think>{_DRAFT}</think>\n" + fenced(), PROGRAM, "only-fence"),
    Case("thinking", f"<thinking>\n{_DRAFT}\n</thinking>\n" + fenced(), PROGRAM, "only-fence"),
    Case("thought", f"<thought>{_DRAFT}</thought>" + fenced(), PROGRAM, "only-fence"),
    Case("reasoning, capitals", f"<Reasoning>{_DRAFT}</REASONING>\n" + fenced(), PROGRAM, "only-fence"),
    Case("triangles", f"◁think▷{_DRAFT}◁/think▷" + fenced(), PROGRAM, "only-fence"),
    Case(
        "begin of thought",
        f"<|begin_of_thought|>{_DRAFT}<|end_of_thought|>\n" + fenced(),
        PROGRAM,
        "only-fence",
    ),
    Case("square brackets", f"[THINK]{_DRAFT}[/THINK]" + fenced(), PROGRAM, "only-fence"),
    Case(
        "channels",
        f"<|channel|>analysis<|message|>{_DRAFT}<|end|><|channel|>final<|message|>" + fenced(),
        PROGRAM,
        "only-fence",
    ),
    Case("never opened", _DRAFT + "</think>\n" + fenced(), PROGRAM, "only-fence"),
    Case("two blocks", f"<think>a</think>{fenced(OTHER)}<think>b</think>{fenced()}", PROGRAM, "only-fence"),
    Case("nested", f"<think>a <think>b</think> {_DRAFT}</think>{fenced()}", PROGRAM, "only-fence"),
    Case(
        "draft leaves its fence open",
        "<think>\n```python\n" + OTHER + "</think>\n" + fenced(),
        PROGRAM,
        "only-fence",
    ),
    Case("bare code after thinking", "<think>x = 1</think>\n" + PROGRAM, PROGRAM, "only-bare"),
    Case("program before thinking", fenced() + "<think>Is it right? Yes.</think>\nDone.", PROGRAM, "only-fence"),
    Case("program only in the thinking", f"<think>{_DRAFT}</think>\nI drew it.", Outcome.NO_CODE, "prose"),
    Case("never closed", "<think>I would write\n" + fenced(), PROGRAM, "only-fence+unclosed-thinking"),
    Case(
        "never closed, last draft",
        f"<think>{_DRAFT}\n" + fenced(),
        PROGRAM,
        "last-drawing-fence+unclosed-thinking",
    ),
    Case("never closed, cut", f"<think>{_DRAFT}", Outcome.TRUNCATED, "cut-in-thinking", "length"),
    Case("program, then cut in thinking", fenced() + "<think>Let me che", PROGRAM, "only-fence", "length"),
    Case(
        "unclosed fence before thinking, then cut",
        "```python\n" + PROGRAM + "<think>Good.</think>This dr",
        PROGRAM,
        "unclosed-fence",
        "length",
    ),
    Case("never closed, no code", "<think>A triangle.", Outcome.NO_CODE, "prose"),
    Case(
        "tag as a label of the figure",
        fenced(PROGRAM + 'plt.title("a </think> b")\n'),
        PROGRAM + 'plt.title("a </think> b")\n',
        "only-fence",
    ),
    Case("tag spoken of in quotes after the program", fenced() + "No `</think>` was needed.", PROGRAM, "only-fence"),
    Case("tag spoken of in quotes", "I close with `</think>` here.\n" + fenced(), PROGRAM, "only-fence"),
]

BARE = [
    Case("nothing else", PROGRAM, PROGRAM, "only-bare"),
    Case(
        "prose before and after",
        "Sure, here is the code.\n\n" + PROGRAM + "\nHope this helps!",
        PROGRAM,
        "only-bare",
    ),
    Case("a lone word after", PROGRAM + "\nEnjoy", PROGRAM, "only-bare"),
    Case(
        "comment before the imports",
        "The code follows.\n# a figure\n" + PROGRAM,
        "# a figure\n" + PROGRAM,
        "only-bare",
    ),
    Case(
        "indented by four, as Markdown's other code block",
        "The code:\n\n" + indented(PROGRAM, "    ") + "\nDone with it.",
        PROGRAM,
        "only-bare",
    ),
    Case("a heading after it", PROGRAM + "\n## Explanation\nThis draws the line.", PROGRAM, "only-bare"),
    Case("a heading before it", "# Solution\n\n" + PROGRAM, "# Solution\n\n" + PROGRAM, "only-bare"),
    Case("label without a fence", "python\n" + PROGRAM, PROGRAM, "only-bare"),
    Case(
        "prose in the middle",
        IMPORTS + "\nNow we plot the curve here:\n\nplt.plot(np.ones(3))\nplt.show()\n",
        f"{IMPORTS}\nplt.plot(np.ones(3))\nplt.show()\n",
        "joined-bares(1+2)",
    ),
    Case("error in the middle", "Here is the code:\n\n" + BROKEN, BROKEN, "broken-bare"),
    Case(
        "error in the middle, program after it",
        BROKEN + "plt.title('x')\n",
        BROKEN + "plt.title('x')\n",
        "broken-bare",
    ),
    Case("error, then prose", BROKEN + "\nThis draws the line.\n", BROKEN, "broken-bare"),
    Case("cut in a statement", PROGRAM + "plt.plot([1, 2],\n    [3,", Outcome.TRUNCATED, "cut", "length"),
    Case("cut in a name", PROGRAM + "plt.sho", Outcome.TRUNCATED, "cut", "length"),
    Case("whole, limit reached", PROGRAM, PROGRAM, "only-bare", "length"),
    Case("whole, cut in the prose after", PROGRAM + "\nThis code draws a tri", PROGRAM, "only-bare", "length"),
    Case("prose alone", "The figure shows a triangle ABC with a right angle at B.", Outcome.NO_CODE, "prose"),
    Case(
        "prose that names a function",
        "You could call plt.plot(x, y) and then plt.show().",
        Outcome.NO_CODE,
        "prose",
    ),
    Case("a call on its own line of prose", "Call\nplt.plot(x, y)\nto draw it.", Outcome.NO_CODE, "prose"),
    Case("inline code in prose", "Use `plt.plot([1, 2])` to draw.", Outcome.NO_CODE, "prose"),
    Case("prose that imports", "import the library and draw it from there.", Outcome.NO_CODE, "prose"),
    Case("a refusal", "I'm sorry, I can't help with that.", Outcome.NO_CODE, "prose"),
    Case("prose, cut", "The figure shows a triangle ABC with", Outcome.TRUNCATED, "cut", "length"),
    Case("empty", "", Outcome.NO_CODE, "empty"),
    Case("blank", " \n\t\n", Outcome.NO_CODE, "empty"),
    Case("empty, cut", "", Outcome.TRUNCATED, "cut", "length"),
]

CASES = [*SEVERAL, *THINKING, *BARE]
