"""Run folders whose element scores are explained, made by hand."""

import io
import json
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from report_runs import METRICS, NAUGHTY, add, manifest

from stem2code_eval.pipeline.aggregate import aggregate
from stem2code_eval.pipeline.records import ScoreRow
from stem2code_eval.pipeline.store import Store

SIZE = (960, 720)
HOSTILE = "</svg><script>window.hacked = 1</script>"
ELEMENTS = {"geometry": 61.5, "text": 50.0, "topology": 40.0, "style": 80.0, "elements": 57.9, "reconstruction": 60.2}


def item(name: str, state: str, lines: list[list[int]], **more: Any) -> dict[str, Any]:
    """Return a stroke of an explanation, unless `more` says otherwise."""
    score = {"matched": 1.0, "missing": 0.0, "extra": 0.0}.get(state, 0.4)
    return {
        **{"id": name, "kind": "stroke", "state": state, "score": score, "partner": None, "lines": lines, "note": ""},
        **more,
    }


def box(x: int, y: int, width: int, height: int) -> list[int]:
    """Return a closed rectangle."""
    return [x, y, x + width, y, x + width, y + height, x, y + height, x, y]


def explanation(
    reference: list[dict[str, Any]], candidate: list[dict[str, Any]], size: tuple[int, int] = SIZE
) -> dict[str, Any]:
    sides = {"reference": reference, "candidate": candidate}
    return {"schema": 1, **{n: {"width": size[0], "height": size[1], "items": each} for n, each in sides.items()}}


def triangle() -> dict[str, Any]:
    """Return the explanation of a triangle whose corner B moved and lost its label, and that got a line too many."""
    at = {"kind": "text"}
    right = [box(110, 590, 40, 40), box(820, 590, 40, 40), box(390, 45, 40, 40)]
    return explanation(
        [
            item("r0", "matched", [[160, 580, 410, 100]], partner="c0"),
            item("r1", "moved", [[410, 100, 800, 580]], partner="c1", note="moved by 6.2 % of the side", score=0.31),
            item("r2", "moved", [[800, 580, 160, 580]], partner="c2", note="shorter by 12 %", score=0.55),
            item("r3", "missing", [[410, 100, 410, 580]]),
            item("r4", "matched", [right[0]], **at, text="A", partner="c3"),
            item("r5", "mislabelled", [right[1]], **at, text="B", partner="c4", note="says “D” there", score=0.2),
            item("r6", "matched", [right[2]], **at, text="C", partner="c5"),
            item("r7", "matched", [box(500, 430, 100, 100)], kind="filling", partner="c7"),
            item("r8", "restyled", [box(220, 470, 90, 60)], partner="c8", note="red where it was black", score=0.7),
        ],
        [
            item("c0", "matched", [[160, 580, 410, 100]], partner="r0"),
            item("c1", "moved", [[410, 100, 730, 580]], partner="r1", note="moved by 6.2 % of the side", score=0.31),
            item("c2", "moved", [[730, 580, 160, 580]], partner="r2", note="shorter by 12 %", score=0.55),
            item("c3", "matched", [right[0]], **at, text="A", partner="r4"),
            item("c4", "mislabelled", [box(750, 590, 40, 40)], **at, text="D", partner="r5", note="should be “B”"),
            item("c5", "matched", [right[2]], **at, text="C", partner="r6"),
            item("c6", "extra", [[285, 340, 565, 340]]),
            item("c7", "matched", [box(500, 430, 100, 100)], kind="filling", partner="r7"),
            item("c8", "restyled", [box(220, 470, 90, 60)], partner="r8", note="red where it was black", score=0.7),
        ],
    )


def drawn(side: dict[str, Any], size: tuple[int, int] = SIZE) -> bytes:
    """Return a PNG of the items of one side."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for each in side["items"]:
        colour = "firebrick" if each["id"] == "c8" else "black"
        for line in each["lines"]:
            if each["kind"] == "text":
                pen.text((line[0] + 4, line[1] - 4), each["text"], "black", ImageFont.load_default(40))
            elif each["kind"] == "filling":
                pen.polygon(line, "lightsteelblue")
            else:
                pen.line(line, colour, 4)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def explain(store: Store, name: str, content: Any, **changes: Any) -> None:
    """Write a sample with the explanation `content`, as JSON or as bytes, and pictures that it fits."""
    add(store, name)
    if isinstance(content, dict) and "reference" in content:
        _repaint(store, name, content)
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    row = store.scores.get(name)
    assert row is not None
    values = {**row.to_json(), "explanation": store.blobs.put(data, ".json"), **changes}
    values["metrics"] = {**row.metrics, **ELEMENTS, **changes.get("metrics", {})}
    store.scores.append(ScoreRow(**values))


def _repaint(store: Store, name: str, content: dict[str, Any]) -> None:
    for table, side in ((store.references, "reference"), (store.renders, "candidate")):
        row = table.get(name)  # type: ignore[attr-defined]
        blob = store.blobs.put(drawn(content[side]), ".png")
        table.append(type(row)(**{**row.to_json(), "image": blob}))  # type: ignore[attr-defined]


def many(n: int = 1000) -> dict[str, Any]:
    """Return an explanation with `n` items a side, of which 50 are missing and 30 are extra."""
    places = [[10 + 18 * (i % 50), 10 + 34 * (i // 50), 22 + 18 * (i % 50), 30 + 34 * (i // 50)] for i in range(n)]
    reference = [item(f"r{i}", "missing" if i < 50 else "matched", [line]) for i, line in enumerate(places)]
    candidate = [item(f"c{i}", "extra" if i < 30 else "matched", [line]) for i, line in enumerate(places)]
    for mine, theirs in zip(reference[50:], candidate[50:], strict=True):
        mine["partner"], theirs["partner"] = theirs["id"], mine["id"]
    return explanation(reference, candidate)


def hostile() -> dict[str, Any]:
    """Return an explanation that says what nobody wants to run."""
    said = [HOSTILE, "tab\there\nand a line", *(text for name, text in NAUGHTY.items() if name != "surrogate")]
    sides = [
        [
            item(f"{side}{i}", "mislabelled", [box(20 + 60 * i, 300, 50, 50)], kind="text", text=text, note=text)
            for i, text in enumerate(said)
        ]
        for side in "rc"
    ]
    return explanation(*sides)


def explained_run(folder: Path) -> Path:
    """Return a finished run folder of seven samples; their ids say what is in each."""
    with Store(folder, print) as store:
        explain(store, "triangle", triangle(), flags=["raster"])
        explain(store, "many", many())
        explain(store, "hostile", hostile())
        explain(store, "photograph", {**triangle(), "reference": {**triangle()["reference"], "height": 700}})
        explain(store, "broken", b'{"schema": 1}', flags=["untraced"])
        add(store, "unexplained")
        nothing = "the reference program ends with runtime_error"
        explain(
            *(store, "null", triangle()),
            explanation=None,
            metrics=dict.fromkeys(ELEMENTS),
            reasons=dict.fromkeys(ELEMENTS, nothing),
        )
        rows = list(store.scores.rows())
        store.write_manifest(manifest(len(rows)))
        store.write_results(aggregate(rows, (*METRICS, *ELEMENTS), store.responses.rows(), 0))
    return folder
