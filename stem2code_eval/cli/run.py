"""`stem2code-eval run`: ask a model to redraw the figures of a task, draw what it wrote, and score it."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    model: Annotated[
        str,
        typer.Option(
            help="openai/NAME (with --base-url), replay/FILE.jsonl, baseline/reference, baseline/tracer or "
            "baseline/blank."
        ),
    ],
    task: Annotated[str, typer.Option(help="A task's name, or a folder with samples.jsonl.")] = "stem_figures",
    split: Annotated[str | None, typer.Option(help="A split of the task; its default if left out.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most this many figures, balanced over the subjects.")
    ] = None,
    subjects: Annotated[str | None, typer.Option(help="Only these subjects, separated by commas.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The run folder; an existing one is continued. runs/TASK-MODEL-DATE if left out."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the choice by --limit and of the intervals.")] = 0,
    sandbox: Annotated[str, typer.Option(help="auto, docker, bubblewrap or native.")] = "auto",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Programs drawn at once; the number of cores if left out.")
    ] = None,
    cpu_seconds: Annotated[float, typer.Option(min=0.1, help="CPU limit of a program.")] = 30.0,
    wall_seconds: Annotated[float, typer.Option(min=0.1, help="Wall-clock limit of a program.")] = 60.0,
    memory_mb: Annotated[int, typer.Option(min=64, help="Memory limit of a program, in MiB.")] = 2048,
    dpi: Annotated[int, typer.Option(min=10, max=600, help="Pixels per inch of the pictures.")] = 150,
    concurrency: Annotated[int, typer.Option(min=1, help="Requests to the model at once.")] = 8,
    metrics: Annotated[str | None, typer.Option(help="Separated by commas; the task's own if left out.")] = None,
    clip_model: Annotated[
        str | None, typer.Option(help="Of the metric clip: open_clip's name of a model, or its configuration (.json).")
    ] = None,
    clip_weights: Annotated[
        str | None, typer.Option(help="Of the metric clip: a file, a tag in the local cache, or TAG=FILE.")
    ] = None,
    base_url: Annotated[str | None, typer.Option(help="Address of an OpenAI-compatible server.")] = None,
    api_key_env: Annotated[
        str | None,
        typer.Option(help="Name of the environment variable that holds the key; OPENAI_API_KEY if left out."),
    ] = None,
    model_args: Annotated[str | None, typer.Option(help="k=v,... for the backend.")] = None,
    gen_args: Annotated[
        str | None, typer.Option(help="k=v,... for sampling, such as temperature=0,max_tokens=4096.")
    ] = None,
    min_coverage: Annotated[
        float,
        typer.Option(min=0, max=100, help="Per cent of figures that need a result; below, exit code 3."),
    ] = 100.0,
    quiet: Annotated[bool, typer.Option("--quiet", help="Plain lines instead of a live bar.")] = False,
) -> None:
    """Evaluate a model; the same command again goes on where an interrupted one stopped."""
    from stem2code_eval.metrics.clip.metric import ClipChoice
    from stem2code_eval.pipeline.launch import Options, launch
    from stem2code_eval.render.types import Limits, RenderSettings

    options = Options(
        model=model,
        task=task,
        split=split,
        limit=limit,
        subjects=words(subjects),
        out=out,
        seed=seed,
        sandbox=sandbox,
        workers=workers,
        concurrency=concurrency,
        metrics=words(metrics),
        base_url=base_url,
        api_key_env=api_key_env,
        model_args=model_args,
        gen_args=gen_args,
        min_coverage=min_coverage,
        quiet=quiet,
        limits=Limits(cpu_s=cpu_seconds, wall_s=wall_seconds, memory_mb=memory_mb),
        settings=RenderSettings(dpi),
        clip=ClipChoice(clip_model, clip_weights),
    )
    code = launch(options)
    if code:
        raise typer.Exit(code)


def words(text: str | None) -> tuple[str, ...]:
    """Return the words between the commas of an option."""
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())
