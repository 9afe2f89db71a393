from pathlib import Path

import pytest
from explained_runs import ELEMENTS, HOSTILE, explain, explained_run, many
from report_pages import Report
from report_runs import manifest

from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.page import build_report


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(build_report(explained_run(tmp_path_factory.mktemp("explained"))))


def test_element_metrics_are_shown_as_the_others_are(page: Report) -> None:
    for name, value in ELEMENTS.items():
        assert f"{name} {value}" in page.text
        assert page.index.texts.count(name) >= 2
    assert (page.index.rows[0]["data-scores"] or "").split()[8] == "60.2"


def test_the_legend_counts(page: Report) -> None:
    assert "4 matched 1 missing 1 extra 2 moved 1 restyled 1 mislabelled" in page.text
    assert "950 matched 50 missing 30 extra 0 moved" in page.text


def test_the_page_says_what_it_does_not_draw(page: Report) -> None:
    assert "600 of the 1,000 elements of the reference are left out of the drawing" in page.text
    assert "600 of the 1,000 elements of the reconstruction are left out" in page.text
    assert page.text.count("The elements of the reference are drawn on blank paper") == 1
    assert "What the element metrics found cannot be drawn: it is broken (reference: Field required)." in page.text


def test_flags_and_missing_scores_are_explained(page: Report) -> None:
    assert "raster: Pasted pixels" in page.text
    assert "untraced: What the program drew could not be recorded" in page.text
    assert "no geometry, text, topology, style, elements, reconstruction : the reference program ends" in page.text


def test_items_wait_in_the_page_until_they_are_looked_at(page: Report) -> None:
    stages = [each for each in page.of("div") if "data-items" in each]
    assert len(stages) == 8
    assert [each["class"] for each in stages].count("stage on-paper") == 1
    assert [len((each["data-items"] or "").split("\n")) for each in stages] == [9, 9, 400, 400, 14, 14, 9, 9]
    assert not [each for each in page.of("path") if each["d"] != "M3 4h23"]


def test_hostile_texts_of_items_stay_texts(page: Report) -> None:
    assert (len(page.of("script")), len(page.of("style")), len(page.of("img"))) == (7, 7, 14)
    assert not page.of("iframe")
    said = [each["data-items"] or "" for each in page.of("div") if HOSTILE in (each.get("data-items") or "")]
    assert len(said) == 2
    assert all("⟨U+202E⟩reversed" in each for each in said)


def test_many_items_take_little_room(tmp_path: Path) -> None:
    sizes = []
    for n in (1000, 4000):
        with Store(tmp_path, print) as store:
            explain(store, "a", many(n))
            store.write_manifest(manifest(1))
        sides = [each["data-items"] or "" for each in Report(build_report(tmp_path)).of("div") if "data-items" in each]
        sizes.append(sum(map(len, sides)))
    assert sizes[1] < 1.1 * sizes[0]
    assert sizes[0] < 2 * 400 * 50
