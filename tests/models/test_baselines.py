"""The two controls: their answers survive extraction, and the lower one really draws nothing."""

import io

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image

from stem2code_eval.data.sample import Sample
from stem2code_eval.models.baseline_blank import BLANK_PROGRAM, BaselineBlank
from stem2code_eval.models.baseline_reference import BaselineReference
from stem2code_eval.models.protocol import ModelError, Request
from stem2code_eval.responses.extract import extract_program

TICKS = 'import matplotlib.pyplot as plt\n\nplt.title("""\n````\n""")\nplt.show()\n'


def _request(sample_id: str) -> Request:
    return Request(sample_id, "prompt", b"image", "image/png")


@pytest.mark.parametrize("code", ["import matplotlib.pyplot as plt\nplt.plot([1])\n", TICKS, TICKS.rstrip()])
async def test_reference_answers_with_the_reference_program(code: str) -> None:
    model = BaselineReference({"a": Sample("a", reference_code=code)})
    response = await model.generate(_request("a"))
    assert extract_program(response.text, response.finish_reason).program == code.rstrip() + "\n"
    await model.close()


async def test_reference_needs_a_reference_program() -> None:
    model = BaselineReference({"a": Sample("a")})
    with pytest.raises(ModelError, match='"a" has no reference program'):
        await model.generate(_request("a"))
    with pytest.raises(ModelError, match='not given the sample "b"'):
        await model.generate(_request("b"))


async def test_blank_draws_a_white_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    model = BaselineBlank()
    response = await model.generate(_request("a"))
    extraction = extract_program(response.text, response.finish_reason)
    assert (extraction.program, extraction.rule) == (BLANK_PROGRAM, "only-fence")
    saved = io.BytesIO()
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", lambda figure, name: figure.canvas.print_png(saved))
    plt.switch_backend("Agg")
    exec(extraction.program, {})
    plt.close("all")
    pixels = np.asarray(Image.open(saved).convert("RGBA"))
    assert (pixels == 255).all()
    await model.close()


def test_identities_differ() -> None:
    assert BaselineBlank().identity != BaselineReference({}).identity
    assert (BaselineBlank().name, BaselineReference({}).name) == ("baseline/blank", "baseline/reference")
