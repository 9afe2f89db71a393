"""What the leaderboard's site weighs and how fast it opens, with many entries of many figures.

    python benchmarks/board_site.py [--entries 500] [--samples 2000] [--rounds 3] > docs/measured/board_site.json

The entries are made up; the pages are real, opened from `file://` in Debian's Chromium. Times are the lowest of some
rounds, in milliseconds. By the clock, which other work on the machine moves: `painted`, the first contentful paint, and
`loaded`, the `load` event. By the processor, which it hardly moves: `open_cpu`, what the main thread spent until the
page was loaded (and drawn), and `sort_cpu`, what one sort of the whole table took with its layout. `shift` is the
layout shift (1 would be the whole screen). Building is CPU seconds.

Prints one JSON object.
"""

import argparse
import gzip
import json
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from ways.machine import machine

from stem2code_eval.board.site import build_site

METRICS = ("exec_rate", "pixel", "ssim", "geometry", "text", "topology", "style", "elements", "reconstruction")
SUBJECTS = tuple(f"subject_{at}" for at in range(11))
_SORT = """(column) => {
  const table = document.querySelector("table.sortable");
  Array.from(table.tHead.rows[0].cells).find((each) => each.dataset.column === column).querySelector("button").click();
  table.getBoundingClientRect();
}"""
_WATCH = """window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((each) => { window.shift += each.value; }))
  .observe({type: "layout-shift", buffered: true});"""
_TOLD = """() => ({
  loaded: performance.getEntriesByType("navigation")[0].loadEventEnd,
  painted: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  shift: window.shift,
  elements: document.querySelectorAll("*").length,
})"""


def made_up(folder: Path, entries: int, samples: int) -> None:
    """Write entries with random scores."""
    dice = random.Random(0)
    for at in range(entries):
        place = folder / "submitted" / f"model-{at}"
        place.mkdir(parents=True)
        skill = dice.uniform(5, 95)
        means = {name: min(max(dice.gauss(skill, 5), 0.0), 100.0) for name in METRICS}
        (place / "entry.json").write_text(json.dumps(_entry(f"provider/some-model-of-{at}", means, samples)))
        with (place / "samples.jsonl").open("w") as file:
            for number in range(samples):
                values = {name: min(max(dice.gauss(skill, 20), 0.0), 100.0) for name in METRICS}
                subject = SUBJECTS[number % len(SUBJECTS)]
                row = {"id": f"figure_family-{number}", "subject": subject, "outcome": "ok", "flags": []}
                file.write(
                    json.dumps({**row, "metrics": {name: round(value, 4) for name, value in values.items()}}) + "\n"
                )


def _entry(model: str, means: dict[str, float], samples: int) -> dict[str, Any]:
    digest = "0" * 64
    return {
        "schema": 1,
        "kind": "submitted",
        "badge": "re_rendered",
        "benchmark": "stem_figures",
        "split": "v1",
        "task_version": 1,
        "protocol": "default",
        "n": samples,
        "coverage": 100.0,
        "model": model,
        "scores": {
            name: {"mean": mean, "interval": [max(mean - 2, 0), min(mean + 2, 100)], "n": samples, "bounds": None}
            for name, mean in means.items()
        },
        "by_subject": {name: {"n": samples // len(SUBJECTS), "scores": means} for name in SUBJECTS},
        "outcomes": {"ok": samples},
        "judges": {"image": None, "code": None},
        "run": {
            **dict.fromkeys(("dataset_hash", "prompt_hash", "fingerprint", "bundle_sha256", "samples_sha256"), digest),
            "package_version": "0.1.0",
            "date": "2025-01-31",
        },
        "source": {},
    }


def weight(path: Path) -> dict[str, int]:
    """Return the bytes of a file, plain and as hosts send it."""
    data = path.read_bytes()
    return {"bytes": len(data), "gzip_bytes": len(gzip.compress(data, 6))}


def _spent(devtools: CDPSession) -> float:
    """Return the milliseconds of the processor that the page's main thread has had."""
    metrics = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    return 1000 * float(metrics["TaskDuration"])


def _wait(page: Page, script: str) -> None:
    while not page.evaluate(script):
        page.wait_for_timeout(5)


def opened(browser: Browser, page: Path, rounds: int, sort: str | None = None, drawn: bool = False) -> dict[str, Any]:
    """Return how long a page takes to open and to be sorted."""
    found: list[dict[str, Any]] = []
    for _ in range(rounds):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        visited = context.new_page()
        visited.add_init_script(_WATCH)
        devtools = context.new_cdp_session(visited)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        visited.goto(page.resolve().as_uri())
        if drawn:
            _wait(visited, "document.querySelectorAll('.plot .main-svg').length > 0")
        _wait(visited, "performance.getEntriesByName('first-contentful-paint').length > 0")
        told = visited.evaluate(_TOLD)
        told["open_cpu"] = spent = _spent(devtools)
        if sort:
            visited.evaluate(_SORT, sort)
            told["sort_cpu"] = _spent(devtools) - spent
        found.append(told)
        context.close()
    lowest = {name: min(each[name] for each in found) for name in found[0] if name != "shift"}
    worst = max(each["shift"] for each in found)
    return {**{name: round(value) for name, value in lowest.items()}, "shift": round(worst, 4), **weight(page)}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        entries, site = Path(folder, "entries"), Path(folder, "site")
        made_up(entries, asked.entries, asked.samples)
        began = time.process_time()
        build_site(entries, site)
        spent = time.process_time() - began
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            pages = {
                "index.html": opened(browser, site / "index.html", asked.rounds, sort="ssim"),
                "model page": opened(browser, site / "models" / "model-0.html", asked.rounds, sort="ssim"),
                "plots.html": opened(browser, site / "plots.html", asked.rounds, drawn=True),
                "methods.html": opened(browser, site / "methods.html", asked.rounds),
            }
            version = browser.version
            browser.close()
        report = {
            "machine": machine(),
            "chromium": version,
            "entries": asked.entries,
            "samples": asked.samples,
            "rounds": asked.rounds,
            "build_cpu_s": round(spent, 1),
            "site_bytes": sum(path.stat().st_size for path in site.rglob("*") if path.is_file()),
            "pages": pages,
            "plotly": weight(site / "assets" / "plotly.min.js"),
        }
    print(json.dumps(report, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
