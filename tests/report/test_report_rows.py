import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from report_runs import METRICS, add, add_fault, scores

from stem2code_eval.errors import UserError
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.protocols import PAPER
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.rows import LOG_LIMIT, PROGRAM_LIMIT, SampleView, kind
from stem2code_eval.report.samples import samples


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path, print) as opened:
        yield opened


def only(store: Store) -> SampleView:
    (view,) = samples(store, METRICS)
    return view


def test_a_sample_is_shown_whole(store: Store) -> None:
    add(
        store, "a", flags=["blank"], metrics=scores(12.5, None), log="printed", reasoning="thought", program="x = 1\n\n"
    )
    view = only(store)
    assert (view.number, view.id, view.subject, view.level, view.outcome) == (1, "a", "geometry", "2", "ok")
    assert (view.kind, view.covered, view.flags) == ("ok", True, ["blank"])
    assert [score.value for score in view.scores] == [100.0, 12.5, None]
    assert view.reference.thumbnail
    assert view.reconstruction.thumbnail
    assert view.reference.thumbnail != view.reconstruction.thumbnail
    assert view.program
    assert view.program.lines == 1
    assert view.log
    assert view.log.text == "printed"
    assert view.reasoning
    assert view.reasoning.text == "thought"
    assert ("size", "640 x 400 px") in view.notes
    assert ("prompt tokens", "1000") in view.notes


def test_faults_that_are_not_the_models_are_shown_with_their_message(store: Store) -> None:
    add_fault(store, "row 7", "data_error", "line 7: no picture")
    view = only(store)
    assert (view.outcome, view.kind, view.covered, view.message) == ("data_error", "fault", False, "line 7: no picture")
    assert view.reference.problem == "There is no reference picture."
    assert view.reconstruction.problem == "No picture: data_error."


def test_a_rendering_from_before_a_fault_is_not_shown_as_its_result(store: Store) -> None:
    add(store, "a")
    add_fault(store, "a", "sandbox_error", "the jail died")
    view = only(store)
    assert view.reconstruction.thumbnail is None
    assert view.program is None
    assert view.response is not None


def test_samples_that_were_begun_come_last(store: Store) -> None:
    add(store, "asked", scored=False)
    add(store, "done")
    assert [(view.id, view.outcome, view.kind) for view in samples(store, METRICS)] == [
        ("done", "ok", "ok"),
        ("asked", "unfinished: ok", "open"),
    ]


def test_long_texts_are_cut_and_it_is_said(store: Store) -> None:
    add(store, "a" * 9999, program="x\n" * 500_000, response="y" * 1_000_000, log="z" * 60_000, message="m" * 9999)
    view = only(store)
    assert view.program
    assert view.response
    assert view.log
    assert (len(view.program.html), view.program.lines) == (PROGRAM_LIMIT, 500_000)
    assert "1,000,000 characters" in view.program.note
    assert "responses.jsonl" in view.response.note
    assert len(view.log.text) == LOG_LIMIT
    assert len(view.id) == 200
    assert len(view.message) == 1000


def test_rows_of_other_types_are_a_sentence(store: Store) -> None:
    add(store, "a")
    store.close()
    path = store.root / "scores.jsonl"
    path.write_text(json.dumps({**json.loads(path.read_text()), "metrics": 5}) + "\n")
    with Store(store.root, print) as again, pytest.raises(UserError, match='the rows of the id "a" are damaged'):
        list(samples(again, METRICS))


def test_values_that_are_no_numbers_are_no_scores(store: Store) -> None:
    add(store, "a", metrics={"exec_rate": 100.0, "pixel": "<b>"})  # type: ignore[dict-item]
    assert [score.value for score in only(store).scores] == [100.0, None, None]


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_its_kind(outcome: Outcome) -> None:
    expected = "ok" if outcome == "ok" else "own" if outcome.is_models_own else "fault"
    assert kind(outcome) == expected


def test_a_rendering_that_scoring_found_tampered_is_still_shown(tmp_path: Path) -> None:
    with Store(tmp_path, print) as store:
        add(store, "a", metrics=scores(80.0))
        row = store.scores.get("a")
        store.scores.append(replace(row, outcome="tampered", flags=["tampered"], diagnostics={"elements_cut": 12.0}))
        (view,) = samples(store, METRICS)
    assert (view.outcome, view.kind, view.flags) == ("tampered", "own", ["tampered"])
    assert view.program is not None
    assert ("marks cut from the reference", "12") in view.notes


def test_ids_that_look_the_same_are_told_apart_in_addresses(store: Store) -> None:
    for name in ("x" * 300, "x" * 301, "a\u200b", "a⟨U+200B⟩", "a"):
        add(store, name)
    keys = [view.key for view in samples(store, METRICS)]
    assert len(set(keys)) == 5
    assert keys[1] == f"{keys[0]} (2)"
    assert keys[2:] == ["a⟨U+200B⟩", "a⟨U+200B⟩ (2)", "a"]


def test_the_program_is_compared_with_the_reference_program(store: Store) -> None:
    add(store, "a", program="x = 1\ny = 3\n")
    row = store.references.get("a")
    assert row
    store.references.append(replace(row, program="x = 1\ny = 2\n"))
    view = only(store)
    assert view.diff
    assert [(line.kind, line.text) for line in view.diff.lines] == [
        ("same", "x = 1"),
        ("removed", "y = 2"),
        ("added", "y = 3"),
    ]
    assert view.reference_program
    assert view.reference_program.text == "x = 1\ny = 2\n"


def test_averages_of_the_papers_protocol_are_shown(store: Store) -> None:
    names = ("image_score", "code_score", "exec_rate", "avg_two", "avg_three")
    add(store, "a", metrics={"image_score": 50.0, "code_score": 70.0, "exec_rate": 100.0})
    (view,) = samples(store, names, PAPER)
    assert [score.value for score in view.scores] == [50.0, 70.0, 100.0, 60.0, pytest.approx(73.333, abs=0.001)]


def test_a_row_without_what_the_protocol_needs_is_a_sentence(store: Store) -> None:
    add(store, "a", metrics={"image_score": 50.0, "code_score": 70.0})
    with pytest.raises(UserError, match='the rows of the id "a" are damaged'):
        list(samples(store, ("avg_three",), PAPER))
