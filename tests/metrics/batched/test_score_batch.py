"""The batched metrics against the one-pair metrics; on a GPU where there is one."""

import numpy as np
import pytest
from tiny_clip import CROSS, TRIANGLE, drawing, open_clip, some_pairs, torch, write_tiny

pytest.importorskip("torchmetrics", reason="needs torchmetrics; `make test-clip` has it")

from scipy.ndimage import distance_transform_edt

from stem2code_eval.errors import UserError
from stem2code_eval.figure.canonical import INK_SIDE, Motion, canonicalise
from stem2code_eval.figure.decode import PictureError, decode
from stem2code_eval.figure.page import read_page
from stem2code_eval.figure.registration import register
from stem2code_eval.metrics.batched.distance import distance_to_ink
from stem2code_eval.metrics.batched.registration import register_batch
from stem2code_eval.metrics.batched.score import score_batch
from stem2code_eval.metrics.clip.encoder import Encoder
from stem2code_eval.metrics.clip.metric import ClipMetric
from stem2code_eval.metrics.pair import score_pair

TOLERANCE = 1e-4
"""On the scale of 0-100."""
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    write_tiny(tmp_path_factory.mktemp("tiny"))
    torch.manual_seed(0)
    return Encoder(open_clip.create_model("tiny", device=DEVICE).eval(), DEVICE)


def test_pixel_and_ssim_agree_with_the_one_pair_metrics() -> None:
    pairs = some_pairs(8)
    alone = [score_pair(*pair, ("pixel", "ssim")).metrics for pair in pairs]
    for pair, found in zip(alone, score_batch(*zip(*pairs, strict=True)), strict=True):
        assert found == pytest.approx(pair, abs=TOLERANCE)
    assert min(each["pixel"] for each in alone) < 60 < max(each["pixel"] for each in alone) <= 100


def test_clip_agrees_with_the_metric_of_a_run(encoder: Encoder) -> None:
    pairs = some_pairs(4, seed=1)
    metric = ClipMetric(encoder, {})
    alone = [score_pair(*pair, ("clip",), configured={"clip": metric}).metrics for pair in pairs]
    assert score_batch(*zip(*pairs, strict=True), ("clip",), clip=encoder) == alone


def test_processes_and_batches_change_nothing(encoder: Encoder) -> None:
    pairs = some_pairs(6, seed=2)
    columns = list(zip(*pairs, strict=True))
    together = score_batch(*columns, ("pixel", "clip"), clip=encoder)
    assert score_batch(*columns, ("pixel", "clip"), clip=encoder, workers=2, at_once=4) == together
    assert score_batch(*columns, ("pixel", "clip"), clip=encoder, at_once=1) == together


def test_the_rules_for_nothing_drawn_are_those_of_one_pair(encoder: Encoder) -> None:
    cross, blank = drawing(*CROSS), drawing()
    names = ("pixel", "ssim", "clip")
    found = score_batch([cross, cross, cross, blank], [cross, blank, None, cross], names, clip=encoder)
    assert found == [dict.fromkeys(names, value) for value in (100.0, 0.0, 0.0, None)]
    assert score_batch([cross, cross], [cross, blank], ("clip",)) == [{"clip": None}, {"clip": None}]


def test_a_candidate_on_coloured_paper_is_read_as_one_pair_reads_it() -> None:
    from PIL import Image, ImageDraw
    from tiny_clip import as_png

    image = Image.new("RGB", (400, 300), (200, 220, 255))
    for line in TRIANGLE:
        ImageDraw.Draw(image).line(line, fill="black", width=5)
    framed = Image.new("RGB", (500, 400), "white")
    framed.paste(image, (50, 50))
    pair = as_png(image), as_png(framed)
    alone = score_pair(*pair, ("pixel", "ssim")).metrics
    assert alone["pixel"] > 99
    assert score_batch([pair[0]], [pair[1]])[0] == pytest.approx(alone, abs=TOLERANCE)


def test_a_broken_picture_is_named() -> None:
    cross = drawing(*CROSS)
    with pytest.raises(PictureError, match="Pair 1: The candidate picture"):
        score_batch([cross, cross], [cross, b"no picture"], ("pixel",))


def test_wrong_calls_are_refused_with_a_sentence() -> None:
    with pytest.raises(UserError, match="elements"):
        score_batch([], [], ("elements",))
    with pytest.raises(UserError, match="give as many of each"):
        score_batch([drawing(*CROSS)], [])
    assert score_batch([], []) == []


def test_distances_are_exact() -> None:
    rng = np.random.default_rng(0)
    inks = rng.random((3, 64, 64)) < np.array([0.002, 0.02, 0.3])[:, None, None]
    inks[0, 40, 3] = True
    found = distance_to_ink(torch.from_numpy(inks).to(DEVICE)).cpu().numpy()
    assert all((found[i] == distance_transform_edt(~inks[i]).astype(np.float32)).all() for i in range(3))


def test_the_search_finds_the_very_motions_of_the_one_pair_search() -> None:
    pages = [read_page(decode(data)) for data, _ in some_pairs(4, seed=3)]
    motions = (Motion(1.05, 0.01, -0.02), Motion(0.9, 0.0, 0.03), Motion(1.12, -0.02, 0.0), Motion(1.0, 0.02, 0.02))
    pairs = [(canonicalise(page), canonicalise(page, motion)) for page, motion in zip(pages, motions, strict=True)]
    sides = [torch.from_numpy(np.stack([pair[side].coarse_ink for pair in pairs])).to(DEVICE) for side in (0, 1)]
    found = register_batch(*sides)
    assert sides[0].shape == (4, INK_SIDE, INK_SIDE)
    for at, pair in enumerate(pairs):
        motion = register(*pair).motion
        if not found.unsure[at]:
            assert (found.scale[at], found.dx[at], found.dy[at]) == (motion.scale, motion.dx, motion.dy)
        assert abs(np.log(motion.scale)) > 0 or motion.dx or motion.dy
    assert not found.unsure.all()


def test_a_search_between_equals_is_found_to_be_unsure() -> None:
    """A bar between two equal bars fits the left as well as the right."""
    reference = np.zeros((1, INK_SIDE, INK_SIDE), np.bool_)
    reference[0, 40:216, [118, 137]] = True
    candidate = np.zeros_like(reference)
    candidate[0, 40:216, 127:129] = True
    found = register_batch(*(torch.from_numpy(side).to(DEVICE) for side in (reference, candidate)))
    assert bool(found.unsure[0]) or float(found.before[0]) > 0.99
