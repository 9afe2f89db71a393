"""Labels come out the same whatever family a program names, and never as boxes."""

import json

import pytest

from stem2code_eval.render.provision import ensure_environment
from stem2code_eval.render.provision.commands import run_tool
from stem2code_eval.resources import sandbox_folder

PRELUDE = """
import hashlib, json, os, sys, tempfile
from pathlib import Path
os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp()
import matplotlib
matplotlib.use("agg")

def pixels(text, rc=None, **kwargs):
    from matplotlib.figure import Figure
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    with matplotlib.rc_context(rc or {}):
        figure = Figure(figsize=(3, 1), dpi=80)
        canvas = FigureCanvasAgg(figure)
        figure.text(0.02, 0.4, text, **{"size": 20, **kwargs})
        canvas.draw()
        return hashlib.sha256(bytes(canvas.buffer_rgba())).hexdigest()
"""
INSTALL = """
sys.path.insert(0, sys.argv[1])
import fonts
fonts.install_fonts(Path(sys.argv[2]))
"""
LATIN = """[pixels('Angle ABC = 30°, $x^2$ \\u22125', weight=weight, family=family)
            for weight in ('normal', 'bold') for family in ('sans-serif', 'serif', 'monospace')]"""


@pytest.fixture(scope="module")
def run():
    """Run a script with our fonts (unless told otherwise) and return what it prints as JSON."""
    python = str(ensure_environment(print).python)
    runner, table = sandbox_folder() / "runner", sandbox_folder() / "fonts.toml"

    def call(expression, *, prelude=PRELUDE + INSTALL, before=""):
        script = f"{prelude}\n{before}\nprint(json.dumps({expression}))"
        done = run_tool([python, "-I", "-B", "-c", script, str(runner), str(table)])
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return call


def test_chinese_and_emoji_are_glyphs_not_boxes_whatever_the_family(run):
    ways = """[({}, {}), ({"font.sans-serif": ["SimHei"]}, {}), ({"font.sans-serif": ["Arial"]}, {}),
               ({"font.family": "Microsoft YaHei"}, {}), ({}, {"fontproperties": "SimSun"}),
               ({}, {"family": "Times New Roman"}), ({}, {"family": "Apple Color Emoji"})]"""
    samples = ["主", "视", "图", "水", "电", "源", "😀", "🚀", ""]
    rows = run(f"[[pixels(s, rc, **kw) for s in {samples}] for rc, kw in {ways}]")
    for row in rows:
        assert len(set(row)) == len(row)  # boxes would all look alike, missing glyphs like the empty label
        assert row == rows[0]


def test_chinese_inside_dollar_signs_looks_as_outside(run):
    outside, inside = run(r"[[pixels(s) for s in ('水', '源')], [pixels(s) for s in ('$水$', r'$\mathrm{源}$')]]")
    assert outside == inside
    assert outside[0] != outside[1]


def test_math_fonts_draw_chinese_too(run):
    samples, fonts = ("$a水$", "$a源$", "$a$"), ("cm", "stix", "dejavuserif")
    rows = run(f"[[pixels(s, math_fontfamily=font) for s in {samples}] for font in {fonts}]")
    assert all(len(set(row)) == 3 for row in rows)


def test_latin_text_keeps_the_pixels_of_plain_matplotlib(run):
    assert run(LATIN) == run(LATIN, prelude=PRELUDE)


def test_naming_a_chinese_font_does_not_change_letters_digits_and_minus(run):
    text = "'Fig. 1: \\u22120.5 AB, 主视图'"
    plain, named, listed = run(
        f"[pixels({text}), pixels({text}, family='SimHei'),"
        f" pixels({text}, {{'font.sans-serif': ['PingFang SC', 'DejaVu Serif']}})]"
    )
    assert plain == named == listed


def test_only_matplotlibs_fonts_and_the_pinned_ones_are_known_in_a_fixed_order(run):
    from_list = "[[e.fname, e.name] for e in m.fontManager.ttflist]"
    rows = run(from_list, before="import matplotlib.font_manager as m")
    assert rows == run(from_list, before="import matplotlib.font_manager as m")
    assert all("/site-packages/" in path for path, _ in rows)
    assert {"SimHei", "Noto Sans CJK TC", "Noto Emoji", "DejaVu Sans"} <= {name for _, name in rows}
    assert run("m.findSystemFonts()", before="import matplotlib.font_manager as m") == []


def test_the_font_list_version_is_that_of_the_pinned_matplotlib(run):
    assert run("fonts.FONT_LIST_VERSION == m.FontManager.__version__", before="import matplotlib.font_manager as m")


def test_installing_after_pyplot_reaches_the_manager_that_others_hold(run):
    late = "import matplotlib.pyplot\nfrom matplotlib.font_manager import findfont as held\n" + INSTALL
    expression = "[pixels('主'), pixels('主', family='SimHei'), pixels('视'), held('SimHei')]"
    one, named, other, path = run(expression, prelude=PRELUDE + late)
    assert one == named != other
    assert path.endswith("DejaVuSans.ttf")


def test_a_font_that_a_program_adds_is_used(run):
    before = """
import shutil
import matplotlib.font_manager as m
source = next(e.fname for e in m.fontManager.ttflist if e.name == "STIXGeneral" and e.style == "normal")
own = shutil.copy(source, Path(tempfile.mkdtemp(), "own.ttf"))
m.fontManager.addfont(own)
"""
    chosen, latin, plain = run(
        "[m.findfont(m.FontProperties(fname=own)) == str(own), pixels('Ab', font=own), pixels('Ab')]",
        before=before,
    )
    assert chosen
    assert latin != plain


def test_a_listed_font_that_vanishes_does_not_bring_in_system_fonts(run):
    before = """
import dataclasses
import matplotlib.font_manager as m
gone = dataclasses.replace(m.fontManager.ttflist[0], name="Gone", fname="/nonexistent.ttf")
m.fontManager.ttflist.append(gone)
m.findfont("Gone")
"""
    assert run("all('/site-packages/' in e.fname for e in m.fontManager.ttflist)", before=before)


def test_a_missing_font_package_is_named(run, tmp_path):
    table = tmp_path / "fonts.toml"
    table.write_text('[[fallback]]\nfamily="Lost"\npackage="no_such_package"\nfile="lost.ttf"\naliases=[]\n')
    install = f"""
sys.path.insert(0, sys.argv[1])
import fonts
try:
    fonts.install_fonts(Path({str(table)!r}))
except FileNotFoundError as error:
    message = str(error)
"""
    message = run("message", prelude=PRELUDE + install)
    assert "Lost" in message
    assert "no_such_package" in message


SEARCHES = """
from matplotlib import font_manager

def searches(*calls):
    info = font_manager.FontManager._findfont_cached.cache_info
    before = info().misses
    for call in calls:
        pixels(**call)
    return info().misses - before
"""


def test_no_font_is_searched_for_again_for_want_of_a_size_or_a_setting_that_does_not_matter(run):
    first, again = run(
        """[searches({"text": "A $x$"}, {"text": "A", "family": "DejaVu Serif"}),
            searches({"text": "A $x$", "size": 7}, {"text": "A", "size": 31.5, "rc": {"mathtext.fontset": "cm"}},
                     {"text": "A", "family": "DejaVu Serif", "rc": {"font.sans-serif": ["Arial"]}})]""",
        before=SEARCHES,
    )
    assert first > 0
    assert again == 0


def test_a_setting_that_matters_is_heard_after_another_was_searched_for(run):
    ways = [{}, {"font.family": "serif"}, {"font.sans-serif": ["DejaVu Sans Mono"]}, {"font.weight": "bold"}]
    texts = "['A', '$x + A$']"
    together = run(f"[[pixels(text, rc) for text in {texts}] for rc in {ways}]")
    assert together == [run(f"[pixels(text, {rc}) for text in {texts}]") for rc in ways]
    assert len({row[0] for row in together}) == len(ways)


def test_a_font_added_by_a_program_is_found(run):
    before, after = run(
        """[pixels("A", family="DejaVu Serif"),
            (font_manager.fontManager.addfont(font_manager.findfont("DejaVu Sans Mono")),
             font_manager.fontManager.ttflist.insert(0, font_manager.FontEntry(
                 font_manager.findfont("DejaVu Sans Mono"), "DejaVu Serif", "normal", "normal", 400, "normal",
                 "scalable")),
             font_manager.fontManager.addfont(font_manager.findfont("DejaVu Sans Mono")),
             pixels("A", family="DejaVu Serif"))[-1]]""",
        before="from matplotlib import font_manager",
    )
    assert before != after
