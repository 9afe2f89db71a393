"""`task.yaml`: what a task folder says about itself. Every field is optional."""

from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stem2code_eval.errors import UserError
from stem2code_eval.metrics.registry import DEFAULT_METRICS
from stem2code_eval.registry import did_you_mean

TASK_FILE = "task.yaml"
SAMPLES_FILE = "samples.jsonl"
DEFAULT_PROMPT = "redraw_v1.txt"


class TaskFile(BaseModel):
    """The content of a `task.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = None
    """The task's name; the folder's name when absent."""
    version: str = "1"
    """Changes whenever a change of the task changes scores."""
    summary: str = ""
    """One line for `data list`."""
    prompt: str | None = None
    """What the model is asked, as text."""
    prompt_file: str | None = None
    """The same as a file beside `task.yaml`; with neither, our own default prompt is used."""
    metrics: tuple[str, ...] = DEFAULT_METRICS
    """The metrics of a run that names none."""
    splits: dict[str, str] = Field(default_factory=dict)
    """Split name to JSONL file; without any, `samples.jsonl` is the one split."""
    default_split: str | None = None
    """The split of a run that names none; the first when absent."""

    def split_file(self, folder: Path, split: str | None) -> tuple[str | None, Path]:
        """Return the name (None where the task has no splits) and the file of `split`.

        Raises:
            UserError: the task has no such split.
        """
        if not self.splits:
            if split is not None:
                raise UserError(f'{folder} has no splits, so there is no split "{split}"; leave --split out.')
            return None, folder / SAMPLES_FILE
        name = split or self.default_split or next(iter(self.splits))
        if name not in self.splits:
            raise UserError(f'Unknown split "{name}".' + did_you_mean(name, list(self.splits)))
        return name, folder / self.splits[name]

    def prompt_text(self, folder: Path) -> str:
        """Return the prompt, from the file, the text, or our default.

        Raises:
            UserError: `prompt_file` cannot be read.
        """
        if self.prompt is not None:
            return self.prompt
        if self.prompt_file is None:
            return default_prompt()
        path = folder / self.prompt_file
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(f"Cannot read the prompt {path}, which {folder / TASK_FILE} names: {error}.") from error


def read_task_file(folder: Path) -> TaskFile:
    """Return what `task.yaml` in `folder` says; all defaults where there is no such file.

    Raises:
        UserError: the file is not YAML, or holds a field that is unknown or of the wrong type.
    """
    path = folder / TASK_FILE
    if not path.exists():
        return TaskFile()
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"Cannot read {path}: {error}.") from error
    except yaml.YAMLError as error:
        raise UserError(f"{path} is not YAML: {' '.join(str(error).split())}.") from error
    if value is None:
        return TaskFile()
    try:
        return TaskFile.model_validate(value)
    except ValidationError as error:
        raise UserError(f"{path}: {_first_problem(error)}") from error


def default_prompt() -> str:
    """Return the text of our own prompt."""
    return (files("stem2code_eval.data") / "prompts" / DEFAULT_PROMPT).read_text(encoding="utf-8")


def _first_problem(error: ValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(map(str, first["loc"])) or "the file"
    if first["type"] == "extra_forbidden":
        return f'unknown field "{field}".' + did_you_mean(field, list(TaskFile.model_fields))
    return f'"{field}": {first["msg"]}.'
