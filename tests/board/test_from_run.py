import json
from pathlib import Path

import pytest
from report_runs import small_run

from stem2code_eval.board.entry import Submitted
from stem2code_eval.board.from_run import entry_from_run
from stem2code_eval.board.pictures import thumbnails
from stem2code_eval.board.reading import read_entries, read_samples
from stem2code_eval.errors import UserError


def test_a_finished_run_becomes_an_entry_that_can_be_read(tmp_path: Path) -> None:
    run = small_run(tmp_path / "run")
    entry_from_run(run, tmp_path / "entries" / "submitted" / "mine")
    (listed,) = read_entries(tmp_path / "entries")
    entry, results = listed.entry, json.loads((run / "results.json").read_text())
    assert isinstance(entry, Submitted)
    assert (entry.badge, entry.model, entry.n) == ("self_reported", "openai/some-model", results["n"])
    assert {name: score.mean for name, score in entry.scores.items()} == pytest.approx(
        {name: about["mean"] for name, about in results["metrics"].items()}, abs=1e-4
    )
    rows = list(read_samples(listed))
    assert [row.id for row in rows] == [json.loads(line)["id"] for line in (run / "scores.jsonl").open()]
    shown = thumbnails(listed, rows, "pixel")
    assert 0 < len(shown) <= len(entry.by_subject)
    assert all(picture.width <= 480 for picture in shown)


def test_an_unfinished_run_is_refused(tmp_path: Path) -> None:
    run = small_run(tmp_path / "run")
    manifest = json.loads((run / "run.json").read_text())
    (run / "run.json").write_text(json.dumps({**manifest, "end": None}))
    with pytest.raises(UserError, match="finished run"):
        entry_from_run(run, tmp_path / "entry")
