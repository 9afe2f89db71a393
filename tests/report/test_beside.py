from pathlib import Path

import pytest
from report_runs import add, finish, small_run

from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.page import build_report


def names(run: Path) -> set[str]:
    report = run / "report"
    return {str(each.relative_to(report)) for each in report.rglob("*") if each.is_file()}


def test_what_an_earlier_report_left_goes_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    with Store(tmp_path / "a", print) as store:
        for name in ("one", "two", "three"):
            add(store, name)
        finish(store)
    build_report(tmp_path / "a")
    (tmp_path / "a" / "report" / "samples" / "notes.txt").write_text("mine")
    (tmp_path / "a" / "report" / "pictures" / f"{'e' * 64}.webp").write_bytes(b"old")
    for table in ("references", "responses", "renders", "scores"):
        path = tmp_path / "a" / f"{table}.jsonl"
        path.write_text(path.read_text().splitlines(keepends=True)[0])
    build_report(tmp_path / "a")
    found = names(tmp_path / "a")
    assert {each for each in found if each.startswith("samples")} == {"samples/00001.html", "samples/notes.txt"}
    assert len([each for each in found if each.startswith("pictures")]) == 2
    assert not [each for each in found if each.endswith("tmp")]


@pytest.mark.parametrize("name", ["report", "report/samples", "report/pictures"])
def test_nothing_is_written_through_a_link_to_a_folder(tmp_path: Path, name: str) -> None:
    run = small_run(tmp_path / "run")
    (tmp_path / "elsewhere").mkdir()
    kept = tmp_path / "elsewhere" / "00001.html"
    kept.write_text("kept")
    (run / name).parent.mkdir(exist_ok=True)
    (run / name).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(UserError, match="is a link, through which nothing is written"):
        build_report(run)
    assert [each.name for each in (tmp_path / "elsewhere").iterdir()] == ["00001.html"]
    assert kept.read_text() == "kept"


def test_nothing_is_written_through_a_link_to_a_file(tmp_path: Path) -> None:
    run = small_run(tmp_path / "run")
    kept = tmp_path / "kept"
    kept.write_text("kept")
    (run / "report" / "samples").mkdir(parents=True)
    for link in ("report/index.html", "report/samples/00001.html"):
        (run / link).symlink_to(kept)
    build_report(run)
    assert kept.read_text() == "kept"
    assert "circle-1" in (run / "report" / "samples" / "00001.html").read_text()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    run = small_run(tmp_path / "run")
    (run / "report").write_text("a file")
    with pytest.raises(UserError, match="Cannot make the folder"):
        build_report(run)
