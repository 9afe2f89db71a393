"""`stem2code-eval pair`: all metrics for one pair of programs or pictures."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import options


def command(
    ref: Annotated[Path, typer.Argument(help="The reference: a program (.py) or a picture.")],
    cand: Annotated[Path, typer.Argument(help="The candidate: a program (.py) or a picture.")],
    metrics: Annotated[str | None, typer.Option(help="Separated by commas; all but clip if left out.")] = None,
    clip_model: options.ClipModel = None,
    clip_weights: options.ClipWeights = None,
    sandbox: options.Sandbox = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare two figures; programs are drawn in the sandbox first."""
    import json
    from functools import partial

    from rich.console import Console

    from stem2code_eval.metrics.clip.metric import ClipChoice
    from stem2code_eval.metrics.registry import CLIP, METRICS
    from stem2code_eval.pipeline.configured import configure
    from stem2code_eval.pipeline.pairing import compare
    from stem2code_eval.pipeline.summary import print_pair
    from stem2code_eval.render.choose import open_renderer

    said = Console(stderr=True)
    opener = partial(open_renderer, sandbox=sandbox, workers=1, say=partial(said.print, markup=False, highlight=False))
    chosen = options.words(metrics) or tuple(name for name in METRICS.names() if name != CLIP)
    names, configured = configure(chosen, ClipChoice(clip_model, clip_weights), lambda line: None)
    result = compare(ref, cand, names, opener, configured)
    if as_json:
        print(json.dumps(result.to_json()))
    else:
        print_pair(Console(), result)
