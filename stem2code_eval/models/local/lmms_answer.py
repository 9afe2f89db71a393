"""What an output of lmms-eval 0.7 means: an answer of the model's, or a failure that was written down as one.

Classes of lmms-eval return text for every request, also where the request failed: a mark of their own, or nothing.
A mark or an empty text that comes without a single counted token is taken for a failure, so that no failure is scored
as an answer; with tokens it is what the model wrote.
"""

from typing import Any

from stem2code_eval.models.protocol import ModelError, Response, Usage

FAILURE_MARKS = ("[LMMS_EVAL_REQUEST_FAILED", "[LMMS_EVAL_BUDGET_EXCEEDED", "[GENERATION_FAILED")


def read_answer(answer: Any, max_new_tokens: int) -> Response | ModelError:
    """Return the response in one answer of the worker, or the reason why there is none.

    lmms-eval drops the finish reason. It is `length` where the counted tokens reached the limit, else unknown.

    Args:
        answer: `{"text", "input_tokens", "output_tokens"}`.
        max_new_tokens: the limit that the model was given.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        return ModelError("the class returned something that is no text")
    text = answer["text"]
    prompt, completion = (_count(answer.get(name)) for name in ("input_tokens", "output_tokens"))
    if not completion:
        if text.lstrip().startswith(FAILURE_MARKS):
            return ModelError(text.strip())
        if not text.strip():
            return ModelError(
                "the class returned an empty text and counted no tokens, as classes do where a request failed"
            )
    usage = None if prompt is None and completion is None else Usage(prompt or 0, completion or 0)
    finish_reason = "length" if completion is not None and completion >= max_new_tokens else None
    return Response(text, finish_reason, usage)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
