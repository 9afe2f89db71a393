import json
import signal

import numpy as np
import pytest

from stem2code_eval.outcomes import Outcome
from stem2code_eval.render.claims import Facts
from stem2code_eval.render.decide import NotStarted, Overrun, decide
from stem2code_eval.render.types import Limits
from stem2code_eval.sandbox.runner import frames
from stem2code_eval.sandbox.runner.elements import MAX_BYTES
from stem2code_eval.sandbox.runner.picture import compress

LIMITS = Limits(cpu_s=30, wall_s=60)
NONCE = "n" * 32


def picture() -> bytes:
    pixels = np.full((3, 4, 4), 255, np.uint8)
    pixels[1, 1] = (0, 0, 0, 255)
    return compress(pixels)


def facts(**changes):
    plain = {
        "exit_code": 0,
        "signal": None,
        "stopped": "",
        "cpu_s": 0.1,
        "wall_s": 0.2,
        "run_delay_s": 0.0,
        "max_rss_mb": 200.0,
        "leftover": 0,
        "dirty": False,
        "oom_kills": 0,
        "nonce": NONCE,
    }
    return plain | changes


def verdict(result: bytes, log: bytes = b"", **changes):
    seen = Facts.model_validate(facts(**changes) | {"result_size": len(result)})
    return decide(seen, result + log, LIMITS, NONCE)


def sent(state: str = "figure", pixels: bytes = b"", nonce: str = NONCE, **claims) -> bytes:
    return b"S" + frames.encode({"state": state, "nonce": nonce, "width": 4, "height": 3, **claims}, pixels)


def test_a_figure_is_ok():
    found = verdict(sent(pixels=picture()), b"hello")
    assert found.rendering.outcome is Outcome.OK
    assert (found.rendering.width, found.rendering.height, found.rendering.log) == (4, 3, "hello")
    assert not found.recycle


def elements(**changes) -> bytes:
    plain = {"schema": 1, "width": 4, "height": 3, "dpi": 150.0, "scale": 16, "paper": "ffffffff", "cut": 0}
    return json.dumps({**plain, "groups": [], "clips": [], "elements": [], **changes}).encode()


def with_elements(listed: bytes, claim: int | None = None):
    size = len(listed) if claim is None else claim
    return verdict(sent(pixels=picture() + listed, elements=size)).rendering


def test_a_figure_with_its_elements():
    found = with_elements(elements())
    assert found.outcome is Outcome.OK
    assert found.elements == elements()
    assert found.png == verdict(sent(pixels=picture())).rendering.png


def test_a_figure_whose_elements_were_not_recorded_is_a_figure():
    found = verdict(sent(pixels=picture(), elements_problem="TypeError: x")).rendering
    assert (found.outcome, found.elements) == (Outcome.OK, None)


@pytest.mark.parametrize(
    ("listed", "claim"),
    [
        pytest.param(elements(width=5), None, id="of a wider picture"),
        pytest.param(elements(height=2), None, id="of a lower picture"),
        pytest.param(elements(schema=2), None, id="of another version"),
        pytest.param(elements(more=1), None, id="with an unknown field"),
        pytest.param(elements(elements=[{"kind": "text"}]), None, id="with half an element"),
        pytest.param(b"{", None, id="no JSON"),
        pytest.param(b"\xff\xfe", None, id="no text"),
        pytest.param(b"[" * 100_000, None, id="deeply nested"),
        pytest.param(elements(), 1 << 30, id="claims more than was sent"),
        pytest.param(b" " * (MAX_BYTES + 1) + elements(), None, id="too long"),
    ],
)
def test_what_is_not_a_list_of_the_picture_is_tampered(listed, claim):
    found = with_elements(listed, claim)
    assert found.outcome is Outcome.TAMPERED, found.message
    assert (found.png, found.elements) == (None, None)
    assert "element list" in found.message


@pytest.mark.parametrize("claim", [0, 1])
def test_elements_that_are_not_claimed_are_a_damaged_picture(claim):
    assert with_elements(elements(), claim).outcome in (Outcome.BAD_IMAGE, Outcome.TAMPERED)


@pytest.mark.parametrize(
    ("stopped", "outcome"),
    [
        ("wall", Outcome.TIMEOUT),
        ("cpu", Outcome.TIMEOUT),
        ("output", Outcome.RESOURCE_LIMIT),
        ("processes", Outcome.RESOURCE_LIMIT),
        ("disk", Outcome.RESOURCE_LIMIT),
        ("memory", Outcome.OUT_OF_MEMORY),
        ("result", Outcome.TAMPERED),
    ],
)
def test_a_stop_outweighs_any_claim(stopped, outcome):
    found = verdict(sent(pixels=picture()), stopped=stopped, exit_code=None, signal=9)
    assert found.rendering.outcome is outcome
    assert found.rendering.png is None
    assert found.recycle


@pytest.mark.parametrize(
    ("number", "changes", "outcome"),
    [
        (signal.SIGXCPU, {}, Outcome.TIMEOUT),
        (signal.SIGKILL, {"cpu_s": 31.0}, Outcome.TIMEOUT),
        (signal.SIGKILL, {"oom_kills": 1}, Outcome.OUT_OF_MEMORY),
        (signal.SIGKILL, {}, Outcome.CRASH),
        (signal.SIGXFSZ, {}, Outcome.RESOURCE_LIMIT),
        (signal.SIGSEGV, {}, Outcome.CRASH),
        (signal.SIGABRT, {}, Outcome.CRASH),
    ],
)
def test_signals(number, changes, outcome):
    found = verdict(b"S", exit_code=None, signal=int(number), **changes)
    assert found.rendering.outcome is outcome


@pytest.mark.parametrize(
    "result",
    [
        pytest.param(b"Sgarbage", id="no frame"),
        pytest.param(sent(pixels=picture(), nonce="wrong"), id="another nonce"),
        pytest.param(sent(pixels=picture()) + b"x", id="bytes behind the frame"),
        pytest.param(sent(pixels=picture()) + sent(pixels=picture()), id="two results"),
        pytest.param(sent(state="sandbox_error"), id="a state that is ours"),
        pytest.param(sent(state=["figure"]), id="a state that is no string"),
    ],
)
def test_what_is_not_exactly_one_result_is_tampered(result):
    found = verdict(result)
    assert found.rendering.outcome is Outcome.TAMPERED
    assert found.recycle


def test_a_result_from_a_process_that_failed_is_tampered():
    assert verdict(sent(pixels=picture()), exit_code=1).rendering.outcome is Outcome.TAMPERED


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ({"message": "OSError: full", "errno": 28, "line": 3}, Outcome.RESOURCE_LIMIT),
        ({"message": "BlockingIOError: fork", "errno": 11}, Outcome.RESOURCE_LIMIT),
        ({"message": "RuntimeError: can't start new thread"}, Outcome.RESOURCE_LIMIT),
        ({"message": "OSError: no", "errno": 13}, Outcome.RUNTIME_ERROR),
        ({"message": "ValueError: x"}, Outcome.RUNTIME_ERROR),
    ],
)
def test_exceptions_that_only_say_that_a_limit_was_reached(error, outcome):
    assert verdict(sent("runtime_error", exception=error)).rendering.outcome is outcome


def test_the_message_names_the_line():
    error = {"message": "ValueError: a\nb", "line": 7}
    assert verdict(sent("runtime_error", exception=error)).rendering.message == "line 7: ValueError: a b"


def test_a_process_that_ends_itself():
    assert verdict(b"S").rendering.outcome is Outcome.NO_FIGURE
    assert verdict(b"S", exit_code=70).rendering.outcome is Outcome.RUNTIME_ERROR


def test_a_program_cannot_pass_for_a_failure_of_ours():
    with pytest.raises(NotStarted):
        verdict(b"", b"runner: OSError", exit_code=70)
    assert verdict(b"S", b"runner: OSError", exit_code=70).rendering.outcome is Outcome.RUNTIME_ERROR


def test_a_bad_picture():
    assert verdict(sent(pixels=picture()[:-5])).rendering.outcome is Outcome.BAD_IMAGE
    assert verdict(sent(pixels=picture(), width=5)).rendering.outcome is Outcome.BAD_IMAGE
    assert verdict(sent(pixels=b"")).rendering.outcome is Outcome.BAD_IMAGE


@pytest.mark.parametrize(
    "claims",
    [
        {"exception": {"message": "x", "errno": [28]}},
        {"exception": {"message": ["x"]}},
        {"exception": "x"},
        {"figures": "many"},
        {"figures": -1},
        {"network": {}},
        {"width": 4.0},
        {"height": "3"},
        {"elements": []},
        {"elements": -1},
        {"elements": 1.5},
        {"elements_problem": None},
        {"exception": {"message": "x", "outcome": "ok"}},
    ],
)
def test_claims_of_the_wrong_form_are_tampered(claims):
    assert verdict(sent("runtime_error", **claims)).rendering.outcome is Outcome.TAMPERED


def test_flags():
    found = verdict(sent(pixels=picture(), figures=3, network=True), leftover=2, oom_kills=1)
    assert set(found.rendering.flags) == {"multi_figure", "network", "child_oom", "leftover_process"}
    assert found.recycle


def test_a_program_that_came_to_its_end_with_too_much_cpu_time():
    found = verdict(sent(pixels=picture()), cpu_s=30.5, wall_s=30.75)
    assert (found.rendering.outcome, found.rendering.png) == (Outcome.TIMEOUT, None)
    assert found.overrun == Overrun(30.5, 0.25, ended=True)


@pytest.mark.parametrize("end", [{"stopped": "cpu", "signal": 9}, {"signal": signal.SIGXCPU}, {"signal": 9}])
def test_a_program_that_was_stopped_for_its_cpu_time(end):
    found = verdict(b"S", exit_code=None, **end, cpu_s=60.1, wall_s=70.0, run_delay_s=9.5)
    assert found.rendering.outcome is Outcome.TIMEOUT
    assert found.overrun is not None
    assert (found.overrun.cpu_s, found.overrun.ended) == (60.1, False)
    assert found.overrun.asleep_s == pytest.approx(0.4)


@pytest.mark.parametrize(
    "end", [{"stopped": "memory", "signal": 9}, {"signal": 11}, {"signal": 9}, {"stopped": "output"}]
)
def test_other_ends_are_no_overrun(end):
    assert verdict(b"S", exit_code=None, **end, cpu_s=5.0).overrun is None


def test_programs_that_waited_are_told_from_sleeping_ones():
    stop = {"stopped": "wall", "exit_code": None, "signal": 9, "wall_s": 61.0}
    waited, slept = (verdict(b"S", **stop, cpu_s=0.9, run_delay_s=delay).overrun for delay in (58.0, 0.5))
    assert waited is not None
    assert waited.excused(LIMITS, 1.0)
    assert slept is not None
    assert not slept.excused(LIMITS, 1.0)
    computed = verdict(b"S", **stop, cpu_s=25.0, run_delay_s=0.0).overrun
    assert computed is not None
    assert [computed.excused(LIMITS, slowdown) for slowdown in (1.0, 1.5)] == [False, True]
