"""`stem2code-eval run`: ask a model to redraw the figures of a task, draw what it wrote, and score it."""

from pathlib import Path
from typing import Annotated

import typer

from stem2code_eval.cli import options


def command(
    model: Annotated[
        str,
        typer.Option(
            help="openai/NAME (with --base-url), vllm/HF_ID_OR_PATH, lmms/MODEL, replay/FILE.jsonl, "
            "baseline/reference, baseline/tracer or baseline/blank."
        ),
    ],
    task: Annotated[str, typer.Option(help="A task's name, or a folder with samples.jsonl.")] = "stem_figures",
    split: options.Split = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most this many figures, balanced over the subjects.")
    ] = None,
    subjects: options.Subjects = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The run folder; an existing one is continued. runs/TASK-MODEL-DATE if left out."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the choice by --limit and of the intervals.")] = 0,
    sandbox: options.Sandbox = "auto",
    workers: options.Workers = None,
    protocol: Annotated[
        str, typer.Option(help="default, or paper: the numbers of arXiv 2603.10757, at its resolution and time limit.")
    ] = "default",
    cpu_seconds: Annotated[
        float | None, typer.Option(min=0.1, help="CPU limit of a program; 30 if left out (paper: 120).")
    ] = None,
    wall_seconds: Annotated[
        float | None, typer.Option(min=0.1, help="Wall-clock limit of a program; 60 if left out (paper: 120).")
    ] = None,
    memory_mb: Annotated[
        int | None, typer.Option(min=64, help="Memory limit of a program, in MiB; 2048 if left out.")
    ] = None,
    dpi: Annotated[
        int | None, typer.Option(min=10, max=600, help="Pixels per inch of the pictures; 150 if left out (paper: 300).")
    ] = None,
    concurrency: Annotated[int, typer.Option(min=1, help="Requests to the model at once.")] = 8,
    metrics: Annotated[str | None, typer.Option(help="Separated by commas; the task's own if left out.")] = None,
    clip_model: options.ClipModel = None,
    clip_weights: options.ClipWeights = None,
    base_url: Annotated[str | None, typer.Option(help="Address of an OpenAI-compatible server.")] = None,
    api_key_env: Annotated[
        str | None,
        typer.Option(help="Name of the environment variable that holds the key; OPENAI_API_KEY if left out."),
    ] = None,
    model_args: Annotated[str | None, typer.Option(help="k=v,... for the backend.")] = None,
    gen_args: Annotated[
        str | None, typer.Option(help="k=v,... for sampling, such as temperature=0,max_tokens=4096.")
    ] = None,
    request_timeout: Annotated[float, typer.Option(min=0.1, help="Seconds for one attempt at an answer.")] = 1800.0,
    idle_timeout: Annotated[float, typer.Option(min=0.1, help="Seconds of silence within an attempt.")] = 600.0,
    total_timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds for one answer over all its attempts.")
    ] = 7200.0,
    max_retries: Annotated[int, typer.Option(min=0, help="Attempts after the first one.")] = 6,
    repeats: Annotated[int, typer.Option(min=1, help="Answers to each figure.")] = 1,
    max_pixels: Annotated[
        int | None, typer.Option(min=1, help="Make larger pictures smaller before they are sent.")
    ] = None,
    prices: Annotated[
        Path | None,
        typer.Option(help="Table of prices by the token; ~/.config/stem2code-eval/prices.yaml if left out."),
    ] = None,
    max_cost_usd: Annotated[
        float | None, typer.Option(min=0, help="Ask no more once the run has cost so much.")
    ] = None,
    max_tokens_total: Annotated[
        int | None, typer.Option(min=0, help="Ask no more once the run has used so many tokens.")
    ] = None,
    image_judge: options.ImageJudge = None,
    code_judge: options.CodeJudge = None,
    judge_base_url: options.JudgeBaseUrl = None,
    judge_api_key_env: options.JudgeApiKeyEnv = None,
    judge_args: options.JudgeArgs = None,
    judge_prompts: options.JudgePrompts = None,
    judge_votes: options.JudgeVotes = 1,
    vllm_bin: Annotated[
        str | None, typer.Option(help="For vllm/: the vllm program, or the Python of an environment that has it.")
    ] = None,
    vllm_args: Annotated[
        str | None,
        typer.Option(help='For vllm/: arguments of the server, such as "--tensor-parallel-size 2 --dtype float32".'),
    ] = None,
    lmms_python: Annotated[
        str | None, typer.Option(help="For lmms/: the Python of an environment that has lmms-eval.")
    ] = None,
    min_coverage: options.MinCoverage = 100.0,
    quiet: options.Quiet = False,
) -> None:
    """Evaluate a model; the same command again goes on where an interrupted one stopped."""
    from stem2code_eval.metrics.clip.metric import ClipChoice
    from stem2code_eval.pipeline.launch import launch
    from stem2code_eval.pipeline.options import Options
    from stem2code_eval.pipeline.protocols import chosen_limits, chosen_settings, get_protocol

    reporting = get_protocol(protocol)
    chosen = Options(
        model=model,
        task=task,
        split=split,
        limit=limit,
        subjects=options.words(subjects),
        out=out,
        seed=seed,
        sandbox=sandbox,
        workers=workers,
        concurrency=concurrency,
        metrics=options.words(metrics),
        base_url=base_url,
        api_key_env=api_key_env,
        model_args=model_args,
        gen_args=gen_args,
        vllm_bin=vllm_bin,
        vllm_args=vllm_args,
        lmms_python=lmms_python,
        min_coverage=min_coverage,
        quiet=quiet,
        request_timeout=request_timeout,
        idle_timeout=idle_timeout,
        total_timeout=total_timeout,
        max_retries=max_retries,
        repeats=repeats,
        max_pixels=max_pixels,
        prices=prices,
        max_cost_usd=max_cost_usd,
        max_tokens_total=max_tokens_total,
        judges=options.judge_choice(
            image_judge,
            code_judge,
            (judge_base_url, base_url),
            (judge_api_key_env, api_key_env),
            judge_args,
            judge_prompts,
            judge_votes,
            concurrency,
            prices,
        ),
        limits=chosen_limits(reporting, cpu_seconds, wall_seconds, memory_mb),
        settings=chosen_settings(reporting, dpi),
        protocol=reporting,
        clip=ClipChoice(clip_model, clip_weights),
    )
    code = launch(chosen)
    if code:
        raise typer.Exit(code)
