"""What the user chose for a run."""

from dataclasses import dataclass, field
from pathlib import Path

from stem2code_eval.judge.choice import JudgeChoice
from stem2code_eval.metrics.clip.metric import ClipChoice
from stem2code_eval.pipeline.protocols import DEFAULT, Protocol
from stem2code_eval.render.types import Limits, RenderSettings


@dataclass(frozen=True, slots=True)
class Options:
    """What the user chose; see `stem2code_eval.cli.run` for each."""

    model: str
    task: str
    split: str | None
    limit: int | None
    subjects: tuple[str, ...]
    out: Path | None
    seed: int
    sandbox: str
    workers: int | None
    concurrency: int
    metrics: tuple[str, ...]
    base_url: str | None
    api_key_env: str | None
    model_args: str | None
    gen_args: str | None
    min_coverage: float
    quiet: bool
    request_timeout: float = 1800.0
    idle_timeout: float = 600.0
    total_timeout: float = 7200.0
    max_retries: int = 6
    repeats: int = 1
    max_pixels: int | None = None
    prices: Path | None = None
    max_cost_usd: float | None = None
    max_tokens_total: int | None = None
    judges: JudgeChoice = field(default_factory=JudgeChoice)
    limits: Limits = field(default_factory=Limits)
    settings: RenderSettings = field(default_factory=RenderSettings)
    vllm_bin: str | None = None
    vllm_args: str | None = None
    lmms_python: str | None = None
    protocol: Protocol = DEFAULT
    clip: ClipChoice = field(default_factory=ClipChoice)
