import pytest

from stem2code_eval.errors import UserError
from stem2code_eval.hashing import sha256_text
from stem2code_eval.synth.catalogue import all_families
from stem2code_eval.synth.family import Drawing, Family
from stem2code_eval.synth.splits import derive, freeze_v1, private_figures

SECRET = b"0123456789abcdef"


def test_the_frozen_rows_cover_every_family_with_programs_that_differ() -> None:
    rows = freeze_v1([0, 1])
    assert [row["family"] for row in rows] == [name for name in sorted(all_families()) for _ in range(2)]
    assert [row["seed"] % 3 for row in rows] == [0, 1] * len(all_families())
    assert len({row["id"] for row in rows}) == len({row["program_sha256"] for row in rows}) == len(rows)
    assert {frozenset(row) for row in rows} == {
        frozenset({"id", "family", "seed", "subject", "level", "program_sha256"})
    }


def test_a_program_that_is_there_already_gives_way_to_the_next_seed_of_its_level(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = iter(["a", "b", "c", "a", "a", "d"])
    family = Family("some", "puzzles_grids", "", lambda rng, level: Drawing(f"# {next(drawn)} {level}\n", {}))
    monkeypatch.setattr("stem2code_eval.synth.splits.all_families", lambda: {"some": family})
    assert [(row["id"], row["level"]) for row in freeze_v1(range(4))] == [
        ("some-0", 1),
        ("some-1", 2),
        ("some-2", 3),
        ("some-9", 1),
    ]


def test_a_family_without_variety_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    same = Family("same", "puzzles_grids", "", lambda rng, level: Drawing("pass\n", {}))
    monkeypatch.setattr("stem2code_eval.synth.splits.all_families", lambda: {"same": same})
    with pytest.raises(UserError, match='family "same" has too few'):
        freeze_v1([0, 1])


def test_equal_secrets_give_equal_figures_and_other_secrets_others() -> None:
    first = [figure.program for figure in private_figures(SECRET, 30)]
    assert [figure.program for figure in private_figures(SECRET, 30)] == first
    assert [figure.program for figure in private_figures(SECRET, 40)][:30] == first
    assert not set(first) & {figure.program for figure in private_figures(SECRET + b"!", 30)}


def test_private_figures_differ_from_each_other_and_from_known_ones() -> None:
    known = {sha256_text(figure.program) for figure in private_figures(SECRET, 60)}
    assert len(known) == 60
    others = [sha256_text(figure.program) for figure in private_figures(SECRET, 60, known)]
    assert len(set(others)) == 60
    assert not known & set(others)


def test_families_come_in_turn_and_seeds_are_spread_over_64_bits() -> None:
    count = len(all_families())
    figures = list(private_figures(SECRET, count))
    assert {figure.family for figure in figures} == set(all_families())
    assert max(figure.seed for figure in figures) > 2**60
    assert len({figure.level for figure in figures}) == 3 or count < 10


def test_families_that_run_dry_end_with_a_sentence_and_without_a_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    three = Family("three", "puzzles_grids", "", lambda rng, level: Drawing(f"level = {level}\n", {}))
    monkeypatch.setattr("stem2code_eval.synth.splits.all_families", lambda: {"three": three})
    assert len(list(private_figures(SECRET, 3))) == 3
    with pytest.raises(UserError, match="only 3 figures that differ, fewer than 4"):
        list(private_figures(SECRET, 4))


def test_a_short_secret_and_no_figures_are_refused_without_showing_the_secret() -> None:
    with pytest.raises(UserError, match="has 5 bytes") as caught:
        list(private_figures(b"short", 1))
    assert "short" not in str(caught.value).replace("shorter", "")
    with pytest.raises(UserError, match="at least 1"):
        list(private_figures(SECRET, 0))


def test_purposes_do_not_run_into_each_other() -> None:
    assert derive(SECRET, "seed", "a", "11") != derive(SECRET, "seed", "a1", "1")
    assert len(derive(SECRET, "salt")) == 32
