"""Answers for one model class of lmms-eval, in an environment of its own: `python lmms_worker.py`.

It is started by `lmms.py` and stands alone: nothing of stem2code_eval is imported, only lmms-eval 0.7. Frames (see
`frames.py`) come over standard input and go over what was standard output; whatever the model prints goes to standard
error.

    here:  {"model", "model_args", "batch_size"}
    there: {"ready": {"class", "chat"}} or {"failed": sentence}
    here:  {"batch": number, "gen_kwargs", "requests": [{"prompt", "image": base64}]}
    there: {"batch": number, "answers": [{"text", "input_tokens", "output_tokens"}]}
           or {"batch": number, "error": sentence}

It ends when standard input does.
"""

import base64
import copy
import io
import json
import os
import sys
import traceback
from typing import Any, BinaryIO

TASK = "stem2code"
SPLIT = "test"


def main() -> None:
    """Take over the pipes, build the model, and answer until there are no more frames."""
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if entry != folder]  # our vllm.py is not the one that others import
    here, there = _pipes()
    order = _read(here)
    if order is None:
        return
    try:
        model = _build(order)
    except Exception as error:  # whatever a model class raises is a sentence for the user
        traceback.print_exc()
        _write(there, {"failed": _sentence(error)})
        return
    chat = not getattr(model, "is_simple", True)
    _write(there, {"ready": {"class": f"{type(model).__module__}.{type(model).__qualname__}", "chat": chat}})
    documents: dict[int, dict[str, Any]] = {}
    model.task_dict[TASK] = {SPLIT: documents}
    first = 0
    while (order := _read(here)) is not None:
        documents.clear()
        for at, request in enumerate(order["requests"]):
            # numbers are not used again: some classes remember what they did for a document
            documents[first + at] = {"prompt": request["prompt"], "image": _picture(request["image"])}
        first += len(documents)
        try:
            answers = _answers(model, chat, documents, order["gen_kwargs"])
        except Exception as error:
            traceback.print_exc()
            _write(there, {"batch": order["batch"], "error": _sentence(error)})
        else:
            _write(there, {"batch": order["batch"], "answers": answers})


def _pipes() -> "tuple[BinaryIO, BinaryIO]":
    """Return the pipes of the protocol, and leave the standard streams where nothing said there can do harm."""
    here, there = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    os.dup2(2, 1)
    return here, there


def _build(order: "dict[str, Any]") -> Any:
    from lmms_eval.models import get_model
    from lmms_eval.utils import handle_arg_string

    arguments = {name: handle_arg_string(v) if isinstance(v, str) else v for name, v in order["model_args"].items()}
    model = get_model(order["model"]).create_from_arg_string("", {**arguments, "batch_size": order["batch_size"]})
    if hasattr(model, "eval"):
        model.eval()
    return model


def _answers(
    model: Any, chat: bool, documents: "dict[int, dict[str, Any]]", gen_kwargs: "dict[str, Any]"
) -> "list[dict[str, Any]]":
    from lmms_eval.api.instance import Instance, unwrap_generation_output

    instances = []
    for number, document in documents.items():
        arguments = copy.deepcopy(gen_kwargs)
        call: tuple[Any, ...]
        if chat:
            call = (document["prompt"], _messages, arguments, number, TASK, SPLIT)
        else:
            call = (document["prompt"], arguments, _visuals, number, TASK, SPLIT)
        metadata = {"task": TASK, "doc_id": number, "repeats": 1, "split": SPLIT}
        instances.append(
            Instance(request_type="generate_until", arguments=call, idx=0, metadata=metadata, doc=document)
        )
    answers = []
    for output in model.generate_until(instances):
        text, counts = unwrap_generation_output(output)
        answers.append(
            {
                "text": text,
                "input_tokens": getattr(counts, "input_tokens", None),
                "output_tokens": getattr(counts, "output_tokens", None),
            }
        )
    return answers


def _visuals(document: "dict[str, Any]") -> "list[Any]":
    return [document["image"]]


def _messages(document: "dict[str, Any]") -> "list[dict[str, Any]]":
    image, text = {"type": "image", "url": document["image"]}, {"type": "text", "text": document["prompt"]}
    return [{"role": "user", "content": [image, text]}]


def _picture(encoded: str) -> Any:
    """Return the picture as lmms-eval's own tasks give it: RGB; what is transparent is shown on white."""
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(encoded))) as image:
        if image.mode == "RGB":
            return image.copy()
        full = image.convert("RGBA")
    page = Image.new("RGBA", full.size, "white")
    page.alpha_composite(full)
    return page.convert("RGB")


def _sentence(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:2000]


def _read(pipe: BinaryIO) -> "dict[str, Any] | None":
    head = pipe.read(4)
    if len(head) < 4:
        return None
    length = int.from_bytes(head, "big")
    data = pipe.read(length)
    return json.loads(data) if len(data) == length else None


def _write(pipe: BinaryIO, value: "dict[str, Any]") -> None:
    data = json.dumps(value).encode("ascii")
    pipe.write(len(data).to_bytes(4, "big") + data)
    pipe.flush()


if __name__ == "__main__":
    main()
