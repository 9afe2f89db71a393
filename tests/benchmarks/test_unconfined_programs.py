"""Benchmarks that run programs of ours without the sandbox: what a program saves does not lie about afterwards."""

import json
import subprocess
from pathlib import Path

import pytest
from validity import tracer
from ways import measure

from stem2code_eval.render.launchers.common import runner_environment
from stem2code_eval.render.provision import find_environment
from stem2code_eval.resources import sandbox_folder

SAVES = """
import matplotlib.pyplot as plt
plt.plot([0, 1])
open("notes.txt", "w").close()
plt.savefig("figure.png")
"""


@pytest.mark.parametrize(
    ("driver", "mode"),
    [(measure.DRIVER, "one"), (measure.DRIVER, "many"), (measure.DRIVER, "fork"), (tracer.DRIVER, "")],
)
def test_a_driver_leaves_nothing_in_the_working_folder(driver: Path, mode: str, tmp_path: Path) -> None:
    environment = find_environment()
    if environment is None:
        pytest.skip("the renderer's environment is not built")
    temporary, working = tmp_path / "temporary", tmp_path / "working"
    temporary.mkdir()
    working.mkdir()
    command = [str(environment.python), "-s", "-B", str(driver), str(sandbox_folder()), *filter(None, [mode]), "50"]
    subprocess.run(
        [*command, str(sandbox_folder() / "fonts.toml")],
        input=SAVES.encode() if mode == "one" else json.dumps([SAVES]).encode(),
        env=runner_environment(str(temporary)),
        cwd=working,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    assert list(working.iterdir()) == []
