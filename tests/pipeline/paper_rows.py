"""Rows of scores as a run with judges leaves them, and the published scoring formula over the same judge replies.

The formula is that of the public evaluator's `calculate.py` (TongkunGuan/Qwen-CodePercept, STEM2Code_Benchmark),
written anew: means of both scores over the rows of its file that say SUCCESS and hold two numbers; execution by
counting the pictures in the folder beside it, over 1,000; their mean.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.records import ScoreRow

PUBLISHED_N = 1000
_SCORE = re.compile(r"Score\s*:\s*(\d{1,3})\s*/\s*100\b")


@dataclass(frozen=True)
class Reply:
    """What became of one response, and what the judges replied: totals on 0 to 100."""

    outcome: str
    image: int | None
    """None where the judge of pictures was not asked, because there is none."""
    code: int | None

    @property
    def ran(self) -> bool:
        return self.outcome == Outcome.OK


def our_row(at: int, reply: Reply) -> ScoreRow:
    """Return the row that a run stores for a reply."""
    metrics = {
        "exec_rate": 100.0 if reply.ran else 0.0,
        "image_score": None if reply.image is None else float(reply.image),
        "code_score": None if reply.code is None else float(reply.code),
    }
    if not reply.ran:
        metrics["image_score"] = 0.0
    return ScoreRow(f"s{at}", "all", None, None, reply.outcome, [], metrics, key="k")


def write_public_files(folder: Path, replies: Sequence[Reply]) -> Path:
    """Write what the public evaluator leaves behind: a row a response, and a picture for each that ran."""
    pictures = folder / "model"
    pictures.mkdir(parents=True)
    rows = []
    for at, reply in enumerate(replies):
        if reply.ran:
            (pictures / f"{at}.png").write_bytes(b"a picture")
        image = _read(f"Comments: fine\n\nScore: {reply.image}/100") if reply.ran else 0
        code = _read(f"Comments: fine\n\nScore: {reply.code}/100")
        failed = image is None or code is None
        status = "Scoring FAILED" if failed else "SUCCESS"
        rows.append({"uuid": str(at), "status": status, "image_score": image, "code_score": code})
    path = folder / "model.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def public_scores(path: Path) -> dict[str, float]:
    """Return the numbers that the public formula gives for the files at `path`."""
    rows = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    good = [
        row
        for row in rows
        if row["status"] == "SUCCESS"
        and all(isinstance(row[name], int | float) for name in ("image_score", "code_score"))
    ]
    image, code = (
        sum(row[name] for row in good) / len(good) if good else 0.0 for name in ("image_score", "code_score")
    )
    ran = 100 * sum(1 for file in path.with_suffix("").iterdir() if file.is_file()) / PUBLISHED_N
    return {
        "image_score": image,
        "code_score": code,
        "exec_rate": ran,
        "avg_two": (image + code) / 2,
        "avg_three": (image + code + ran) / 3,
    }


def _read(reply: str) -> int | None:
    found = _SCORE.search(reply)
    return int(found[1]) if found else None
