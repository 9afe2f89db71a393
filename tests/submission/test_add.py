"""From a bundle to a folder of the leaderboard, and the badge that it earns."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import invoked
from forging import add_up, read, write
from PIL import Image
from submitted_runs import ANSWERS, Shared, run_of

from stem2code_eval.cli import leaderboard
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.submission import launch
from stem2code_eval.submission.entry import picture_name, schema_problems
from stem2code_eval.submission.packing import pack

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def add(any_sandbox: Any, task: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verified: Any) -> Command:
    """Run `leaderboard add`: exit code, and what was said; entries go to `entries`."""
    monkeypatch.setattr(launch, "open_renderer", lambda *options: Shared(any_sandbox))

    def invoke(bundle: Path, *words: object) -> tuple[int, str]:
        places = ("--task", task, "--entries", tmp_path / "entries")
        code, out, err = invoked(leaderboard.app, "add", bundle, *places, *words)
        return code, out + err

    return invoke


def added(tmp_path: Path) -> Path:
    (folder,) = (tmp_path / "entries" / "submitted").iterdir()
    return folder


def entry(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((added(tmp_path) / "entry.json").read_text())
    assert list(schema_problems(found)) == []
    return found


def test_a_verified_bundle_is_re_rendered(add: Command, bundle: Path, run: Path, tmp_path: Path) -> None:
    code, said = add(bundle, "--pictures", "4", "--url", "https://example.org/run", "--note", "By hand.")
    assert (code, "re_rendered" in said) == (0, True), said
    folder, made = added(tmp_path), entry(tmp_path)
    assert folder.name == f"openai-tiny-small_figures-{sha256_bytes(bundle.read_bytes())[:8]}"
    results = json.loads((run / "results.json").read_text())
    assert made["badge"] == "re_rendered"
    assert made["scores"]["elements"]["mean"] == round(results["metrics"]["elements"]["mean"], 4)
    assert made["scores"]["elements"]["bounds"] is None
    assert made["outcomes"] == {"ok": 3, "no_code": 1, "runtime_error": 1, "tampered": 1}
    assert made["by_subject"]["subject 0"]["n"] == 3
    assert (made["benchmark"], made["split"], made["task_version"], made["n"]) == ("small_figures", None, 1, 6)
    assert made["source"] == {"url": "https://example.org/run", "note": "By hand."}
    assert made["verification"]["copies"] == {"answers": 5, "programs": 1, "pictures": 1}
    assert made["run"]["bundle_sha256"] == sha256_bytes(bundle.read_bytes())
    samples = (folder / "samples.jsonl").read_bytes()
    assert made["run"]["samples_sha256"] == sha256_bytes(samples)
    rows = [json.loads(line) for line in samples.splitlines()]
    assert [row["id"] for row in rows] == list(ANSWERS)
    assert rows[4]["outcome"] == "tampered"
    assert set(rows[4]["metrics"].values()) == {0.0}
    shown = [row["picture"] for row in rows if "picture" in row]
    assert len(shown) == 4
    for name in shown:
        with Image.open(folder / name) as picture:
            assert (picture.width, picture.format) == (480, "PNG")
    assert {path.name for path in (folder / "pictures").iterdir()} == {Path(name).name for name in shown}


def test_figures_of_a_task_of_ones_own_are_not_shown_unasked(add: Command, bundle: Path, tmp_path: Path) -> None:
    assert add(bundle)[0] == 0
    assert not (added(tmp_path) / "pictures").exists()


def test_a_bundle_that_is_believed_is_self_reported(add: Command, bundle: Path, tmp_path: Path) -> None:
    code, said = add(bundle, "--no-verify")
    assert (code, "self_reported" in said) == (0, True)
    made = entry(tmp_path)
    assert made["badge"] == "self_reported"
    assert "verification" not in made


def test_what_can_be_seen_without_a_sandbox_is_never_believed(add: Command, bundle: Path, tmp_path: Path) -> None:
    pages = read(bundle)
    pages.change("results.json", lambda value: value["metrics"]["elements"].update(mean=99.0))
    assert add(write(tmp_path / "forged.zip", pages), "--no-verify")[0] == 1
    assert not (tmp_path / "entries").exists()


def test_a_bundle_that_does_not_verify_is_not_added(add: Command, bundle: Path, tmp_path: Path) -> None:
    pages = read(bundle)
    metrics = pages.row("scores", "near")["metrics"]
    pages.change_row("scores", "near", metrics={**metrics, "elements": 99.0})
    add_up(tmp_path / "scratch.zip", pages)
    code, said = add(write(tmp_path / "forged.zip", pages))
    assert (code, "does not verify" in said) == (1, True)
    assert not (tmp_path / "entries").exists()


def test_the_same_bundle_is_added_once(add: Command, bundle: Path) -> None:
    assert add(bundle, "--no-verify")[0] == 0
    code, said = add(bundle)
    assert (code, "this bundle was added before" in said) == (2, True)


def test_a_part_of_a_task_is_no_entry(add: Command, bundle: Path, tmp_path: Path) -> None:
    pages = read(bundle)
    pages.change("run.json", lambda value: value["task"].update(limit=6))
    code, said = add(write(tmp_path / "part.zip", pages), "--no-verify")
    assert code == 2
    assert "a part of small_figures; entries are of whole splits" in said


def test_a_choice_of_metrics_is_no_entry(add: Command, bundle: Path, tmp_path: Path) -> None:
    """Whoever leaves out the metric that does not flatter has it out of the rows as well."""
    pages = read(bundle)
    pages.change("run.json", lambda value: value["metrics"].pop("topology"))
    rows = pages.rows("scores")
    for row in rows:
        del row["metrics"]["topology"]
    pages.set_rows("scores", rows)
    add_up(tmp_path / "scratch.zip", pages)
    code, said = add(write(tmp_path / "chosen.zip", pages), "--no-verify")
    assert code == 2
    assert "The bundle lacks topology; entries have all metrics of small_figures" in said


def test_low_coverage_has_to_be_accepted_and_shows_its_bounds(
    add: Command, any_sandbox: Any, task: Path, tmp_path: Path
) -> None:
    run = run_of(task, tmp_path / "run", any_sandbox, failing=["far"])
    path = pack(run, tmp_path / "b.zip", 50.0, print).path
    assert add(path, "--no-verify")[0] == 3
    assert add(path, "--no-verify", "--min-coverage", "80")[0] == 0
    made = entry(tmp_path)
    assert made["coverage"] == pytest.approx(83.3, abs=0.1)
    low, high = made["scores"]["elements"]["bounds"]
    assert low < high == made["scores"]["elements"]["mean"]


def test_a_second_run_that_does_as_well_is_evidence(add: Command, bundle: Path, run: Path, tmp_path: Path) -> None:
    code, said = add(bundle, "--re-run", run)
    assert (code, "re_run" in said) == (0, True), said
    made = entry(tmp_path)
    assert made["badge"] == "re_run"
    evidence = {"metric": "reconstruction", "n": 6, "difference": 0.0, "interval": [0.0, 0.0]}
    assert made["verification"]["re_run"] == evidence


def test_a_second_run_that_does_worse_is_told(
    add: Command, bundle: Path, any_sandbox: Any, task: Path, tmp_path: Path
) -> None:
    worse = run_of(task, tmp_path / "worse", any_sandbox, dict.fromkeys(ANSWERS, ANSWERS["silent"]))
    code, said = add(bundle, "--re-run", worse)
    assert code in (1, 2)
    assert "beyond chance" in said or "cannot tell" in said
    assert not (tmp_path / "entries").exists()


def test_a_second_run_of_another_model_is_none(add: Command, bundle: Path, run: Path, tmp_path: Path) -> None:
    import shutil

    other = Path(shutil.copytree(run, tmp_path / "other"))
    manifest = json.loads((other / "run.json").read_text())
    (other / "run.json").write_text(json.dumps({**manifest, "model": {**manifest["model"], "name": "openai/large"}}))
    code, said = add(bundle, "--re-run", other)
    assert (code, "is a run of another model than the bundle" in said) == (4, True)


@pytest.mark.parametrize("url", ["http://example.org", "javascript:alert(1)", "https://", "https://a b"])
def test_an_address_that_is_none_is_refused_by_the_schema(add: Command, bundle: Path, url: str) -> None:
    code, said = add(bundle, "--no-verify", "--url", url)
    assert (code, "does not fit leaderboard/schema.json: $.source.url" in said) == (2, True)


def test_names_of_pictures_are_safe_and_each_samples_own() -> None:
    names = [picture_name(sample) for sample in ("a/b", "a\\b", "../../x", "", "é", "a b", "x" * 500, "\ud800")]
    assert len(set(names)) == len(names)
    for name in names:
        folder, _, file = name.partition("/")
        assert folder == "pictures"
        assert "/" not in file
        assert not file.startswith(".")
        assert file.isascii()
