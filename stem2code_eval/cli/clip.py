"""What the command line says about the metric `clip`: options of `run`, `score` and `pair`."""

from typing import Annotated

import typer

ClipModel = Annotated[
    str | None, typer.Option(help="Of the metric clip: open_clip's name of a model, or its configuration (.json).")
]
ClipWeights = Annotated[
    str | None, typer.Option(help="Of the metric clip: a file, a tag in the local cache, or TAG=FILE.")
]
