"""The outcomes a sample can end in. Every sample ends in exactly one, and all samples stay in the denominator."""

from enum import StrEnum


class Outcome(StrEnum):
    """How one sample ended."""

    OK = "ok"
    NO_CODE = "no_code"
    TRUNCATED = "truncated"
    SYNTAX_ERROR = "syntax_error"
    IMPORT_ERROR = "import_error"
    RUNTIME_ERROR = "runtime_error"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    RESOURCE_LIMIT = "resource_limit"
    CRASH = "crash"
    NO_FIGURE = "no_figure"
    BAD_IMAGE = "bad_image"
    TAMPERED = "tampered"

    DATA_ERROR = "data_error"
    """The row, its picture or its reference program is broken, so nothing could be asked or compared."""
    NOT_ASKED = "not_asked"
    """The budget was spent before the model could be asked."""
    MODEL_ERROR = "model_error"
    SANDBOX_ERROR = "sandbox_error"
    JUDGE_ERROR = "judge_error"

    @property
    def is_models_own(self) -> bool:
        """True when the model answers for this outcome: it is scored (0 unless `ok`) and may be stored.

        False for faults of ours or of the network: never scored, never stored, retried on the next run.
        """
        return self not in _INFRASTRUCTURE


_INFRASTRUCTURE = frozenset(
    {Outcome.DATA_ERROR, Outcome.NOT_ASKED, Outcome.MODEL_ERROR, Outcome.SANDBOX_ERROR, Outcome.JUDGE_ERROR}
)
