"""Which figure counts: the first saved, else the first shown, else the last with something on it."""

import pytest

HEAD = "import io\nimport matplotlib.pyplot as plt\n"


def make(name: str, width: float, height: float = 2) -> str:
    return f"{name} = plt.figure(figsize=({width}, {height}))\n{name}.add_subplot().plot([0, 1])\n"


THREE = make("a", 2) + make("b", 3) + make("c", 4)

CASES = [
    pytest.param("a.savefig('x.png')\nb.savefig('y.png')\nplt.show()", 2, id="first saved"),
    pytest.param("plt.figure(b.number)\nplt.savefig('x.png')\nplt.show()", 3, id="pyplot's savefig"),
    pytest.param("plt.figure(a.number)\nplt.show()\nplt.figure(b.number)\nplt.show()", 2, id="first shown"),
    pytest.param("b.show()", 3, id="a figure's own show"),
    pytest.param("", 4, id="last with something on it"),
    pytest.param("plt.figure(figsize=(7, 2))", 4, id="an empty figure at the end does not count"),
    pytest.param("plt.close('all')", 4, id="closing loses nothing"),
    pytest.param("plt.close(c)\nb.savefig('x.png')", 3, id="saved after closing another"),
    pytest.param("# c.savefig('x.png')\nprint('plt.savefig(1)')\nb.show()", 3, id="text is not searched"),
    pytest.param("if True: b.savefig('x.png')", 3, id="one-line if"),
    pytest.param("b.savefig(\n    'x.png',\n    dpi=300,\n    bbox_inches='tight',\n)", 3, id="several lines"),
    pytest.param("getattr(b, 'save' + 'fig')('x.png')", 3, id="by another name"),
    pytest.param("b.savefig('/no/such/folder/x.png')", 3, id="a path that does not exist"),
    pytest.param("b.savefig('x.pdf')", 3, id="another format"),
    pytest.param(
        "buffer = io.BytesIO()\nb.savefig(buffer)\nassert buffer.getvalue()[:4] == b'\\x89PNG'", 3, id="buffer"
    ),
    pytest.param("b.savefig('x.png')\nassert plt.imread('x.png').shape[2] == 4", 3, id="read back"),
    pytest.param("plt.rcParams['savefig.bbox'] = 'tight'\nb.savefig('x.png')", 3, id="tight box by default"),
    pytest.param("plt.rcParams['savefig.dpi'] = 17\nplt.rcParams['figure.dpi'] = 17\nb.savefig('x.png')", 3, id="dpi"),
    pytest.param("b.set_dpi(300)\nb.savefig('x.png')", 3, id="the figure's own dpi"),
    pytest.param("plt.switch_backend('QtAgg')\nb.show()", 3, id="a backend for the desktop"),
    pytest.param("b.canvas.print_png(io.BytesIO())\nb.canvas.draw()\nb.show()", 3, id="the canvas still works"),
    pytest.param("s = b.subfigures(1, 2)\ns[0].add_subplot()\nb.savefig('x.png')", 3, id="subfigures"),
]


@pytest.mark.parametrize(("ending", "inches"), CASES)
def test_choice(any_sandbox, ending, inches):
    rendering = any_sandbox.render(HEAD + THREE + ending + "\n")
    assert rendering.outcome == "ok", rendering.log
    assert (rendering.width, rendering.height) == (inches * 150, 300)
    assert "multi_figure" in rendering.flags


def test_the_picture_is_taken_when_it_is_saved(any_sandbox):
    saved = any_sandbox.render(HEAD + make("a", 3) + "a.savefig('x.png')\na.clf()\n")
    plain = any_sandbox.render(HEAD + make("a", 3))
    assert saved.png == plain.png
    assert "multi_figure" not in saved.flags


def test_no_figure(any_sandbox):
    assert any_sandbox.render("import matplotlib.pyplot as plt\nplt.figure()\n").outcome == "no_figure"
    assert any_sandbox.render("x = 1\n").outcome == "no_figure"


def test_a_forked_copy_of_the_program_sends_nothing(any_sandbox):
    rendering = any_sandbox.render(HEAD + "import os\nos.fork()\n" + make("a", 3))
    assert rendering.outcome == "ok", rendering.message


def test_threads_are_waited_for(any_sandbox):
    program = HEAD + "import threading, time\ndef later():\n    time.sleep(0.3)\n    plt.plot([0, 1])\n"
    assert any_sandbox.render(program + "threading.Thread(target=later).start()\n").outcome == "ok"


def test_runs_as_a_script(any_sandbox):
    program = HEAD + "assert __name__ == '__main__'\nimport os, sys, pickle\nclass A: pass\npickle.dumps(A())\n"
    rendering = any_sandbox.render(program + "assert os.path.basename(__file__) == sys.argv[0]\nplt.plot([1, 2])\n")
    assert rendering.outcome == "ok", rendering.log


@pytest.mark.parametrize("ending", ["", "\r\n", "\n\n# end"])
def test_from_future_and_line_ends(any_sandbox, ending):
    program = '"""Doc."""\r\nfrom __future__ import annotations\r\nimport matplotlib.pyplot as plt\r\nplt.plot([1, 2])'
    assert any_sandbox.render(program + ending).outcome == "ok"


def test_random_numbers_are_the_same_every_time(any_sandbox):
    program = (
        HEAD + "import random, numpy as np\nplt.plot(np.random.rand(9)); plt.plot([random.random(), hash('a') % 7])\n"
    )
    assert any_sandbox.render(program).png == any_sandbox.render(program).png


def test_animated_artists_are_drawn_as_savefig_does(any_sandbox):
    program = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([0, 1], lw=9{})\n{}"
    plain = any_sandbox.render(program.format("", "plt.show()"))
    animated = any_sandbox.render(program.format(", animated=True", "plt.savefig('a.png')"))
    assert plain.outcome == "ok"
    assert animated.png == plain.png


def test_the_colour_that_savefig_is_given_is_the_figures(any_sandbox):
    head = "import matplotlib.pyplot as plt\nfig = plt.figure(facecolor='{}')\nplt.plot([0, 1])\n"
    wanted = any_sandbox.render(head.format("yellow") + "plt.show()")
    given = any_sandbox.render(head.format("grey") + "plt.savefig('a.png', facecolor='yellow')")
    by_default = any_sandbox.render(
        "import matplotlib as m\nm.rcParams['savefig.facecolor'] = 'yellow'\n"
        + head.format("grey")
        + "fig.savefig('a')"
    )
    assert wanted.outcome == "ok"
    assert given.png == by_default.png == wanted.png
    shown_first = any_sandbox.render(head.format("grey") + "plt.show()\nplt.savefig('a.png', facecolor='yellow')")
    assert shown_first.png != wanted.png
