"""Rows about programs in another form than plain Python: prompts, numbers, escapes, JSON, tags."""

import json

from extraction_cases import PROGRAM, Case, fenced, indented

from stem2code_eval.outcomes import Outcome

IMPORTS = "import matplotlib.pyplot as plt\nimport numpy as np\n"
FUTURE = "from __future__ import annotations\n"

_NBSP = PROGRAM.replace("    ", "\u00a0" * 4)
_NUMBERED = "".join(f"{i:>3} {line}\n" for i, line in enumerate(PROGRAM.rstrip("\n").split("\n"), 1))
_COLONS = "".join(f"{i}: {line}\n" for i, line in enumerate((PROGRAM * 2).rstrip("\n").split("\n"), 8))
_PROMPTS = """>>> import matplotlib.pyplot as plt
>>> for x in range(2):
...     plt.plot([x])
...
[<matplotlib.lines.Line2D object at 0x7f>]
>>> plt.show()
"""
_TYPED = "import matplotlib.pyplot as plt\nfor x in range(2):\n    plt.plot([x])\n\nplt.show()\n"
_DIFF = """--- a.py
+++ b.py
@@ -1,2 +1,3 @@
 import matplotlib.pyplot as plt
-plt.plot([1])
+plt.plot([2])
+plt.show()
"""
_ESCAPED = PROGRAM.replace('"', "&quot;")
_LESS = "import matplotlib.pyplot as plt\nx = 1 < 2\nplt.plot([x])\n"

CASES = [
    Case("no-break spaces", fenced(_NBSP), PROGRAM, "only-fence+invisible-characters"),
    Case(
        "no-break space in a label stays",
        fenced(PROGRAM.replace("A_", "A\u00a0")),
        PROGRAM.replace("A_", "A\u00a0"),
        "only-fence",
    ),
    Case(
        "zero-width spaces",
        fenced(PROGRAM.replace("plt.", "plt.\u200b")),
        PROGRAM,
        "only-fence+invisible-characters",
    ),
    Case("line numbers", fenced(_NUMBERED), PROGRAM, "only-fence+line-numbers"),
    Case("line numbers with colons, growing wider", fenced(_COLONS), PROGRAM * 2, "only-fence+line-numbers"),
    Case("prompts", fenced(_PROMPTS), _TYPED, "only-fence+prompts"),
    Case(
        "diff",
        fenced(_DIFF, "diff"),
        "import matplotlib.pyplot as plt\nplt.plot([2])\nplt.show()\n",
        "only-fence+diff",
    ),
    Case(
        "notebook magics",
        fenced("%matplotlib inline\n" + PROGRAM),
        "# %matplotlib inline\n" + PROGRAM,
        "only-fence+notebook-magics",
    ),
    Case(
        "notebook magics before a future import",
        fenced("!pip install x\n" + FUTURE + PROGRAM),
        "# !pip install x\n" + FUTURE + PROGRAM,
        "only-fence+notebook-magics",
    ),
    Case("entities", fenced(_ESCAPED), PROGRAM, "only-fence+html-entities"),
    Case(
        "entities that parse by accident",
        fenced(_LESS.replace("<", "&lt;")),
        _LESS,
        "only-fence+html-entities",
    ),
    Case(
        "an entity meant as a label stays",
        fenced(PROGRAM + 'plt.title("a &lt; b")\n'),
        PROGRAM + 'plt.title("a &lt; b")\n',
        "only-fence",
    ),
    Case(
        "pre and code tags",
        f'<pre><code class="language-python">{_ESCAPED}</code></pre>',
        PROGRAM,
        "only-piece+tags+html-entities",
    ),
    Case("answer tags", f"<answer>\n{PROGRAM}</answer>", PROGRAM, "only-piece+tags"),
    Case("answer tags round a fence", f"<answer>\n{fenced()}</answer>", PROGRAM, "only-fence"),
    Case(
        "fence closed by a tag's line",
        "<answer>```python\n" + PROGRAM + "```</answer>",
        PROGRAM,
        "only-fence",
    ),
    Case("python in square brackets", f"[PYTHON]\n{PROGRAM}[/PYTHON]", PROGRAM, "only-piece+tags"),
    Case("JSON object", json.dumps({"code": PROGRAM, "note": "done"}), PROGRAM, "only-string+json"),
    Case("JSON in a fence", fenced(json.dumps({"code": PROGRAM}) + "\n", "json"), PROGRAM, "only-fence+json"),
    Case("JSON with a fence inside", json.dumps({"answer": "Here:\n" + fenced()}), PROGRAM, "only-string+json"),
    Case("JSON with real newlines", '{"code": "' + _TYPED + '"}', _TYPED, "only-string+json"),
    Case("JSON string", json.dumps(PROGRAM), PROGRAM, "only-string+json"),
    Case(
        "JSON of a tool call",
        json.dumps({"arguments": json.dumps({"code": PROGRAM})}),
        PROGRAM,
        "only-string+json",
    ),
    Case(
        "notebook",
        json.dumps({"cells": [{"source": IMPORTS.splitlines(True)}, {"source": ["plt.plot([1])"]}]}),
        IMPORTS + "\nplt.plot([1])\n",
        "joined-strings(1+2)+json",
    ),
    Case("numbers are not a program", json.dumps({"x": [1, 2], "y": "plt"}), Outcome.NO_CODE, "prose"),
    Case("indented entities in a list", indented(fenced(_ESCAPED), "  "), PROGRAM, "only-fence+html-entities"),
]
