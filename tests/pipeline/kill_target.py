"""A whole run with stand-ins, in a process of its own that tests kill: `kill_target.py TASK RUN [URL OF A JUDGE]`.

The imports stand in `main`, since every scoring process imports this file too.
"""

import sys
from pathlib import Path

ENDS = ("ok", "ok", "ok", "timeout", "no_figure")


def main() -> int:
    from fake_scoring import fake_scores
    from pipeline_fakes import FakeModel, FakeRenderer, Silent, answer, make_run, program

    from stem2code_eval.data.task import load_task
    from stem2code_eval.judge.choice import JudgeChoice
    from stem2code_eval.pipeline.interrupt import Interrupted
    from stem2code_eval.pipeline.judging import make_judging
    from stem2code_eval.pipeline.runner import execute
    from stem2code_eval.pipeline.scoring import Scorer
    from stem2code_eval.pipeline.store import Store

    task = load_task(sys.argv[1])
    answers = {entry.id: answer(program(f"drawn {at}", ENDS[at % len(ENDS)])) for at, entry in enumerate(task.entries)}
    answers[task.entries[1].id] = "I would rather not."
    judging = None
    if len(sys.argv) > 3:
        judging = make_judging(JudgeChoice(image=("openai/j",), code=("openai/j",), base_url=sys.argv[3], votes=2))
    run = make_run(task, FakeModel(answers, delay_s=0.01), FakeRenderer(delay_s=0.01), judging=judging)
    with Store(Path(sys.argv[2]), lambda text: print(text, flush=True)) as store:
        try:
            execute(run, store, Silent(), Scorer(1, fake_scores))
        except Interrupted as interrupted:
            return interrupted.exit_code
    print(f"asked {len(run.model.asked)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
