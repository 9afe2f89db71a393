import io
import json
import os
import subprocess
import sys

import numpy as np
import pytest
from line_drawings import CORNERS, draw, png
from PIL import Image, ImageDraw

from stem2code_eval.errors import UserError
from stem2code_eval.figure.decode import PictureError
from stem2code_eval.hashing import canonical_json
from stem2code_eval.metrics.pair import describe, score_pair

BOTH = ["pixel", "ssim"]
STROKES = (*CORNERS, (0.1, 0.9, 0.8, 0.7), (0.8, 0.7, 0.4, 0.1), (0.4, 0.1, 0.1, 0.9))
YELLOW = (255, 238, 90)


def noise() -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 256, (70, 50, 3), np.uint8))


def chequers() -> Image.Image:
    return Image.fromarray((np.indices((8, 8)).sum(axis=0) % 2 * 255).astype(np.uint8))


def dot() -> Image.Image:
    image = Image.new("L", (9, 9), 255)
    image.putpixel((4, 4), 0)
    return image


@pytest.mark.parametrize(
    "image",
    [
        draw(STROKES),
        dot(),
        noise(),
        chequers(),
        draw([(0, 0.5, 1, 0.5)], width=1),
        draw(STROKES, background=YELLOW),
        draw(STROKES, background="black", colour="red"),
        draw(STROKES, at=(0, 0), canvas=(300, 300)),
    ],
)
def test_identity_is_exactly_100(image):
    scores = score_pair(png(image), png(image), BOTH)
    assert scores.metrics == {"pixel": 100.0, "ssim": 100.0}
    assert scores.diagnostics["mse"] == 0
    assert scores.diagnostics["psnr"] is None
    assert scores.flags == ()


@pytest.mark.parametrize("colour", ["white", "black", YELLOW])
def test_a_blank_candidate_scores_zero_and_is_flagged(colour):
    scores = score_pair(png(draw(STROKES)), png(Image.new("RGB", (64, 48), colour)), BOTH)
    assert scores.metrics == {"pixel": 0.0, "ssim": 0.0}
    assert scores.flags == ("blank",)
    assert scores.diagnostics["ssim_raw"] is not None


def test_a_failure_of_the_models_own_scores_zero():
    scores = score_pair(png(draw(STROKES)), None, BOTH)
    assert scores.metrics == {"pixel": 0.0, "ssim": 0.0}
    assert scores.reasons == {}


@pytest.mark.parametrize("candidate", [None, png(draw(STROKES)), png(Image.new("L", (5, 5), 255))])
def test_a_reference_without_ink_cannot_be_compared_with_anything(candidate):
    scores = score_pair(png(Image.new("RGB", (60, 40), "white")), candidate, BOTH)
    assert scores.metrics == {"pixel": None, "ssim": None}
    assert set(scores.reasons) == set(BOTH)
    assert all(reason.endswith(".") and "no ink" in reason for reason in scores.reasons.values())


def test_undecodable_pictures_are_named():
    good = png(draw(STROKES))
    with pytest.raises(PictureError, match="reference picture"):
        score_pair(b"junk", good, BOTH)
    with pytest.raises(PictureError, match="candidate picture"):
        score_pair(good, b"junk", BOTH)


def test_only_the_metrics_asked_for_are_measured():
    scores = score_pair(png(draw(STROKES)), png(draw(STROKES)), ["ssim"])
    assert set(scores.metrics) == {"ssim"}
    assert "mse" not in scores.diagnostics


def test_an_unknown_metric_gets_did_you_mean():
    with pytest.raises(UserError, match=r'Unknown metric "pixle".*"pixel"'):
        score_pair(png(draw(STROKES)), None, ["pixle"])
    with pytest.raises(UserError, match='"ssim"'):
        describe(["sssim"])


def test_what_fixes_the_numbers_is_described_as_json():
    described = json.loads(canonical_json(describe(BOTH)))
    assert set(described) == set(BOTH)
    assert all(entry["version"] >= 1 for entry in described.values())
    assert described["ssim"]["parameters"]["sigma"] == 1.5
    assert described["ssim"]["parameters"]["use_sample_covariance"] is False
    assert described["pixel"]["parameters"]["tolerance"] == 0.015
    assert described["pixel"]["parameters"]["canonical"]["ink_delta_e"] == 10


def yellow_plate() -> Image.Image:
    image = Image.new("RGB", (420, 400), "white")
    ImageDraw.Draw(image).rectangle((40, 40, 379, 379), fill=YELLOW)
    image.paste(draw(STROKES, background=YELLOW), (40, 40))
    return image


def test_a_coloured_page_is_one_picture_with_and_without_a_white_margin():
    bleeding, on_white = png(draw(STROKES, background=YELLOW)), png(yellow_plate())
    assert score_pair(bleeding, on_white, ["pixel"]).metrics["pixel"] > 99
    assert score_pair(on_white, bleeding, ["pixel"]).metrics["pixel"] > 99


def test_a_grid_cut_at_its_outline_is_the_grid_with_a_margin():
    lines = [(k / 3, 0, k / 3, 1) for k in range(4)] + [(0, k / 3, 1, k / 3) for k in range(4)]
    loose, cut = draw(lines, width=5), draw(lines, width=5).crop((18, 18, 322, 322))
    assert score_pair(png(cut), png(loose), ["pixel"]).metrics["pixel"] > 99
    assert score_pair(png(loose), png(cut), ["pixel"]).metrics["pixel"] > 99


def test_a_jpeg_reference_is_as_good_as_a_png():
    target = io.BytesIO()
    draw(STROKES).save(target, "JPEG", quality=40)
    assert score_pair(target.getvalue(), png(draw(STROKES)), ["pixel"]).metrics["pixel"] > 99


def test_every_process_gives_the_same_numbers():
    program = (
        "import sys; sys.path[:0] = sys.argv[1:]; from line_drawings import *; "
        "from stem2code_eval.metrics.pair import score_pair; "
        "print(repr(score_pair(png(draw([*CORNERS, (.1, .2, .9, .6)])), png(draw([(.0, .2, .9, .7)])), "
        "['pixel', 'ssim'])))"
    )
    paths = [os.path.dirname(__file__), os.getcwd()]
    answers = {
        subprocess.run(
            [sys.executable, "-c", program, *paths],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert "pixel" in answers.pop()
