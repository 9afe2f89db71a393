import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from report_pages import Page, Report
from report_runs import NAUGHTY, add, finish, manifest, naughty_run, small_run

from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report import page
from stem2code_eval.report.page import build_report
from stem2code_eval.report.text import visible


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(build_report(small_run(tmp_path_factory.mktemp("small"))))


@pytest.fixture(scope="module")
def naughty(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Report(build_report(naughty_run(tmp_path_factory.mktemp("naughty"))))


def test_the_head_tells_the_run(small: Report) -> None:
    for said in (
        "openai/some-model on figures",
        "figures 1, split v1",
        f"{'f' * 16} (native)",
        "2025-01-31 12:00 UTC",
        "75.0 % of 4 figures",
        "missing as 0",
        "model_error",
        "optics",
    ):
        assert said in small.index.text


def test_each_sample_has_a_row_and_a_page(small: Report) -> None:
    rows = small.index.rows
    assert [row["data-outcome"] for row in rows] == ["ok", "ok", "runtime_error", "model_error"]
    assert [row["data-scores"] for row in rows] == ["100.0 90.0 40.0", "100.0 30.0 70.0", "0.0 0.0 50.0", "- - -"]
    assert [row["data-flags"] for row in rows] == ["", "multi_figure", "", ""]
    assert len(small.index.of("img")) == 5
    assert [page.of("article")[0]["data-key"] for page in small.samples] == [row["data-key"] for row in rows]
    assert "line 1: NameError" in small.samples[2].text
    assert "the server said 503" in small.samples[3].text


def test_a_complete_run_has_no_bounds(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    with Store(run, print) as store:
        add(store, "angle-4")
        finish(store)
    text = Page(build_report(run)).text
    assert "100.0 % of 4 figures" in text
    assert "missing as 0" not in text


def test_the_page_needs_nothing_but_the_run_folder(small: Report) -> None:
    folder = small.path.parent
    for image in small.index.of("img"):
        assert re.fullmatch(r"pictures/[0-9a-f]{64}\.webp", image["src"] or "")
        assert (folder / (image["src"] or "")).is_file()
        assert image["alt"]
        assert image["loading"] == "lazy"
    for image in small.of("img"):
        assert "src" not in image
        assert (folder / "samples" / (image["data-src"] or "")).is_file()
    assert [link["href"] for link in small.index.of("link")] == ["data:,"]
    assert all(not script for script in [*small.index.of("script"), *small.of("script")])
    assert all(re.fullmatch(r"#.*|samples/\d{5}\.html", link["href"] or "") for link in small.index.of("a"))
    assert all(re.fullmatch(r"\.\./\.\./blobs/[0-9a-f]{64}\.png", link["href"] or "") for link in small.of("a"))


def test_a_moved_folder_is_the_same_report(tmp_path: Path) -> None:
    first = build_report(small_run(tmp_path / "here"))
    content = {each: each.read_bytes() for each in first.parent.rglob("*") if each.is_file()}
    (tmp_path / "here").rename(tmp_path / "there")
    build_report(tmp_path / "there")
    for each, data in content.items():
        assert str(tmp_path).encode() not in data
        assert (tmp_path / "there" / each.relative_to(tmp_path / "here")).read_bytes() == data


@pytest.mark.parametrize("name", ["index.html", "samples/00001.html"])
def test_the_policy_allows_the_pages_own_style_and_script_alone(small: Report, name: str) -> None:
    html = (small.path.parent / name).read_text(encoding="utf-8")
    policy = html.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0].replace("&#39;", "'")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    for tag in ("style", "script"):
        content = html.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in f"{policy};"


def test_hostile_text_makes_no_element_and_no_attribute(
    small: Report, naughty: Report, tmp_path_factory: pytest.TempPathFactory
) -> None:
    harmless = Report(build_report(naughty_run(tmp_path_factory.mktemp("tame"), tame)))
    assert naughty.index.kinds == harmless.index.kinds
    for ours, theirs in zip(naughty.samples, harmless.samples, strict=True):
        assert ours.kinds == theirs.kinds
    for parsed in (small.index, naughty.index, *naughty.samples):
        assert (len(parsed.of("script")), len(parsed.of("style")), len(parsed.of("title"))) == (1, 1, 1)


def tame(text: str) -> str:
    """Return a text of that length that holds nothing but letters."""
    return re.sub(r"[^a-z]", "x", text)


@pytest.mark.parametrize("name", NAUGHTY)
def test_hostile_text_is_there_to_be_read(naughty: Report, name: str) -> None:
    shown = visible(NAUGHTY[name])
    at = next(at for at, row in enumerate(naughty.index.rows) if row["data-subject"] == shown)
    assert naughty.index.rows[at]["data-outcome"] in ("ok", "runtime_error")
    assert naughty.index.texts.count(shown) >= 4
    assert naughty.samples[at].texts.count(shown) >= 6


def test_hostile_bytes_are_in_no_page(naughty: Report) -> None:
    for character in "\x00\x07\x1b\x9b\u200b\u200f\u202e\u2066\ud800":
        assert character not in naughty.index.text
        assert character not in naughty.text
    assert str(7 * 191) not in naughty.index.text
    assert str(7 * 191) not in naughty.text


def test_what_a_model_wrote_names_no_file(naughty: Report) -> None:
    assert all(re.fullmatch(r"\d{5}\.html", each.name) for each in (naughty.path.parent / "samples").iterdir())


def test_templates_switch_no_escape_off() -> None:
    for template in (Path(page.__file__).parent / "templates").glob("*.j2"):
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", template.read_text())


def test_an_unfinished_run_is_shown_and_says_so(tmp_path: Path) -> None:
    with Store(tmp_path, print) as store:
        add(store, "a")
        add(store, "b", scored=False)
        store.write_manifest(manifest(5, end=None))
    report = Report(build_report(tmp_path))
    assert "This run has not come to its end: 1 of 5 figures have ended" in report.index.text
    assert "unfinished: ok" in report.index.text
    assert len(report.samples) == 2


def test_a_run_without_any_row_is_shown(tmp_path: Path) -> None:
    with Store(tmp_path, print) as store:
        store.write_manifest(manifest(5, end=None))
    assert "0 of 5 figures have ended" in Page(build_report(tmp_path)).text


def test_what_is_no_run_folder_is_refused_and_left_alone(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UserError, match=r"is not a run folder: it has no run\.json"):
            build_report(folder)
    assert list(tmp_path.iterdir()) == []


def test_a_run_at_work_is_not_disturbed(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    with Store(run, print), pytest.raises(UserError, match="Another run is at work"):
        build_report(run)


def test_damaged_lines_are_left_out_and_told(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    with (run / "renders.jsonl").open("a") as file:
        file.write("{not json}\n")
    told: list[str] = []
    build_report(run, told.append)
    assert len(told) == 1
    assert "renders.jsonl, line 4" in told[0]


def test_the_same_run_gives_the_same_files(tmp_path: Path) -> None:
    run = small_run(tmp_path)

    def written() -> dict[str, bytes]:
        folder = build_report(run).parent
        return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}

    first = written()
    assert len(first) == 1 + 4 + 2
    assert written() == first


def test_samples_are_written_while_others_are_still_to_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path, print) as store:
        for number in range(40):
            add(store, f"s{number}")
        store.write_manifest(manifest(40, end=None))
    read: list[str] = []
    read_when_written: list[int] = []
    monkeypatch.setattr(page, "samples", _counting(page.samples, read))
    monkeypatch.setattr(
        page, "replace_file", lambda path, pieces: [read_when_written.append(len(read)) for _ in pieces]
    )
    build_report(tmp_path)
    assert len(read) == 40
    assert len(set(read_when_written)) > 5
    gaps = [later - earlier for earlier, later in pairwise(read_when_written)]
    assert max(gaps) <= 10


def _counting(made: Callable[..., Iterator[Any]], read: list[str]) -> Callable[..., Iterator[Any]]:
    def counted(*values: Any) -> Iterator[Any]:
        for view in made(*values):
            read.append(view.id)
            yield view

    return counted
