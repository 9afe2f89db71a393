"""`clip` with a tiny model of random weights: what its numbers mean is not tested, everything around them is."""

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tiny_clip import CONFIG, CROSS, TRIANGLE, drawing, open_clip, torch, write_tiny

from stem2code_eval.errors import UserError
from stem2code_eval.metrics.clip.encoder import Encoder, load_encoder
from stem2code_eval.metrics.clip.metric import ClipChoice, ClipMetric, open_clip_metric
from stem2code_eval.metrics.clip.weights import Weights, find_weights
from stem2code_eval.metrics.pair import describe, score_pair
from stem2code_eval.metrics.protocol import BatchMetric, Unmeasurable
from stem2code_eval.pipeline.batching import BatchingScorer
from stem2code_eval.pipeline.scoring import PairFiles, Scores


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_tiny(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def metric(tiny) -> ClipMetric:
    found = open_clip_metric(ClipChoice(*map(str, tiny)))
    assert isinstance(found, ClipMetric)
    return found


def clip_of(metric, reference: bytes, candidate: bytes | None) -> float | None:
    return score_pair(reference, candidate, ("clip",), configured={"clip": metric}).metrics["clip"]


def test_equal_pictures_have_exactly_100_and_others_less(metric) -> None:
    triangle, cross = drawing(*TRIANGLE), drawing(*CROSS)
    assert clip_of(metric, triangle, triangle) == 100.0
    other = clip_of(metric, triangle, cross)
    assert 0 <= other < 100.0
    assert clip_of(metric, triangle, cross) == other


def test_margins_do_not_count_since_the_canonical_picture_goes_in(metric) -> None:
    moved = [(a + 200, b + 100, c + 200, d + 100) for a, b, c, d in TRIANGLE]
    assert clip_of(metric, drawing(*TRIANGLE), drawing(*moved, size=(800, 500))) == pytest.approx(100, abs=1e-3)


def test_what_is_not_drawn_has_0_and_an_empty_reference_none(metric) -> None:
    blank = drawing()
    assert clip_of(metric, drawing(*CROSS), blank) == 0.0
    assert clip_of(metric, drawing(*CROSS), None) == 0.0
    assert clip_of(metric, blank, drawing(*CROSS)) is None


def test_the_number_is_open_clips_own(metric, tiny) -> None:
    pair = drawing(*TRIANGLE), drawing(*CROSS)
    model = open_clip.create_model("tiny", pretrained=str(tiny[1])).eval()
    transform = open_clip.transform.image_transform_v2(
        open_clip.transform.PreprocessCfg(**model.visual.preprocess_cfg), is_train=False
    )
    from PIL import Image

    from stem2code_eval.figure.canonical import canonicalise
    from stem2code_eval.figure.decode import decode
    from stem2code_eval.figure.page import read_page

    pictures = [Image.fromarray(canonicalise(read_page(decode(data))).rgb) for data in pair]
    with torch.no_grad():
        first, second = (model.encode_image(transform(each)[None], normalize=True)[0] for each in pictures)
    assert clip_of(metric, *pair) == pytest.approx(100 * float(first @ second), abs=1e-3)


def test_a_pair_has_the_same_number_whatever_it_is_measured_with(metric) -> None:
    rng = np.random.default_rng(0)
    prepared = list(rng.integers(0, 256, (7, 2, 32, 32, 3), np.uint8))
    together = [each.value for each in metric.finish(prepared)]
    assert [metric.finish([each])[0].value for each in prepared] == together
    assert [each.value for each in metric.finish(prepared[::-1])][::-1] == together


def test_a_batch_that_is_padded_gives_the_same(metric) -> None:
    pictures = np.random.default_rng(1).integers(0, 256, (10, 32, 32, 3), np.uint8)
    padded = Encoder(metric.encoder.model, metric.encoder.device, size=4)
    alone = metric.encoder.cosines(pictures[:5], pictures[5:])
    assert np.allclose(padded.cosines(pictures[:5], pictures[5:]), alone, atol=1e-6)


def test_the_key_holds_the_content_of_weights_and_configuration_not_their_place(metric, tiny, tmp_path) -> None:
    moved = shutil.copy(tiny[1], tmp_path / "elsewhere.pt")
    about = describe(("clip",), {"clip": metric})
    assert describe(("clip",), {"clip": open_clip_metric(ClipChoice(str(tiny[0]), str(moved)))}) == about
    _, others = write_tiny(tmp_path, seed=1)
    assert describe(("clip",), {"clip": open_clip_metric(ClipChoice(str(tiny[0]), str(others)))}) != about
    assert len(about["clip"]["parameters"]["weights_sha256"]) == 64
    assert str(tiny[1].parent) not in json.dumps(about)


def test_weights_of_another_model_and_broken_files_are_refused_with_a_sentence(tiny, tmp_path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**CONFIG, "embed_dim": 24}))
    with pytest.raises(UserError, match="cannot be loaded as weights of"):
        open_clip_metric(ClipChoice(str(other), str(tiny[1])))
    broken = tmp_path / "broken.pt"
    broken.write_bytes(b"not a checkpoint")
    with pytest.raises(UserError, match=r"broken\.pt cannot be loaded"):
        open_clip_metric(ClipChoice(str(tiny[0]), str(broken)))


def test_a_checkpoint_that_would_run_code_is_not_run(tiny, tmp_path) -> None:
    program = "import torch, sys\nclass Bad:\n    def __reduce__(self):\n        return (open, (sys.argv[2], 'w'))\n"
    program += "torch.save({'state_dict': Bad()}, sys.argv[1])"
    weights, mark = tmp_path / "bad.pt", tmp_path / "mark"
    subprocess.run([sys.executable, "-c", program, weights, mark], check=True)
    with pytest.raises(UserError, match="cannot be loaded"):
        open_clip_metric(ClipChoice(str(tiny[0]), str(weights)))
    assert not mark.exists()


def test_unknown_models_and_tags_are_refused_with_the_nearest_names() -> None:
    with pytest.raises(UserError, match="ViT-L-14"):
        open_clip_metric(ClipChoice("ViT-L-41", "openai"))
    with pytest.raises(UserError, match="openai"):
        open_clip_metric(ClipChoice("ViT-L-14", "openia"))


@pytest.mark.parametrize("weights", ["openai", "laion2b_s32b_b82k", "no/such/file.pt", "openai=missing.pt"])
def test_absent_weights_are_null_with_a_sentence_and_nothing_is_downloaded(weights, monkeypatch, tmp_path) -> None:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    metric = open_clip_metric(ClipChoice("ViT-L-14", weights))
    assert isinstance(metric, Unmeasurable)
    assert "not on this machine" in metric.reason or "There is no file" in metric.reason
    assert clip_of(metric, drawing(*CROSS), drawing()) is None


def test_a_tag_is_found_where_open_clip_keeps_it(tiny, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    kept = tmp_path / ".cache/clip/ViT-L-14.pt"
    kept.parent.mkdir(parents=True)
    shutil.copy(tiny[1], kept)
    found = find_weights("ViT-L-14", "openai")
    assert found.path == kept
    assert found.training["quick_gelu"] is True


def test_the_settings_of_a_tag_go_with_a_file_of_the_users(tiny) -> None:
    found = find_weights("ViT-L-14", f"laion2b_s32b_b82k={tiny[1]}")
    assert found.path == tiny[1]
    encoder = load_encoder(str(tiny[0]), Weights(tiny[1], found.training))
    assert encoder.form.mean == (0.5, 0.5, 0.5)


def test_it_is_a_batch_metric_whose_first_step_needs_no_torch(metric) -> None:
    assert isinstance(metric, BatchMetric)
    program = (
        "import pickle, sys; found = pickle.loads(sys.stdin.buffer.read()); "
        "print(found.name, 'torch' in sys.modules, 'open_clip' in sys.modules)"
    )
    import pickle

    run = subprocess.run(
        [sys.executable, "-c", program], input=pickle.dumps(metric.preparation), capture_output=True, check=True
    )
    assert run.stdout.decode().split() == ["clip", "False", "False"]


def test_pair_prints_it_for_who_names_a_model(tiny, tmp_path) -> None:
    for name, lines in (("a.png", TRIANGLE), ("b.png", CROSS)):
        (tmp_path / name).write_bytes(drawing(*lines))
    command = [sys.executable, "-c", "from stem2code_eval.cli.main import main; main()", "pair", "a.png", "b.png"]
    command += ["--json", "--metrics", "pixel", "--clip-model", str(tiny[0]), "--clip-weights", str(tiny[1])]
    run = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path)
    found = json.loads(run.stdout)
    assert list(found["metrics"]) == ["pixel", "clip"]
    assert 0 <= found["metrics"]["clip"] < 100
    assert found["reasons"] == {}
    assert found["diagnostics"]["clip_on_gpu"] in (0.0, 1.0)


def test_scoring_processes_hand_over_to_one_model(metric, tmp_path) -> None:
    pictures = [drawing(*TRIANGLE), drawing(*CROSS), drawing(*TRIANGLE[:2])]
    paths = [tmp_path / f"{number}.png" for number in range(3)]
    for path, data in zip(paths, pictures, strict=True):
        path.write_bytes(data)

    async def score() -> list[Scores]:
        scorer = BatchingScorer({"clip": metric}, workers=2)
        found = await asyncio.gather(*(scorer.score(PairFiles(paths[0], each), ("clip",)) for each in paths))
        scorer.close()
        return found

    found = asyncio.run(score())
    assert [each.metrics["clip"] for each in found] == [clip_of(metric, pictures[0], each) for each in pictures]
    assert all(each.diagnostics == {"clip_on_gpu": float(metric.encoder.device != "cpu")} for each in found)
