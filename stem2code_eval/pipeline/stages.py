"""What happens to one sample: its reference is had, the model asked, the program taken, rendered and scored.

Each stage first looks for a stored row with the same key and works only when there is none.
"""

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from stem2code_eval.data.pictures import Encoded
from stem2code_eval.data.resolve import Entry
from stem2code_eval.data.sample import Sample
from stem2code_eval.data.task import Task
from stem2code_eval.models.protocol import Model, ModelError, Request, Usage
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline import keys
from stem2code_eval.pipeline.blobs import sha256_of
from stem2code_eval.pipeline.faults import StageFailure, side_by_side
from stem2code_eval.pipeline.records import Record, ReferenceRow, RenderRow, ResponseRow, ScoreRow
from stem2code_eval.pipeline.rendering import RenderPool
from stem2code_eval.pipeline.score_stage import Place, ScoreStage
from stem2code_eval.pipeline.showing import Sent, read_file, show_file, take_drawing, to_send
from stem2code_eval.pipeline.spending import Spending
from stem2code_eval.pipeline.store import Store
from stem2code_eval.pipeline.table import Table
from stem2code_eval.render.types import Limits, Rendering, RenderSettings, elements_problem
from stem2code_eval.responses.extract import Extraction, extract_program

T = TypeVar("T")
D = TypeVar("D")
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of one run, for any number of samples at once in one event loop."""

    task: Task
    store: Store
    model: Model
    asking: asyncio.Semaphore
    """As many places as requests may be under way at once."""
    renderer: RenderPool
    limits: Limits
    settings: RenderSettings
    scoring: ScoreStage
    spending: Spending
    files: Executor
    """Threads for reading and writing files."""
    max_pixels: int | None = None
    """Larger pictures are made smaller before they are sent."""
    locks: "weakref.WeakValueDictionary[str, asyncio.Lock]" = field(default_factory=weakref.WeakValueDictionary)
    """One for each sample whose reference is being made: several repeats of it need it only once."""

    async def evaluate(self, entry: Entry, repeat: int | None = None) -> ScoreRow:
        """Take one sample through all stages and return its stored end.

        Args:
            entry: the sample.
            repeat: which of several answers to it; None where there is one.
        """
        place = _place(entry, repeat)
        try:
            sample = _usable(entry)
            if self.store.responses.get(entry.id, repeat) is None:
                self._refuse_beyond_budget()
            reference, (response, found) = await self._asked(entry, sample, repeat)
            rendering = await self._rendering(sample, response, found)
        except StageFailure as failure:
            return await self.scoring.without_result(place, failure.outcome, failure.message)
        return await self.scoring.score(place, reference, rendering)

    async def reference(self, entry: Entry, picture: Encoded | None = None) -> ReferenceRow:
        """Return the stored reference of a sample, made now if there is none.

        Args:
            entry: the sample.
            picture: its file, where that was read already.

        Raises:
            StageFailure: there is no picture to show.
        """
        sample = _usable(entry)
        async with self.locks.setdefault(entry.id, asyncio.Lock()):
            return await self._reference(entry, sample, picture)

    async def _asked(
        self, entry: Entry, sample: Sample, repeat: int | None
    ) -> tuple[ReferenceRow, tuple[ResponseRow, Extraction]]:
        """Return the reference and the answer; a picture that is a file is shown before its program is drawn."""
        if sample.image_path is None or self.store.references.get(sample.id) is not None:
            reference = await self.reference(entry)
            kept = partial(self._in_thread, self._kept, reference)
            return reference, await self._answer(sample, reference.image_sha256, kept, repeat)
        shown = await self._in_thread(show_file, entry, self.max_pixels)
        answer = self._answer(sample, shown.kept_sha256, partial(_ready, shown.sent), repeat)
        return await side_by_side(self.reference(entry, shown.kept), answer)

    def _refuse_beyond_budget(self) -> None:
        spent = self.spending.spent
        if spent is not None:
            raise StageFailure(Outcome.NOT_ASKED, spent)

    async def _reference(self, entry: Entry, sample: Sample, picture: Encoded | None) -> ReferenceRow:
        program = sample.reference_code
        key = None if program is None else await self._render_key(program)
        if entry.image_sha256 is not None:
            key = keys.picture_key(entry.image_sha256, key)
        row = self.store.references.get(sample.id)
        if row is not None and row.key == key and all(map(self.store.blobs.has, row.blobs)):
            return row
        assert key is not None  # noqa: S101 - a sample has a picture or a program
        make = partial(self._reference_row, entry, sample, key, picture)
        if program is None:
            return await self._in_thread(_store, self.store.references, make, None)
        return await self._rendered(program, partial(_store, self.store.references, make))

    def _reference_row(
        self, entry: Entry, sample: Sample, key: str, picture: Encoded | None, drawn: Rendering | None
    ) -> ReferenceRow:
        if sample.image_path is None:
            shown = take_drawing(drawn, entry.where)
        else:
            shown = picture or read_file(entry)
        put = self.store.blobs.put
        image = put(shown.data, shown.suffix)
        row = ReferenceRow(
            id=sample.id,
            image=image,
            image_sha256=sha256_of(image),
            media_type=shown.media_type,
            program=sample.reference_code,
            key=key,
            elements_problem=elements_problem(drawn),
        )
        if drawn is None or drawn.png is None or drawn.elements is None:
            return row
        own = None if drawn.png == shown.data else put(drawn.png, ".png")
        return replace(row, elements=put(drawn.elements, ".json"), drawing=own)

    async def _answer(
        self, sample: Sample, image_sha256: str, picture: Callable[[], Awaitable[Sent]], repeat: int | None
    ) -> tuple[ResponseRow, Extraction]:
        """Return the stored answer to the picture, asked for now if there is none, and the program in it."""
        key = keys.generate_key(
            sample_id=sample.id,
            image_sha256=image_sha256,
            prompt=self.task.prompt,
            model=self.model.identity,
            task=self.task.name,
            task_version=self.task.version,
            repeat=repeat,
            max_pixels=self.max_pixels,
        )
        row = self.store.responses.get(sample.id, repeat)
        if row is not None and row.key == key:
            return row, await self._in_thread(extract_program, row.text, row.finish_reason)
        async with self.asking:
            self._refuse_beyond_budget()
            sent = await picture()
            request = Request(sample.id, self.task.prompt, sent.data, sent.media_type, repeat)
            try:
                response = await self.model.generate(request)
            except ModelError as error:
                await self._waste(sample.id, repeat, error.usage)
                raise StageFailure(Outcome.MODEL_ERROR, str(error)) from error
            usage = None if response.usage is None else response.usage.to_json()
            self.spending.add(usage)
            await self._waste(sample.id, repeat, response.wasted)
        row = ResponseRow(
            id=sample.id,
            text=response.text,
            finish_reason=response.finish_reason,
            usage=usage,
            reasoning=response.reasoning,
            latency_s=response.latency_s,
            extra=response.extra,
            key=key,
            repeat=repeat,
        )
        return row, await self._in_thread(self._stored_answer, row)

    def _stored_answer(self, row: ResponseRow) -> Extraction:
        self.store.responses.append(row)
        return extract_program(row.text, row.finish_reason)

    async def _waste(self, sample: str, repeat: int | None, usage: Usage | None) -> None:
        if usage is not None:
            self.spending.add(usage.to_json())
            await self._in_thread(self.spending.write_down, sample, repeat, usage)

    def _kept(self, reference: ReferenceRow) -> Sent:
        data = self.store.blobs.path(reference.image).read_bytes()
        return to_send(data, reference.media_type, self.max_pixels)

    async def _rendering(self, sample: Sample, response: ResponseRow, found: Extraction) -> RenderRow:
        program = found.program
        if program is None:
            key = keys.no_program_key(response.key, str(found.outcome))
        else:
            key = await self._render_key(program)
        row = self.store.renders.get(sample.id, response.repeat)
        if row is not None and row.key == key and all(map(self.store.blobs.has, row.blobs)):
            return row
        make = partial(self._render_row, response, found, key)
        if program is None:
            nothing = Rendering(Outcome(str(found.outcome)))
            return await self._in_thread(_store, self.store.renders, make, nothing)
        return await self._rendered(program, partial(_store, self.store.renders, make))

    def _render_row(self, response: ResponseRow, found: Extraction, key: str, rendering: Rendering) -> RenderRow:
        put = self.store.blobs.put
        image = None if rendering.png is None else put(rendering.png, ".png")
        log = rendering.log.encode("utf-8", "backslashreplace")
        return RenderRow(
            id=response.id,
            outcome=str(rendering.outcome),
            flags=list(rendering.flags),
            cpu_s=rendering.cpu_s,
            wall_s=rendering.wall_s,
            image=image,
            image_sha256=None if image is None else sha256_of(image),
            width=rendering.width,
            height=rendering.height,
            elements=None if rendering.elements is None else put(rendering.elements, ".json"),
            log=put(log, ".txt") if log else None,
            program=found.program,
            extraction=str(found.rule),
            message=rendering.message,
            key=key,
            repeat=response.repeat,
        )

    async def _rendered(self, program: str, use: Callable[[Rendering], R]) -> R:
        """Render a program and return what `use` makes of it, in the thread that rendered it."""

        def checked(rendering: Rendering) -> R:
            if rendering.outcome == Outcome.SANDBOX_ERROR:
                raise StageFailure(Outcome.SANDBOX_ERROR, rendering.message)
            return use(rendering)

        return await self.renderer.render(program, checked)

    async def _render_key(self, program: str) -> str:
        return keys.render_key(program, await self.renderer.fingerprint(), self.limits, self.settings)

    async def _in_thread(self, work: Callable[..., T], *values: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.files, partial(work, *values))


def _store(table: Table[R], make: Callable[[D], R], drawn: D) -> R:
    """Return the row that `make` gives of what was drawn, stored."""
    row = make(drawn)
    table.append(row)
    return row


async def _ready(sent: Sent) -> Sent:
    return sent


def _usable(entry: Entry) -> Sample:
    if entry.sample is None:
        raise StageFailure(Outcome.DATA_ERROR, entry.problem or "the row is broken")
    return entry.sample


def _place(entry: Entry, repeat: int | None) -> Place:
    sample = entry.sample
    if sample is None:
        return Place(entry.id, entry.subject, None, None, repeat)
    return Place(sample.id, sample.subject, sample.level, sample.source, repeat)
