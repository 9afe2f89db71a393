"""The picture of a sample, as a run keeps it and as a model is shown it."""

from dataclasses import dataclass

from stem2code_eval.data.downscale import downscaled
from stem2code_eval.data.pictures import Encoded, encode_picture, read_picture
from stem2code_eval.data.resolve import Entry
from stem2code_eval.figure.decode import PictureError
from stem2code_eval.hashing import sha256_bytes
from stem2code_eval.outcomes import Outcome
from stem2code_eval.pipeline.faults import StageFailure
from stem2code_eval.render.types import Rendering


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture as it goes out to a model."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that is kept as `kept` and sent as `sent`."""

    kept: Encoded
    kept_sha256: str
    sent: Sent


def show_file(entry: Entry, max_pixels: int | None) -> Shown:
    """Return the picture that a sample has as a file.

    Raises:
        StageFailure: as in `read_file` and `to_send`.
    """
    kept = read_file(entry)
    return Shown(kept, sha256_bytes(kept.data), to_send(kept.data, kept.media_type, max_pixels))


def read_file(entry: Entry) -> Encoded:
    """Return the picture that a sample has as a file.

    Raises:
        StageFailure: it cannot be read, or is not the one that the task was loaded with.
    """
    assert entry.sample is not None  # noqa: S101 - the callers ask for usable samples
    path = entry.sample.image_path
    assert path is not None  # noqa: S101
    try:
        data = read_picture(path)
    except PictureError as error:
        raise StageFailure(Outcome.DATA_ERROR, str(error)) from error
    if sha256_bytes(data) != entry.image_sha256:
        raise StageFailure(Outcome.DATA_ERROR, f"{path} was changed while the run was under way.")
    return encode_picture(data)


def take_drawing(drawn: Rendering | None, where: str) -> Encoded:
    """Return the picture that a sample's reference program made.

    Raises:
        StageFailure: it made none.
    """
    if drawn is None or drawn.png is None:
        ended = "" if drawn is None else f"{drawn.outcome} {drawn.message}".strip()
        raise StageFailure(Outcome.DATA_ERROR, f"{where}: the reference program made no picture: {ended}.")
    return Encoded(drawn.png, "image/png", ".png")


def to_send(data: bytes, media_type: str, max_pixels: int | None) -> Sent:
    """Return a kept picture as it is sent: unchanged, or made smaller to `max_pixels`.

    Raises:
        StageFailure: it cannot be made smaller.
    """
    try:
        smaller = None if max_pixels is None else downscaled(data, max_pixels)
    except PictureError as error:
        raise StageFailure(Outcome.DATA_ERROR, str(error)) from error
    return Sent(data, media_type) if smaller is None else Sent(smaller, "image/png")
