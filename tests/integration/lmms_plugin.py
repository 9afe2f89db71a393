"""Writes a plug-in of lmms-eval with model classes for tests, to be named in LMMS_EVAL_PLUGINS."""

from pathlib import Path

_CLASSES = '''
import os, sys
from lmms_eval.api.instance import GenerationResult, TokenCounts
from lmms_eval.api.model import lmms


class Noisy(lmms):
    """Says what it was given, and talks in between wherever it can."""

    def __init__(self, batch_size=1, flag=None, number=None, **rest):
        super().__init__()
        print("built on standard output", flush=True)
        os.write(1, b"and past Python's buffers\\n")
        self.about = f"flag={flag!r} number={number!r} batch_size={batch_size!r} rest={rest!r}"
        self.calls = 0

    def generate_until(self, requests):
        self.calls += 1
        os.system("echo from a child")
        assert sys.stdin.read() == ""
        answers = []
        for context, kwargs, doc_to_visual, doc_id, task, split in [request.args for request in requests]:
            (image,) = doc_to_visual(self.task_dict[task][split][doc_id])
            kwargs.pop("until")
            said = f"{context}|{image.mode} {image.size} {image.getpixel((0, 0))}|{kwargs}|{self.about}"
            said += f"|call {self.calls} of {len(requests)}, document {doc_id}"
            answers.append(GenerationResult(said, TokenCounts(input_tokens=3, output_tokens=kwargs["max_new_tokens"])))
        return answers

    def loglikelihood(self, requests):
        raise NotImplementedError

    def generate_until_multi_round(self, requests):
        raise NotImplementedError


class Failing(Noisy):
    """Fails in the ways that classes of lmms-eval have."""

    def generate_until(self, requests):
        context = requests[0].args[0]
        if context == "raise":
            raise RuntimeError("CUDA out of memory")
        if context == "exit":
            os._exit(5)
        return ["" if context == "nothing" else context for _ in requests]
'''


def write_plugin(folder: Path) -> str:
    """Write the plug-in and return its name; the folder has to be in PYTHONPATH."""
    models = folder / "noisy_plugin" / "models"
    models.mkdir(parents=True)
    (models.parent / "__init__.py").write_text("")
    (models / "__init__.py").write_text('AVAILABLE_MODELS = {"noisy": "Noisy", "failing": "Failing"}\n')
    (models / "noisy.py").write_text(_CLASSES)
    (models / "failing.py").write_text("from noisy_plugin.models.noisy import Failing\n")
    return "noisy_plugin"
