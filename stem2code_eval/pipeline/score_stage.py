"""The last stage, which a run and a re-scoring share: a reference and a rendering become a row of scores."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Any

from stem2code_eval.figure.decode import PictureError
from stem2code_eval.hashing import canonical_json
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.judging import Judging
from stem2code_eval.pipeline.keys import score_key
from stem2code_eval.pipeline.records import ReferenceRow, RenderRow, ScoreRow
from stem2code_eval.pipeline.scoring import PairFiles, Scorer, ScoringError
from stem2code_eval.pipeline.store import Store

TAMPERED = str(Outcome.TAMPERED)
"""Also the flag with which the metrics report a list that is not what its picture shows."""
_NOT_ITS_PICTURE = "the element list, drawn again, is not the picture"
EXEC_RATE = "exec_rate"
"""100 where the program drew a figure, else 0; a metric of every run."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sample stands in its task, as its row of scores repeats it."""

    id: str
    subject: str
    level: int | None
    source: str | None
    repeat: int | None = None


@dataclass(slots=True)
class ScoreStage:
    """Scores samples into one run folder."""

    store: Store
    scorer: Scorer
    metrics: Mapping[str, Mapping[str, Any]]
    """Name to version and parameters."""
    files: Executor
    """Threads for writing files."""
    judging: Judging | None = None
    """Asked about each scored sample; None where a run has no judges."""
    _metrics_json: str = field(init=False)

    def __post_init__(self) -> None:
        """Write down the metrics once, for the key of every sample."""
        self._metrics_json = canonical_json({name: dict(about) for name, about in self.metrics.items()})

    async def score(self, place: Place, reference: ReferenceRow, rendering: RenderRow) -> ScoreRow:
        """Return the stored row of these two pictures under these metrics, made now if there is none."""
        key = score_key(
            reference_sha256=reference.image_sha256,
            image_sha256=rendering.image_sha256,
            elements=[reference.elements, reference.drawing, rendering.elements, reference.elements_problem],
            outcome=rendering.outcome,
            metrics=self._metrics_json,
        )
        stored = self.store.scores.get(place.id, place.repeat)
        row, explanation = stored, None
        if row is None or row.key != key or not self._is_explained(row):
            row, explanation = await self._score(place, reference, rendering, key)
        if self.judging is not None:
            row = await self.judging.judge(row, reference, rendering)
        return row if row is stored else await self._saved(row, explanation)

    async def without_result(self, place: Place, outcome: str, message: str) -> ScoreRow:
        """Store and return the end of a sample that has no result, by a fault that is not the model's."""
        return await self._saved(self._null_row(place, outcome, message))

    async def _score(
        self, place: Place, reference: ReferenceRow, rendering: RenderRow, key: str
    ) -> tuple[ScoreRow, bytes | None]:
        """Return the row, and what explains it, which is not stored yet."""
        try:
            scores = await self.scorer.score(self._files(reference, rendering), tuple(self.metrics))
        except (ScoringError, PictureError) as error:
            return self._null_row(place, rendering.outcome, str(error)), None
        tampered = rendering.outcome == Outcome.OK and TAMPERED in scores.flags
        outcome = TAMPERED if tampered else rendering.outcome
        executed = 100.0 if outcome == Outcome.OK else 0.0
        row = ScoreRow(
            id=place.id,
            subject=place.subject,
            level=place.level,
            source=place.source,
            outcome=outcome,
            flags=list(dict.fromkeys([*rendering.flags, *scores.flags])),
            metrics={EXEC_RATE: executed, **scores.metrics},
            diagnostics=scores.diagnostics,
            reasons=scores.reasons,
            message=_NOT_ITS_PICTURE if tampered else rendering.message,
            key=key,
            repeat=place.repeat,
        )
        return row, scores.explanation

    def _files(self, reference: ReferenceRow, rendering: RenderRow) -> PairFiles:
        def place(name: str | None) -> str | None:
            return None if name is None else self.store.blobs.place(name)

        return PairFiles(
            reference=self.store.blobs.place(reference.image),
            candidate=place(rendering.image),
            reference_elements=place(reference.elements),
            candidate_elements=place(rendering.elements),
            drawing=place(reference.drawing),
            absent=reference.elements_problem,
        )

    def _is_explained(self, row: ScoreRow) -> bool:
        return row.explanation is None or self.store.blobs.has(row.explanation)

    def _null_row(self, place: Place, outcome: str, message: str) -> ScoreRow:
        return ScoreRow(
            id=place.id,
            subject=place.subject,
            level=place.level,
            source=place.source,
            outcome=outcome,
            flags=[],
            metrics=dict.fromkeys((EXEC_RATE, *self.metrics, *(self.judging.metrics if self.judging else ()))),
            message=message,
            repeat=place.repeat,
        )

    async def _saved(self, row: ScoreRow, explanation: bytes | None = None) -> ScoreRow:
        return await asyncio.get_running_loop().run_in_executor(self.files, self._save, row, explanation)

    def _save(self, row: ScoreRow, explanation: bytes | None) -> ScoreRow:
        if explanation is not None:
            row = replace(row, explanation=self.store.blobs.put(explanation, ".json"))
        self.store.scores.append(row)
        return row
