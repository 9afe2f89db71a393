"""Texts are compared as a reader takes them."""

import pytest

from stem2code_eval.metrics.structure.writing import likeness, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A", "$A$"), ("A", r"$\mathrm{A}$"), ("\u03b1", r"$\alpha$"), ("x2", "$x^2$"), ("x\u00b2", "$x^{2}$"),
        ("H2O", "H$_2$O"),
        (r"$\hat a\ddot b$", "$\\^a\\\"b$"), (r"$\acute{a}\bar x$", r"$\'a\=x$"),
        ("x1", "$x_1$"), ("\u22123", "-3"), ("60\u00b0", r"$60^\circ$"), ("a  b", "a b"), ("\u00bd", "1\u20442"),
        ("A'", "A\u2032"),
        ("\ufb01ne", "fine"), ("\u03c0/2", r"$\pi/2$"), ("\u03b8", r"$\theta$"), ("\u03a9", r"$\Omega$"),
    ],
)  # fmt: skip
def test_the_same_to_the_reader(one, other):
    assert likeness(plain(one, "$" in one), plain(other, "$" in other)) == 1.0, (plain(one, False), plain(other, True))


@pytest.mark.parametrize(
    ("one", "other"), [("A", "B"), ("12", "13"), ("125", "128"), ("3.5", "3.6"), ("a", "A"), ("-3", "3")]
)
def test_short_texts_and_numbers_are_right_or_wrong(one, other):
    assert likeness(one, other) == 0.0


def test_long_texts_are_right_in_part():
    assert 0.5 < likeness("velocity of the car", "velocity of the cat") < 1
    assert likeness("velocity", "mass") < 0.2


@pytest.mark.parametrize("broken", ["$\\frac{1", "$$", "\\", "{{{", "$\\unknown{x}$", "$x^$", "\\begin{a}", "%" * 50])
def test_broken_formulas_are_texts(broken):
    assert isinstance(plain(broken, True), str)
