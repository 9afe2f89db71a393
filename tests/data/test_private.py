import json
from pathlib import Path

import pytest

from stem2code_eval.data import private
from stem2code_eval.data.private import commitment, is_committed, read_secret, write_private_split
from stem2code_eval.data.task import load_task
from stem2code_eval.errors import UserError

SECRET = b"a secret of enough bytes"


@pytest.fixture(autouse=True)
def no_public_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private, "_public_programs", set)


def test_the_folder_is_a_task_and_its_commitment_can_be_checked(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "private"
    published = write_private_split(SECRET, 12, folder)
    task = load_task(str(folder))
    assert task.name == "stem_figures_private"
    assert task.problems == []
    assert len(task.entries) == 12
    assert all(sample.reference_code and sample.level and sample.source for sample in task.samples)
    assert all("labels" in sample.extra["facts"] for sample in task.samples)
    assert is_committed(SECRET, task, published)
    assert is_committed(SECRET, task, f" {published.upper()}\n")


def test_another_secret_or_a_touched_figure_breaks_the_commitment(tmp_path: Path) -> None:
    published = write_private_split(SECRET, 5, tmp_path / "p")
    assert not is_committed(SECRET + b"!", load_task(str(tmp_path / "p")), published)
    path = tmp_path / "p" / "samples.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    rows[3]["reference_code"] += "# touched\n"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert not is_committed(SECRET, load_task(str(tmp_path / "p")), published)


def test_the_same_secret_makes_the_same_split_again(tmp_path: Path) -> None:
    assert write_private_split(SECRET, 8, tmp_path / "a") == write_private_split(SECRET, 8, tmp_path / "b")
    assert (tmp_path / "a" / "samples.jsonl").read_bytes() == (tmp_path / "b" / "samples.jsonl").read_bytes()


def test_the_commitment_and_the_folder_do_not_hold_the_secret_or_seeds(tmp_path: Path) -> None:
    published = write_private_split(SECRET, 5, tmp_path / "p")
    everything = published.encode() + b"".join(path.read_bytes() for path in (tmp_path / "p").iterdir())
    assert SECRET not in everything
    assert SECRET.hex().encode() not in everything
    rows = [json.loads(line) for line in (tmp_path / "p" / "samples.jsonl").read_text().splitlines()]
    assert not any("seed" in row for row in rows)


def test_figures_of_the_public_split_do_not_come_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_private_split(SECRET, 6, tmp_path / "first")
    first = {sample.reference_code for sample in load_task(str(tmp_path / "first")).samples}
    from stem2code_eval.hashing import sha256_text

    monkeypatch.setattr(private, "_public_programs", lambda: {sha256_text(code or "") for code in first})
    write_private_split(SECRET, 6, tmp_path / "second")
    assert not first & {sample.reference_code for sample in load_task(str(tmp_path / "second")).samples}


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(UserError, match="is not empty"):
        write_private_split(SECRET, 5, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_secret_file_is_read_without_its_line_end_and_a_missing_one_says_how(tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes(SECRET + b"\n")
    assert read_secret(tmp_path / "s") == SECRET
    with pytest.raises(UserError, match="openssl rand"):
        read_secret(tmp_path / "none")


def test_commitments_are_64_hex_digits_and_change_with_the_domain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = write_private_split(SECRET, 3, tmp_path / "p")
    assert len(bytes.fromhex(published)) == 32
    monkeypatch.setattr(private, "COMMITMENT_DOMAIN", "another")
    assert commitment(SECRET, load_task(str(tmp_path / "p"))) != published
