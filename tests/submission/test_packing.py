"""What is in a bundle, and what never is."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forging import read
from pipeline_fakes import answer
from submitted_runs import ANSWERS, drawing, run_of

from stem2code_eval.errors import IncompleteError, UserError
from stem2code_eval.submission import privacy
from stem2code_eval.submission.packing import pack
from stem2code_eval.submission.privacy import find_secrets, without_paths

KEY = "Zx81q7Tf3kLm0PPv"
"""Like no service's; only its variable says that it is a key."""


@pytest.fixture
def copied(run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(run, tmp_path / "copy"))


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change each JSON object of a file."""
    values = [json.loads(line) for line in path.read_text().splitlines()] if path.suffix == ".jsonl" else None
    if values is None:
        value = json.loads(path.read_text())
        change(value)
        path.write_text(json.dumps(value))
        return
    for value in values:
        change(value)
    path.write_text("".join(json.dumps(value) + "\n" for value in values))


def test_the_same_run_makes_the_same_bytes_whoever_packs_it_and_when(run: Path, bundle: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(run, tmp_path / "elsewhere"))
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
    assert pack(other, tmp_path / "again.zip", 100.0, print).path.read_bytes() == bundle.read_bytes()
    with zipfile.ZipFile(bundle) as archive:
        members = archive.infolist()
    assert [each.filename for each in members] == sorted(each.filename for each in members)
    assert {each.date_time for each in members} == {(1980, 1, 1, 0, 0, 0)}


def test_it_holds_what_a_verifier_needs_and_nothing_else(run: Path, bundle: Path) -> None:
    pages = read(bundle)
    blobs = {name for name in pages if name.startswith("blobs/")}
    assert pages.keys() - blobs == {
        "bundle.json",
        "run.json",
        "results.json",
        "responses.jsonl",
        "renders.jsonl",
        "scores.jsonl",
    }
    assert blobs == {row[name] for row in pages.rows("renders") for name in ("image", "elements")} - {None}
    assert all("latency" not in row and "key" not in row for row in pages.rows("responses"))
    manifest = pages.value("run.json")
    assert "argv" not in manifest
    assert "platform" not in manifest
    assert "usage" not in pages.value("results.json")


def test_packing_changes_nothing_in_the_run(copied: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()}
    pack(copied, tmp_path / "b.zip", 100.0, print)
    assert {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()} == before


def test_paths_of_the_machine_become_names() -> None:
    before = {
        "name": "vllm//home/mary/models/tiny",
        "identity": {"config": "/srv/x/conf.json", "base_url": "127.0.0.1", "args": "--dir=/a/b --n 1/2 ~/c/d"},
        "url": "https://example.com/v1",
        "hub": "Qwen/Qwen2.5-VL",
    }
    assert without_paths(before) == {
        "name": "vllm/tiny",
        "identity": {"config": "conf.json", "base_url": "127.0.0.1", "args": "--dir=b --n 1/2 d"},
        "url": "https://example.com/v1",
        "hub": "Qwen/Qwen2.5-VL",
    }


@pytest.mark.parametrize(
    ("secret", "says"),
    [
        ("sk-proj-abcdefghijklmnopqrstuvwx", "looks like a key"),
        ("ghp_" + "a1" * 18, "looks like a key"),
        ("Authorization: Bearer abcdefghijklmnopqrstuvwx", "looks like a key"),
        ("https://me:pass@example.com/v1", "looks like a key"),
        ("-----BEGIN RSA PRIVATE KEY-----", "looks like a key"),
        (KEY, "value of the environment variable MY_API_KEY"),
        ("/home/mary/figures", "the path of your home folder"),
    ],
)
@pytest.mark.parametrize("file", ["responses.jsonl", "renders.jsonl"])
def test_a_secret_in_what_the_model_wrote_is_refused_and_not_repeated(
    file: str, secret: str, says: str, copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_API_KEY", KEY)
    monkeypatch.setenv("HOME", "/home/mary")
    column = "text" if file == "responses.jsonl" else "program"
    rewrite(copied / file, lambda row: row["id"] == "near" and row.update({column: f"# {secret}\n"}))
    with pytest.raises(UserError) as refused:
        pack(copied, tmp_path / "b.zip", 100.0, print)
    assert says in str(refused.value)
    assert f'{file}, id "near"' in str(refused.value)
    assert secret not in str(refused.value)
    assert not (tmp_path / "b.zip").exists()


def test_a_key_that_a_program_drew_is_refused(any_sandbox: Any, task: Path, tmp_path: Path) -> None:
    answers = {**ANSWERS, "near": answer(drawing(0, 1, title="AB").replace("'AB'", "'sk-' + 'abcdefgh' * 3"))}
    run = run_of(task, tmp_path / "run", any_sandbox, answers)
    with pytest.raises(UserError, match=r"blobs/\w+\.json holds what looks like a key"):
        pack(run, tmp_path / "b.zip", 100.0, print)


@pytest.mark.parametrize("words", [["run", "--api-key-env", "HERS"], ["run", "--judge-api-key-env=HERS"]])
def test_the_variables_that_the_run_took_its_keys_from_are_known(words: list[str]) -> None:
    secrets = find_secrets(words, {"HERS": KEY, "EDITOR": "some editor", "TOKENIZERS_PARALLELISM": "some editor"})
    with pytest.raises(UserError, match="HERS"):
        secrets.refuse(f"so {KEY} it is", "somewhere", ours=False)
    secrets.refuse("some editor", "somewhere", ours=False)


@pytest.mark.parametrize("name", ["marys-laptop", "mary.smith"])
def test_names_of_machine_and_user_are_not_in_the_manifest(
    name: str, copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(privacy.socket, "gethostname", lambda: "marys-laptop")
    monkeypatch.setattr(privacy, "_user", lambda: "mary.smith")
    pack(copied, tmp_path / "b.zip", 100.0, print)
    rewrite(copied / "run.json", lambda value: value["model"]["identity"].update(base_url=name))
    with pytest.raises(UserError, match=r"run\.json holds the name of this machine or of its user"):
        pack(copied, tmp_path / "c.zip", 100.0, print)


def test_a_run_that_has_not_ended_is_refused(copied: Path, tmp_path: Path) -> None:
    lines = (copied / "scores.jsonl").read_text().splitlines(keepends=True)
    (copied / "scores.jsonl").write_text("".join(lines[:-1]))
    with pytest.raises(UserError, match="has not ended: 5 of 6 answers are scored"):
        pack(copied, tmp_path / "b.zip", 100.0, print)
    with pytest.raises(UserError, match="is not a run folder"):
        pack(tmp_path, tmp_path / "b.zip", 100.0, print)


def test_coverage_below_all_has_to_be_accepted(any_sandbox: Any, task: Path, tmp_path: Path) -> None:
    run = run_of(task, tmp_path / "run", any_sandbox, failing=["far"])
    with pytest.raises(IncompleteError, match=r"Coverage is 83\.3 %"):
        pack(run, tmp_path / "b.zip", 100.0, print)
    assert pack(run, tmp_path / "b.zip", 80.0, print).samples == 6


def test_a_missing_picture_is_named(copied: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in (copied / "renders.jsonl").read_text().splitlines()]
    (copied / rows[0]["image"]).unlink()
    with pytest.raises(UserError, match="Repeat the run's command"):
        pack(copied, tmp_path / "b.zip", 100.0, print)
