"""What comes out of a jail besides pixels, checked for its form before anyone looks at its content."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from stem2code_eval.render.jail import Layers


class ExceptionClaim(BaseModel):
    """The exception that ended the program."""

    model_config = ConfigDict(strict=True, extra="forbid")

    type: str = ""
    message: str = ""
    errno: int | None = None
    line: int | None = None


class Claims(BaseModel):
    """The report of `runner.program.run`, with the host's nonce."""

    model_config = ConfigDict(strict=True, extra="forbid")

    state: Literal["syntax_error", "import_error", "runtime_error", "out_of_memory", "no_figure", "figure"]
    nonce: str
    exception: ExceptionClaim | None = None
    figures: int = Field(default=0, ge=0)
    network: bool = False
    width: int = 0
    """Pixels, as `height`."""
    height: int = 0
    elements: int = Field(default=0, ge=0)
    """Bytes of the element list, behind the pixels; 0 where there is none."""
    elements_problem: str = ""


class Facts(BaseModel):
    """What the runner saw of one program (`runner.supervise.Facts`, which says what each field means)."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    nonce: str
    result_size: int = Field(ge=0)
    exit_code: int | None = Field(ge=0, le=255)
    signal: int | None = Field(ge=1, le=64)
    stopped: Literal["", "wall", "cpu", "output", "memory", "processes", "disk", "result", "host_gone"]
    cpu_s: float = Field(ge=0)
    wall_s: float = Field(ge=0)
    run_delay_s: float = Field(ge=0)
    max_rss_mb: float = Field(ge=0)
    leftover: int = Field(ge=0)
    dirty: bool
    oom_kills: int = Field(ge=0)


class Ready(BaseModel):
    """A runner's first frame; what it does not mention is missing."""

    model_config = ConfigDict(strict=True, extra="ignore")

    ready: Literal[True]
    versions: dict[str, str] = {}
    layers: Layers = Layers()
