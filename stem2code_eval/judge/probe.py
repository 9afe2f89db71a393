"""A first request to each judge, before anything is paid for: two small equal figures, or programs, to be compared."""

import io
from functools import cache

from PIL import Image, ImageDraw

from stem2code_eval.errors import UserError
from stem2code_eval.judge.judge import Judge, JudgeError
from stem2code_eval.judge.pair import CodePair, ImagePair, Pair, code_pair
from stem2code_eval.judge.rubric import Kind
from stem2code_eval.models.protocol import Picture

_SIDE = 224
_PROGRAM = """import matplotlib.pyplot as plt

fig, ax = plt.subplots()
ax.plot([0, 4, 1, 0], [0, 0, 3, 0], color="black")
fig.savefig("figure.png")
"""


async def probe(judge: Judge, kind: Kind) -> dict[str, int]:
    """Ask a judge once about a pair that any judge can compare, and return the tokens of that, as in a vote.

    Raises:
        UserError: it cannot be reached or never answers as asked; the text says which.
    """
    pair = _pictures() if kind == "image" else _programs()
    try:
        return (await judge.vote(pair, name="probe")).usage
    except JudgeError as error:
        raise UserError(
            f"The {kind} judge does not work, so nothing was started: {str(error).rstrip('.')}. Name another judge."
        ) from error
    except UserError as error:
        raise UserError(f"The {kind} judge cannot be asked, so nothing was started: {error}") from error


@cache
def _pictures() -> Pair:
    image = Image.new("RGB", (_SIDE, _SIDE), "white")
    ImageDraw.Draw(image).polygon([(30, 190), (190, 190), (70, 40)], outline="black", width=3)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    picture = Picture(buffer.getvalue(), "image/png")
    return ImagePair(picture, picture)


@cache
def _programs() -> CodePair:
    return code_pair(_PROGRAM, _PROGRAM)
