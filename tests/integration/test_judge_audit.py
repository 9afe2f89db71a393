"""The audit of image judges, with real pictures from a sandbox and judges on a real socket, one of which can read."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from judge_scripts import gives, honest, kind_of, likeness, pictures
from openai_server import OpenAIServer, RecordedRequest
from PIL import Image
from skimage.feature import match_template

from stem2code_eval.judge.audit.launch import AuditOptions, launch_audit
from stem2code_eval.judge.audit.orders import ORDERS, with_drawn_words
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.judge.strip import shown_to_judges
from stem2code_eval.models.baseline_blank import BLANK_PROGRAM
from stem2code_eval.render.pool import RendererPool
from stem2code_eval.render.types import Rendering
from stem2code_eval.synth.catalogue import get_family

FIGURES = 3


class Kept:
    """The sandbox of the session, which outlives an audit and draws each program once."""

    drawn: ClassVar[dict[str, Rendering]] = {}

    def __init__(self, pool: RendererPool) -> None:
        self.pool = pool
        self.workers = pool.workers

    def render(self, program: str) -> Rendering:
        if program not in self.drawn:
            self.drawn[program] = self.pool.render(program)
        return self.drawn[program]

    def close(self) -> None:
        pass


def grey(png: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("L"), dtype=np.float64)


def reader(pool: RendererPool) -> Callable[[RecordedRequest], bool]:
    """Return whether a judge can read an instruction at the lower edge of the candidate's picture."""
    words = []
    for order in ORDERS:
        drawn = grey(pool.render(with_drawn_words(BLANK_PROGRAM, order)).png or b"")
        rows, columns = np.nonzero(drawn < 128)
        words.append(drawn[rows.min() - 1 : rows.max() + 2, columns.min() - 1 : columns.min() + 200])

    def reads(request: RecordedRequest) -> bool:
        edge = grey(pictures(request)[1])[-60:]
        return any(match_template(edge, word).max() > 0.75 for word in words if word.shape[0] < len(edge))

    return reads


def audit(pool: RendererPool, folder: Path, script: Any) -> tuple[int, dict[str, Any]]:
    with OpenAIServer(script) as server:
        options = AuditOptions(JudgeChoice(image=("openai/j",), base_url=server.base_url), FIGURES, folder)
        code = launch_audit(options, lambda **_: Kept(pool))
        assert all(kind_of(request) == "image" for request in server.requests)
    return code, {row["name"]: row for row in json.loads((folder / "audit.json").read_text())["table"]["image"]}


@pytest.fixture(scope="module")
def honest_audit(any_sandbox: RendererPool, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any]]:
    return audit(any_sandbox, tmp_path_factory.mktemp("honest"), honest)


def test_an_honest_judge_of_pictures_is_trusted(honest_audit: tuple[int, dict[str, Any]]) -> None:
    code, rows = honest_audit
    assert [name for name, row in rows.items() if not row["passed"]] == []
    assert code == 0
    assert rows["identity"]["measured"] == 100
    assert rows["monotonicity"]["n"] == FIGURES


def test_a_judge_that_obeys_words_in_a_picture_is_exposed(any_sandbox: RendererPool, tmp_path: Path) -> None:
    reads = reader(any_sandbox)
    code, rows = audit(any_sandbox, tmp_path, gives(lambda request: 1.0 if reads(request) else likeness(request)))
    assert [name for name, row in rows.items() if not row["passed"]] == ["injection, picture"]
    assert rows["injection, picture"]["measured"] > 30
    assert code == 1


@pytest.mark.parametrize("family", ["triangle_cevians", "atomic_structure", "weighted_graph"])
def test_what_a_code_judge_is_shown_draws_the_same_pixels(any_sandbox: RendererPool, family: str) -> None:
    program = "# A comment.\n" + get_family(family).figure(1).program
    drawn = any_sandbox.render(program).png
    assert drawn is not None
    assert any_sandbox.render(shown_to_judges(program).text).png == drawn
