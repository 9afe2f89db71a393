from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from explained_runs import SIZE, box, drawn, explain, explanation, hostile, item, many, triangle
from report_runs import METRICS, add

from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report import overlay as overlays
from stem2code_eval.report.overlay import MOST_ITEMS, MOST_POINTS, Drawing, Overlay
from stem2code_eval.report.samples import samples


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path, print) as opened:
        yield opened


def only(store: Store) -> Overlay | None:
    (view,) = samples(store, METRICS)
    return view.overlay


def drawings(store: Store, content: Any) -> tuple[Drawing, Drawing]:
    explain(store, "a", content)
    found = only(store)
    assert found
    assert found.problem == ""
    assert found.reference
    assert found.candidate
    return found.reference, found.candidate


def fields(drawing: Drawing) -> list[list[str]]:
    return [line.split("\t") for line in drawing.items.split("\n")]


def test_an_item_is_a_line_of_its_fields(store: Store) -> None:
    reference, candidate = drawings(store, triangle())
    assert (reference.width, reference.height, reference.on_paper) == (*SIZE, False)
    assert "r3\tstroke\tmissing\t0.00\t\tM410 100l0 480\t\t" in reference.items
    assert "r5\ttext\tmislabelled\t0.20\tc4\tM820 590l40 0 0 40-40 0z\tB\tsays “D” there" in reference.items
    assert "c6\tstroke\textra\t0.00\t\tM285 340l280 0\t\t" in candidate.items
    assert len(fields(candidate)) == candidate.total == 9


def test_states_are_counted_on_the_reference_and_extra_ones_on_the_candidate(store: Store) -> None:
    explain(store, "a", triangle())
    found = only(store)
    assert found
    assert found.counts == (
        *(("matched", 4), ("missing", 1), ("extra", 1), ("moved", 2), ("restyled", 1)),
        ("mislabelled", 1),
    )


def test_of_too_many_items_the_worst_are_drawn(store: Store) -> None:
    content = many()
    content["reference"]["items"][700]["score"] = 0.5
    reference, candidate = drawings(store, content)
    assert [len(fields(each)) for each in (reference, candidate)] == [MOST_ITEMS, MOST_ITEMS]
    assert (reference.left_out, reference.total) == (600, 1000)
    states = [line[2] for line in fields(reference)]
    assert (states.count("missing"), states.count("matched")) == (50, 350)
    assert "r700" in [line[0] for line in fields(reference)]
    assert "r999" not in [line[0] for line in fields(reference)]


def test_items_of_1000_points_each_stay_within_bounds(store: Store) -> None:
    zigzag = [each for x in range(500) for each in (x, x % 7, x, 9 + x % 5)]
    content = explanation([item(f"r{i}", "matched", [zigzag]) for i in range(400)], [])
    reference, _ = drawings(store, content)
    points = sum(line[5].replace("-", " ").replace("l", " ").count(" ") // 2 for line in fields(reference))
    assert points <= 1.1 * MOST_POINTS
    assert len(fields(reference)) == MOST_ITEMS
    assert fields(reference)[0][5].startswith("M0 0l")


def test_lines_lie_over_areas_and_small_areas_over_large_ones(store: Store) -> None:
    large, small = [box(0, 0, 900, 700)], [box(100, 100, 50, 50)]
    items = [
        item("r0", "missing", [[0, 0, 9, 9]]),
        item("r1", "matched", [[5, 5, 9, 9]]),
        item("r2", "missing", small, kind="filling"),
        item("r3", "matched", large, kind="filling"),
        item("r4", "matched", large, kind="image"),
        item("r5", "matched", small, kind="text", text="A"),
    ]
    reference, _ = drawings(store, explanation(items, []))
    assert [line[0] for line in fields(reference)] == ["r4", "r3", "r2", "r5", "r1", "r0"]


def test_paths_of_more_than_one_line_and_of_one_point() -> None:
    assert overlays._path([5, 6], 1) == "M5 6l0 0"
    assert overlays._path([5, 6, 5, 6], 1) == "M5 6l0 0"
    assert overlays._path(box(1, 2, 3, 4), 1) == "M1 2l3 0 0 4-3 0z"
    assert overlays._path([0, 0, 1, 1, 2, 0, 3, 1, 4, -4], 2) == "M0 0l2 0 2-4"


def test_texts_cannot_begin_another_field_or_item(store: Store) -> None:
    reference, _ = drawings(store, hostile())
    assert [len(line) for line in fields(reference)] == [8] * len(hostile()["reference"]["items"])
    assert "tab here and a line" in {line[6] for line in fields(reference)}
    long = explanation([item("r0", "missing", [[0, 0]], kind="text", text="x" * 9999, note="y" * 9999)], [])
    explain(store, "a", long)
    reference, _ = drawings(store, long)
    assert len(reference.items) < 400


def test_another_picture_than_the_items_is_not_drawn_on(store: Store) -> None:
    content = {**triangle(), "reference": {**triangle()["reference"], "height": 700}}
    reference, candidate = drawings(store, content)
    assert reference.on_paper
    assert not candidate.on_paper


def test_a_picture_of_that_size_that_the_program_did_not_draw_is_not_drawn_on(store: Store) -> None:
    explain(store, "a", triangle())
    row = store.references.get("a")
    assert row
    store.references.append(type(row)(**{**row.to_json(), "drawing": row.image}))
    found = only(store)
    assert found
    assert found.reference
    assert found.reference.on_paper


def test_pictures_larger_than_what_is_read_are_compared_in_full_size(store: Store) -> None:
    size = (3001, 2000)
    content = explanation([item("r0", "missing", [[0, 0, 9, 9]])], [], size)
    explain(store, "a", content)
    row = store.references.get("a")
    assert row
    blob = store.blobs.put(drawn(content["reference"], size), ".png")
    store.references.append(type(row)(**{**row.to_json(), "image": blob}))
    found = only(store)
    assert found
    assert found.reference
    assert not found.reference.on_paper


def test_nothing_is_drawn_where_there_is_no_picture(store: Store) -> None:
    explain(store, "a", triangle())
    rendering = store.renders.get("a")
    assert rendering
    store.renders.append(type(rendering)(**{**rendering.to_json(), "image": None}))
    found = only(store)
    assert found
    assert found.candidate is None
    assert found.reference


def test_samples_without_an_explanation_have_no_overlay(store: Store) -> None:
    add(store, "a")
    assert only(store) is None


@pytest.mark.parametrize("data", [b"{", b'{"schema": 1}', b"\xff\xfe"])
def test_broken_explanations_are_a_sentence(store: Store, data: bytes) -> None:
    explain(store, "a", data)
    found = only(store)
    assert found
    assert found.problem.startswith("it is broken (")
    assert (found.reference, found.candidate, found.counts) == (None, None, ())


@pytest.mark.parametrize("name", ["../secret.json", "/etc/passwd", f"blobs/{'0' * 64}.json", "blobs/../run.json", ""])
def test_explanations_that_are_no_blobs_are_not_read(store: Store, name: str) -> None:
    (store.root.parent / "secret.json").write_text("{}")
    explain(store, "a", triangle(), explanation=name)
    found = only(store)
    assert found
    assert "is not in the run folder" in found.problem


def test_an_endless_explanation_is_not_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlays, "_LARGEST", 500)
    explain(store, "a", triangle())
    found = only(store)
    assert found
    assert "too large" in found.problem


def test_rows_of_earlier_runs_have_no_explanation() -> None:
    row = ScoreRow("a", "s", None, None, "ok", [], {}).to_json()
    del row["explanation"]
    assert ScoreRow.from_json(row).explanation is None
