import json
from pathlib import Path

import pytest
from openai_server import OpenAIServer, RecordedRequest, Reply, answer
from pipeline_fakes import FakeModel, FakeRenderer, FakeScorer, Silent, make_run, program, program_rows, write_task
from pipeline_fakes import answer as fenced

from stem2code_eval.data.task import load_task
from stem2code_eval.errors import UserError
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.judge.pair import ImagePair, code_pair
from stem2code_eval.judge.prompt import write_prompt
from stem2code_eval.judge.rubric import Rubric, read_rubrics
from stem2code_eval.models.protocol import Picture
from stem2code_eval.pipeline.judging import make_judging
from stem2code_eval.pipeline.runner import execute
from stem2code_eval.pipeline.store import Store

WEIGHTS = {
    "image": {"structure": 30, "position": 30, "text": 10, "style": 20, "clarity": 10},
    "code": {"layout": 20, "quantity": 20, "position": 30, "relations": 20, "quality": 10},
}
PICTURES = ImagePair(Picture(b"a", "image/png"), Picture(b"b", "image/png"))
PROGRAMS = code_pair("print('one')\n", "print('{reference} {mark} {reply}')\n")

THEIRS = """
name: theirs
image:
  form: score_line
  text: |
    The first image is the ground truth, the second was generated.
    Answer with {"nothing": 1} but a line Score: ${total score}/100
code:
  form: score_line
  text: |
    Reference:
    {reference}
    Candidate:
    {candidate}
    Score them.
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "prompts.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("kind", WEIGHTS)
def test_our_criteria_are_weighed_as_in_the_paper(kind: str) -> None:
    rubric = read_rubrics(None)[kind]
    assert {name: criterion.most for name, criterion in rubric.criteria.items()} == WEIGHTS[kind]
    assert rubric.can_swap


@pytest.mark.parametrize("kind", WEIGHTS)
def test_every_placeholder_of_ours_is_filled(kind: str) -> None:
    pair = PICTURES if kind == "image" else code_pair("x = 1\n", "y = 1\n")
    text = write_prompt(read_rubrics(None)[kind], pair, swapped=False)
    assert "{" not in text.replace('{"', "").replace('": {', "")
    assert all(f"{name} (0 to {most})" in text for name, most in WEIGHTS[kind].items())


def test_what_a_program_says_is_never_taken_for_a_placeholder() -> None:
    assert "print('{reference} {mark} {reply}')" in write_prompt(read_rubrics(None)["code"], PROGRAMS, swapped=False)


def test_the_order_is_told_to_the_judge() -> None:
    rubric = read_rubrics(None)["image"]
    assert "The first picture is the REFERENCE. The second picture is the CANDIDATE." in write_prompt(
        rubric, PICTURES, swapped=False
    )
    assert "The first picture is the CANDIDATE. The second picture is the REFERENCE." in write_prompt(
        rubric, PICTURES, swapped=True
    )


def test_a_file_of_the_users_own_is_asked_word_by_word(tmp_path: Path) -> None:
    rubrics = read_rubrics(write(tmp_path, THEIRS))
    image = write_prompt(rubrics["image"], PICTURES, swapped=False)
    assert image.endswith('Answer with {"nothing": 1} but a line Score: ${total score}/100')
    code = write_prompt(rubrics["code"], PROGRAMS, swapped=False)
    assert code.index("print('one')") < code.index("Candidate:") < code.index("print('{reference}")
    assert not rubrics["image"].can_swap
    assert not rubrics["code"].can_swap


def test_a_kind_that_a_file_leaves_out_keeps_ours(tmp_path: Path) -> None:
    text = "name: mine\nimage:\n  criteria:\n    all: {most: 100, about: Everything.}\n  text: Compare. {order}\n"
    rubrics = read_rubrics(write(tmp_path, text))
    assert rubrics["code"] == read_rubrics(None)["code"]
    prompt = write_prompt(rubrics["image"], PICTURES, swapped=False)
    assert '{"all": {"evidence": "...", "score": 0}}' in prompt, "the form of the answer is added"


def test_any_change_of_a_rubric_is_another_rubric() -> None:
    first = Rubric(text="a", form="score_line")
    assert first.hash == Rubric(text="a", form="score_line").hash
    assert first.hash != Rubric(text="b", form="score_line").hash
    assert len({read_rubrics(None)[kind].hash for kind in WEIGHTS}) == 2


def test_free_text_answers_give_scores_in_a_run(tmp_path: Path) -> None:
    replies = {"s0": "Fine.\n\n**Score:** 85/100", "s1": "Score: 250/100"}

    def judge(request: RecordedRequest) -> Reply:
        assert "response_format" not in request.body
        return answer(replies["s1" if "second" in json.dumps(request.prompt) else "s0"])

    text = "name: t\ncode:\n  form: score_line\n  text: |\n    {programs}\n"
    task = load_task(str(write_task(tmp_path / "task", program_rows(2))))
    model = FakeModel({"s0": fenced(program("one")), "s1": fenced(program("second"))})
    with OpenAIServer(judge) as server, Store(tmp_path / "run", print) as store:
        choice = JudgeChoice(code=("openai/j",), base_url=server.base_url, prompts=write(tmp_path, text))
        run = make_run(task, model, FakeRenderer(), judging=make_judging(choice))
        results = execute(run, store, Silent(), FakeScorer())
    assert results["outcomes"] == {"ok": 1, "judge_error": 1}
    assert results["metrics"]["code_score"]["bounds"] == [42.5, 85.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: x\n", "neither an image nor a code section"),
        ("- a\n", "the file"),
        ("name: x\nimage: {text: a}\n", "the criteria have 0 points together; they need 100"),
        ("name: x\nimage:\n  text: a\n  criteria:\n    a: {most: 60, about: b}\n", "60 points together"),
        ("name: x\nimage: {form: score_line, text: 'see {programs}'}\n", "sees pictures only"),
        ("name: x\ncode: {form: score_line, text: 'see {reference}'}\n", "needs {programs}, or both"),
        ("name: x\ncode: {form: free, text: '{programs}'}\n", "code.form"),
        ("name: x\nimages: {}\n", "images"),
        ("name: [\n", "not YAML"),
    ],
)
def test_a_file_of_another_form_is_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as raised:
        read_rubrics(write(tmp_path, text))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Cannot read the judge's prompts"):
        read_rubrics(tmp_path / "none.yaml")
