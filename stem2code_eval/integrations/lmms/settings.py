"""What the user says to our side of an lmms-eval process: one environment variable, a JSON object."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from stem2code_eval.errors import UserError
from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.registry import did_you_mean

VARIABLE = "STEM2CODE_LMMS"


class Settings(BaseModel):
    """The content of the variable; `stem2code-eval lmms` writes it, and whoever calls lmms-eval alone may."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    out: Path | None = None
    """The folder for run folders, one a task; None: `runs/TASK-MODEL-DATE`."""
    sandbox: str = "auto"
    workers: int | None = None
    split: str | None = None
    subjects: tuple[str, ...] = ()
    figures: int | None = None
    """At most this many figures, balanced over the subjects: what `run` calls `--limit`."""
    seed: int = 0
    image_judge: tuple[str, ...] = ()
    code_judge: tuple[str, ...] = ()
    judge_base_url: str | None = None
    judge_api_key_env: str | None = None
    judge_args: str | None = None
    judge_prompts: Path | None = None
    judge_votes: int = 1
    report: Path | None = None
    """A file that is told, a JSON object a line, how each task ended; for `stem2code-eval lmms`."""

    @property
    def judges(self) -> JudgeChoice:
        """The judges, as the pipeline takes them.

        Raises:
            UserError: the arguments or the number of votes are wrong.
        """
        from stem2code_eval.pipeline.launch import parse_arguments

        return JudgeChoice(
            image=self.image_judge,
            code=self.code_judge,
            base_url=self.judge_base_url,
            api_key_env=self.judge_api_key_env,
            sampling=parse_arguments(self.judge_args, "judge_args"),
            prompts=self.judge_prompts,
            votes=self.judge_votes,
        )

    def in_environment(self) -> dict[str, str]:
        """Return the variable that says this."""
        return {VARIABLE: self.model_dump_json(exclude_defaults=True)}


def read_settings() -> Settings:
    """Return what the environment says; all defaults without the variable.

    Raises:
        UserError: it is not a JSON object, or holds a field that is unknown or of the wrong type.
    """
    try:
        return Settings.model_validate_json(os.environ.get(VARIABLE) or "{}")
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the value"
        known = did_you_mean(field, list(Settings.model_fields)) if first["type"] == "extra_forbidden" else ""
        raise UserError(f'The environment variable {VARIABLE}: "{field}": {first["msg"]}.{known}') from error
