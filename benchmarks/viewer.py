"""What it costs to build and to use the report of a run of 2,000 samples.

    python benchmarks/viewer.py [--samples N] [--keep DIR]

A run folder is written through the store, with pictures, programs, logs and explanations of their own for each sample.
The report is built in a process of its own, of a quarter of the samples and of all, which shows whether memory grows.
Then Chromium opens it from the disk: until the table can be used, until the first row is on the screen with its
pictures, until a sample that was not fetched before is on the screen, until the rows are sorted and filtered, and the
times between frames while the table is scrolled. Without Chromium, only building is measured.

Prints one JSON object.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from ways.machine import machine
from ways.synthetic_run import write_run

if TYPE_CHECKING:
    from playwright.sync_api import Page

OPENED = 12
"""Samples that are opened; the median counts."""
ROUNDS = 3
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu"]

_BUILD = """
import json, resource, sys, time
from pathlib import Path
from stem2code_eval.report.page import build_report
before = resource.getrusage(resource.RUSAGE_SELF)
started = time.perf_counter()
build_report(Path(sys.argv[1]))
after = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "wall_s": round(time.perf_counter() - started, 1),
    "cpu_s": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
    "peak_mib": round(after.ru_maxrss / 1024),
}))
"""

_READY = """
(() => {
  const look = () => {
    const controls = document.getElementById("controls");
    if (controls && !controls.hidden) requestAnimationFrame(() => { window.readyAt = performance.now(); });
    else requestAnimationFrame(look);
  };
  look();
})()
"""

_FIRST_ROW = """async () => {
  document.getElementById("controls").scrollIntoView({ behavior: "instant" });
  await new Promise(requestAnimationFrame);
  const row = document.querySelector("#samples tbody tr");
  await Promise.all(Array.from(row.querySelectorAll("img"), (image) => image.decode()));
  await new Promise(requestAnimationFrame);
  return performance.now();
}"""

_OPEN = """async (place) => {
  const link = document.querySelectorAll("#samples tbody a")[place];
  const started = performance.now();
  link.click();
  while (document.querySelector("#sample article")?.dataset.key !== link.closest("tr").dataset.key) {
    await new Promise(requestAnimationFrame);
  }
  const fetched = performance.now();
  await Promise.all(Array.from(document.querySelectorAll("#sample img"), (image) => image.decode()));
  await new Promise(requestAnimationFrame);
  const shown = performance.now();
  document.getElementById("close").click();
  return [fetched - started, shown - started];
}"""

_CHANGE = """async ([name, value]) => {
  const field = document.getElementById(name);
  const started = performance.now();
  field.value = value;
  field.dispatchEvent(new Event("input"));
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - started;
}"""

_SCROLL = """async () => {
  scrollTo({ top: document.getElementById("controls").offsetTop, behavior: "instant" });
  const frames = [];
  let before = await new Promise(requestAnimationFrame);
  for (let i = 0; i < 300; i += 1) {
    scrollBy({ top: 120, behavior: "instant" });
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  }
  return frames;
}"""


def _built(run: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", _BUILD, str(run)], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def _size(folder: Path) -> dict[str, Any]:
    files = [each for each in folder.rglob("*") if each.is_file()]
    return {"files": len(files), "mib": round(sum(each.stat().st_size for each in files) / 2**20, 1)}


def _used(page: "Page", address: str, samples: int) -> dict[str, Any]:
    page.add_init_script(_READY)
    page.goto(address)
    page.wait_for_function("window.readyAt")
    ready, first_row = page.evaluate("window.readyAt"), page.evaluate(_FIRST_ROW)
    step = samples // OPENED
    opened = [page.evaluate(_OPEN, 1 + place * step) for place in range(OPENED)]
    sort = [page.evaluate(_CHANGE, ["sort", name]) for name in ("pixel", "-pixel", "id", "")]
    filtered = [page.evaluate(_CHANGE, ["text", text]) for text in ("7", "17", "")]
    frames = sorted(page.evaluate(_SCROLL))
    return {
        "ready_ms": round(ready),
        "first_row_on_screen_ms": round(first_row),
        "sample_fetched_ms": round(median(fetched for fetched, _ in opened)),
        "sample_on_screen_ms": round(median(shown for _, shown in opened)),
        "sort_ms": round(median(sort)),
        "filter_ms": round(median(filtered)),
        "scroll_frames": {
            "n": len(frames),
            "median_ms": round(median(frames), 1),
            "p95_ms": round(frames[int(0.95 * len(frames))], 1),
            "longest_ms": round(frames[-1], 1),
        },
        "elements": page.evaluate("document.querySelectorAll('*').length"),
        "heap_mib": round(page.evaluate("performance.memory.usedJSHeapSize") / 2**20, 1),
    }


def _browsed(chromium: str, index: Path, samples: int) -> tuple[str, list[dict[str, Any]]]:
    from playwright.sync_api import sync_playwright

    desk = {"width": 1280, "height": 900}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        rounds = [_used(browser.new_page(viewport=desk), index.resolve().as_uri(), samples) for _ in range(ROUNDS)]
        version = browser.version
        browser.close()
    return version, rounds


def main() -> int:
    """Build, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--keep", type=Path, help="Write the run folder here and leave it.")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="viewer-"))
    try:
        quarter, whole = folder / "quarter", folder / "whole"
        write_run(quarter, options.samples // 4)
        write_run(whole, options.samples)
        build = {str(options.samples // 4): _built(quarter), str(options.samples): _built(whole)}
        index = whole / "report" / "index.html"
        chromium = shutil.which("chromium")
        version, rounds = _browsed(chromium, index, options.samples) if chromium else (None, [])
        report = {
            "machine": machine(),
            "load": [round(each, 1) for each in os.getloadavg()],
            "samples": options.samples,
            "build": build,
            "report": _size(whole / "report"),
            "index_mib": round(index.stat().st_size / 2**20, 1),
            "chromium": version,
            "rounds": rounds,
        }
        print(json.dumps(report, indent=2))
    finally:
        if options.keep is None:
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
