import pytest

from stem2code_eval.hashing import canonical_json, sha256_json
from stem2code_eval.pipeline import keys
from stem2code_eval.render.types import Limits, RenderSettings

GENERATE = {
    "sample_id": "a",
    "image_sha256": "0" * 64,
    "prompt": "draw",
    "model": {"name": "m", "temperature": 0},
    "task": "t",
    "task_version": "1",
}
METRICS = {"pixel": {"version": 1, "parameters": {"tolerance": 1.5}}}
SCORE = {
    "reference_sha256": "0" * 64,
    "image_sha256": "1" * 64,
    "elements": ["a", None, "b", ""],
    "outcome": "ok",
    "metrics": canonical_json(METRICS),
}


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("sample_id", "b"),
        ("image_sha256", "1" * 64),
        ("prompt", "draw "),
        ("model", {"name": "m", "temperature": 0.5}),
        ("task", "u"),
        ("task_version", "2"),
    ],
)
def test_everything_that_can_change_an_answer_changes_its_key(field: str, other: object) -> None:
    assert keys.generate_key(**GENERATE) == keys.generate_key(**GENERATE)
    assert keys.generate_key(**{**GENERATE, field: other}) != keys.generate_key(**GENERATE)


@pytest.mark.parametrize(
    "other",
    [
        ("other", "f", Limits(), RenderSettings()),
        ("program", "g", Limits(), RenderSettings()),
        ("program", "f", Limits(cpu_s=1), RenderSettings()),
        ("program", "f", Limits(), RenderSettings(dpi=100)),
    ],
)
def test_everything_that_can_change_a_rendering_changes_its_key(other: tuple) -> None:
    assert keys.render_key(*other) != keys.render_key("program", "f", Limits(), RenderSettings())


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("reference_sha256", "2" * 64),
        ("image_sha256", None),
        ("elements", ["a", "drawing", "b", ""]),
        ("elements", ["a", None, None, ""]),
        ("elements", ["a", None, "c", ""]),
        ("outcome", "timeout"),
        ("metrics", "{}"),
        ("metrics", canonical_json({"pixel": {"version": 2, "parameters": {"tolerance": 1.5}}})),
        ("metrics", canonical_json({"pixel": {"version": 1, "parameters": {"tolerance": 1.6}}})),
    ],
)
def test_everything_that_can_change_a_score_changes_its_key(field: str, other: object) -> None:
    assert keys.score_key(**{**SCORE, field: other}) != keys.score_key(**SCORE)


def test_the_key_of_a_score_is_the_hash_of_one_json_object() -> None:
    named = {"stage": "score", "reference": "0" * 64, "image": "1" * 64, "elements": ["a", None, "b", ""]}
    assert keys.score_key(**SCORE) == sha256_json({**named, "outcome": "ok", "metrics": METRICS})


def test_a_picture_and_its_program_decide_the_key_of_a_reference() -> None:
    keys_of = [keys.picture_key(*pair) for pair in (("a", None), ("b", None), ("a", "k"), ("a", "l"))]
    assert len(set(keys_of)) == 4


def test_a_program_with_lone_surrogates_has_a_key() -> None:
    assert len(keys.render_key("x = '\ud800'", "f", Limits(), RenderSettings())) == 64
