"""What a program's process says of itself, checked for its form before anyone looks at its content."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


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
