import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from report_runs import NAUGHTY, add, finish, manifest, naughty_run, small_run

from stem2code_eval.errors import UserError
from stem2code_eval.pipeline.store import Store
from stem2code_eval.report import page
from stem2code_eval.report.page import build_report
from stem2code_eval.report.text import visible


class Page(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return Page(build_report(small_run(tmp_path_factory.mktemp("small"))))


@pytest.fixture(scope="module")
def naughty(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return Page(build_report(naughty_run(tmp_path_factory.mktemp("naughty"))))


def test_the_head_tells_the_run(small: Page) -> None:
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
        assert said in small.text


def test_each_sample_is_there(small: Page) -> None:
    articles = small.of("article")
    assert [article["data-outcome"] for article in articles] == ["ok", "ok", "runtime_error", "model_error"]
    assert articles[0]["data-score-1"] == "90.0"
    assert "data-score-1" not in articles[3]
    assert "the server said 503" in small.text
    assert "line 1: NameError" in small.text
    assert "multi_figure" in small.text
    assert len(small.of("img")) == 5


def test_a_complete_run_has_no_bounds(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    with Store(run, print) as store:
        add(store, "angle-4")
        finish(store)
    text = Page(build_report(run)).text
    assert "100.0 % of 4 figures" in text
    assert "missing as 0" not in text


def test_the_page_needs_nothing_but_itself(small: Page) -> None:
    assert all((image["src"] or "").startswith("data:image/webp;base64,") for image in small.of("img"))
    assert all(image["alt"] for image in small.of("img"))
    assert [link["href"] for link in small.of("link")] == ["data:,"]
    assert all(not script for script in small.of("script"))
    assert all(re.fullmatch(r"#\w+|\.\./blobs/[0-9a-f]{64}\.png", link["href"] or "") for link in small.of("a"))


def test_the_policy_allows_the_pages_own_style_and_script_alone(tmp_path: Path) -> None:
    html = build_report(small_run(tmp_path)).read_text(encoding="utf-8")
    policy = html.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0].replace("&#39;", "'")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        content = html.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_hostile_text_makes_no_element_and_no_attribute(small: Page, naughty: Page) -> None:
    def kinds(parsed: Page) -> set[tuple[str, str]]:
        return {(tag, name) for tag, attributes in parsed.elements for name in ["", *attributes]}

    assert kinds(naughty) - kinds(small) == set()
    for parsed in (small, naughty):
        assert (len(parsed.of("script")), len(parsed.of("style")), len(parsed.of("title"))) == (1, 1, 1)


@pytest.mark.parametrize("name", NAUGHTY)
def test_hostile_text_is_there_to_be_read(naughty: Page, name: str) -> None:
    shown = visible(NAUGHTY[name])
    article = next(each for each in naughty.of("article") if each["data-subject"] == shown)
    assert article["data-outcome"] in ("ok", "runtime_error")
    assert naughty.texts.count(shown) >= 4


def test_hostile_bytes_are_not_in_the_page(naughty: Page) -> None:
    for character in "\x00\x07\x1b\x9b\u200b\u200f\u202e\u2066\ud800":
        assert character not in naughty.text
    assert str(7 * 191) not in naughty.text


def test_templates_switch_no_escape_off() -> None:
    for template in (Path(page.__file__).parent / "templates").glob("*.j2"):
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", template.read_text())


def test_an_unfinished_run_is_shown_and_says_so(tmp_path: Path) -> None:
    with Store(tmp_path, print) as store:
        add(store, "a")
        add(store, "b", scored=False)
        store.write_manifest(manifest(5, end=None))
    text = Page(build_report(tmp_path)).text
    assert "This run has not come to its end: 1 of 5 figures have ended" in text
    assert "unfinished: ok" in text


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


def test_the_same_run_gives_the_same_page(tmp_path: Path) -> None:
    run = small_run(tmp_path)
    first = build_report(run).read_bytes()
    assert build_report(run).read_bytes() == first


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
