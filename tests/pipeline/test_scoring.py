import asyncio
import json
import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_scoring import dies, dies_once, fake_scores, needs_memory
from PIL import Image

from stem2code_eval.hashing import canonical_json
from stem2code_eval.pipeline.scoring import PairFiles, Scorer, ScoringError, score_files


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    path.write_bytes(b"picture")
    return path


def test_a_process_that_died_is_replaced(picture: Path) -> None:
    scorer = Scorer(workers=1, score=dies_once)
    scores = asyncio.run(scorer.score(PairFiles(picture, picture), ("pixel",)))
    scorer.close()
    assert scores.metrics == {"pixel": 100.0}


def test_a_process_that_dies_twice_is_an_error_with_a_sentence(picture: Path) -> None:
    scorer = Scorer(workers=1, score=dies)
    with pytest.raises(ScoringError, match="died twice"):
        asyncio.run(scorer.score(PairFiles(picture, picture), ("pixel",)))
    scorer.close()


def test_nothing_is_started_before_it_is_needed_and_closing_twice_is_fine() -> None:
    scorer = Scorer(workers=1, score=fake_scores)
    scorer.close()
    scorer.close()


def test_all_processes_can_be_started_before_there_is_anything_to_score(picture: Path) -> None:
    before = set(multiprocessing.active_children())
    scorer = Scorer(workers=2, score=fake_scores)
    scorer.start()
    assert len(set(multiprocessing.active_children()) - before) == 2
    scores = asyncio.run(scorer.score(PairFiles(picture, picture), ("pixel",)))
    scorer.close()
    assert scores.metrics == {"pixel": 100.0}
    assert set(multiprocessing.active_children()) <= before  # one of an earlier test may have ended meanwhile


def test_real_processes_load_what_they_need_and_score(tmp_path: Path) -> None:
    path = tmp_path / "drawing.png"
    image = Image.new("L", (80, 60), 255)
    image.paste(0, (20, 20, 60, 22))
    image.save(path)
    scorer = Scorer(workers=1)
    scorer.start()
    scores = asyncio.run(scorer.score(PairFiles(path, path), ("pixel", "ssim")))
    scorer.close()
    assert scores.metrics == {"pixel": 100.0, "ssim": 100.0}


def test_an_explanation_comes_as_json_with_sorted_keys(tmp_path: Path) -> None:
    listed = {"schema": 1, "width": 80, "height": 60, "dpi": 100, "scale": 16, "paper": "ffffffff", "cut": 0}
    line = {"kind": "paths", "group": 0, "points": [320, 336, 960, 336], "pieces": [2], "edge": ["000000ff"]}
    elements, path = tmp_path / "drawing.json", tmp_path / "drawing.png"
    elements.write_text(json.dumps(listed | {"groups": ["line"], "clips": [], "elements": [line | {"width": [2.0]}]}))
    image = Image.new("L", (80, 60), 255)
    image.paste(0, (20, 20, 60, 22))
    image.save(path)
    found = score_files(PairFiles(path, path, elements, elements), ("elements",)).explanation
    assert found is not None
    assert found.decode("ascii") == canonical_json(json.loads(found))
    assert {item["state"] for item in json.loads(found)["reference"]["items"]} == {"matched"}


def test_scoring_processes_end_when_the_run_is_killed(picture: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path;"
        "from fake_scoring import sleeps; from stem2code_eval.pipeline.scoring import PairFiles, Scorer;"
        "p = Path(sys.argv[1]); asyncio.run(Scorer(1, sleeps).score(PairFiles(p, p), ('pixel',)))"
    )
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(here.parents[1])])}
    parent = subprocess.Popen([sys.executable, "-c", code, str(picture)], env=environment)
    note = picture.with_suffix(".pid")
    until(lambda: note.exists() and note.read_text() != "")
    worker = int(note.read_text())
    parent.kill()
    parent.wait()
    until(lambda: not is_running(worker))


def until(condition, patience_s: float = 30.0) -> None:
    end = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_more_memory_than_a_scoring_process_has_is_an_error_in_it_and_not_its_end(picture: Path) -> None:
    scorer = Scorer(workers=1, score=needs_memory)
    scores = asyncio.run(scorer.score(PairFiles(picture, picture), ("pixel",)))
    scorer.close()
    assert scores.flags == ["no memory"]
