"""A run folder as a bundle."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stem2code_eval.errors import IncompleteError, UserError
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.pipeline.aggregate import aggregate_run
from stem2code_eval.pipeline.judging import VOTES
from stem2code_eval.pipeline.records import RenderRow, ResponseRow, ScoreRow, VoteRow
from stem2code_eval.pipeline.store import Store
from stem2code_eval.pipeline.table import Table
from stem2code_eval.submission import form
from stem2code_eval.submission.archive import MAX_BUNDLE
from stem2code_eval.submission.privacy import Secrets, find_secrets, without_paths
from stem2code_eval.submission.zipped import write_zip

TOOL = "stem2code-eval"
UNCHECKED = ("usage", "judge_usage")
"""Parts of `results.json` that nobody can compute again, and that no bundle holds."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What was packed."""

    path: Path
    sha256: str
    samples: int
    bytes: int


def pack(run: Path, bundle: Path | None, min_coverage: float, warn: Callable[[str], None]) -> Packed:
    """Pack the run in the folder `run`.

    Args:
        run: a run folder; nothing in it is changed.
        bundle: the file to write; None takes the folder's name with `.bundle.zip`, in the current folder.
        min_coverage: per cent of samples that need a result.
        warn: told about damaged rows.

    Raises:
        UserError: the folder holds no finished run, a file lacks, or something holds a secret.
        IncompleteError: coverage is below `min_coverage`.
    """
    if not (run / "run.json").exists():
        raise UserError(f"{run} is not a run folder: it has no run.json.")
    path = bundle or Path(f"{run.resolve().name}.bundle.zip")
    if not path.parent.is_dir():
        raise UserError(f"There is no folder {path.parent} to write the bundle to.")
    with Store(run, warn) as store:
        files = dict(_files(store, min_coverage, warn))
        samples = len(store.scores.ids())
    index = {name: {"sha256": sha256_bytes(data), "bytes": len(data)} for name, data in files.items()}
    whole = _json({"format": form.FORMAT, "tool": TOOL, "files": index})
    write_zip(path, [*files.items(), (form.INDEX, whole)])
    size = path.stat().st_size
    if size > MAX_BUNDLE:
        path.unlink()
        raise UserError(f"The bundle would have {size} bytes, more than the {MAX_BUNDLE} that are read.")
    return Packed(path, sha256_bytes(path.read_bytes()), samples, size)


def _files(store: Store, min_coverage: float, warn: Callable[[str], None]) -> Iterator[tuple[str, bytes]]:
    manifest = store.read_manifest() or {}
    results = _finished(store, manifest, min_coverage)
    secrets = find_secrets(manifest.get("argv", []))
    about = _manifest(manifest)
    secrets.refuse(json.dumps(about), "run.json", ours=True)
    yield form.MANIFEST, _json(about)
    yield form.RESULTS, _json({name: value for name, value in results.items() if name not in UNCHECKED})
    yield form.RESPONSES, _lines(map(_response, store.responses.rows()), form.RESPONSES, secrets)
    yield form.RENDERS, _lines(map(_render, store.renders.rows()), form.RENDERS, secrets)
    yield form.SCORES, _lines(map(_score, store.scores.rows()), form.SCORES, secrets)
    if manifest["judges"]:
        votes = Table(store.root / VOTES, VoteRow.from_json, warn)
        try:
            yield form.VOTES, _lines(map(_vote, votes.rows()), form.VOTES, secrets)
        finally:
            votes.close()
    names = {name for row in store.renders.rows() for name in (row.image, row.elements) if name is not None}
    for name in sorted(names):
        data = _blob(store, name)
        if name.endswith(".json"):
            secrets.refuse(data.decode("utf-8", "replace"), name, ours=False)
        yield name, data


def _finished(store: Store, manifest: dict[str, Any], min_coverage: float) -> dict[str, Any]:
    wanted = manifest["task"]["n"] * manifest.get("repeats", 1)
    if manifest.get("end") is None or len(store.scores) != wanted:
        raise UserError(
            f"The run in {store.root} has not ended: {len(store.scores)} of {wanted} answers are scored. "
            "Repeat its command, then pack it."
        )
    results = aggregate_run(store, manifest)
    if results["coverage"] < min_coverage:
        raise IncompleteError(
            f"Coverage is {results['coverage']:.1f} %, below {min_coverage:g} %: repeat the run's command to try the "
            "missing figures again, or accept this with --min-coverage."
        )
    return results


def _manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    kept = {name: manifest[name] for name in form.Manifest.model_fields if name in manifest}
    return {**kept, "model": without_paths(manifest["model"])}


def _response(row: ResponseRow) -> dict[str, Any]:
    return _named(row, {"text": row.text, "finish_reason": row.finish_reason})


def _render(row: RenderRow) -> dict[str, Any]:
    kept = ("outcome", "flags", "image", "elements", "program", "extraction")
    return _named(row, {name: getattr(row, name) for name in kept})


def _score(row: ScoreRow) -> dict[str, Any]:
    kept = ("subject", "level", "source", "outcome", "flags", "metrics", "covered")
    return _named(row, {name: getattr(row, name) for name in kept})


def _vote(row: VoteRow) -> dict[str, Any]:
    kept = ("id", "sample", "metric", "judge", "number", "swapped")
    said = {name: row.vote[name] for name in ("total", "scores", "evidence", "attempts")}
    return {**{name: getattr(row, name) for name in kept}, **said}


def _named(row: ResponseRow | RenderRow | ScoreRow, rest: dict[str, Any]) -> dict[str, Any]:
    return {"id": row.id, **({} if row.repeat is None else {"repeat": row.repeat}), **rest}


def _lines(rows: Iterator[dict[str, Any]], name: str, secrets: Secrets) -> bytes:
    lines = []
    for row in rows:
        for value in row.values():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            secrets.refuse(text, f'{name}, id "{row["id"]}",', ours=False)
        lines.append(json.dumps(row, ensure_ascii=True, allow_nan=False, separators=(", ", ": ")).encode() + b"\n")
    return b"".join(lines)


def _blob(store: Store, name: str) -> bytes:
    try:
        return store.blobs.path(name).read_bytes()
    except OSError as error:
        raise UserError(
            f"Cannot read {store.blobs.path(name)}: {error.strerror}. Repeat the run's command, which makes it again."
        ) from error


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n"
