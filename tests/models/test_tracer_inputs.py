"""Every picture gives a program that runs, and everything else the one error that says so."""

import io

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image, ImageDraw
from tracer_pictures import circles, encoded, rendered, run

from stem2code_eval.models.tracer.decode import MOST_PIXELS, UndecodablePictureError, decode_picture
from stem2code_eval.models.tracer.program import LONGEST_PROGRAM
from stem2code_eval.models.tracer.trace import trace_program


def _ring(size: int = 240) -> Image.Image:
    grey = Image.new("L", (size, size), 255)
    ImageDraw.Draw(grey).ellipse((size // 4, size // 4, 3 * size // 4, 3 * size // 4), outline=0, width=3)
    return grey


def _noise(width: int, height: int, seed: int = 0) -> Image.Image:
    values = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(values)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(encoded(_ring()), id="grey"),
        pytest.param(encoded(_ring().convert("1")), id="one bit"),
        pytest.param(encoded(_ring().convert("P")), id="palette"),
        pytest.param(encoded(_ring().convert("LA")), id="grey with alpha"),
        pytest.param(encoded(_ring().convert("CMYK"), "JPEG"), id="cmyk"),
        pytest.param(encoded(Image.fromarray(np.asarray(_ring()).astype(np.uint16) * 257)), id="16 bit"),
        pytest.param(encoded(Image.fromarray(np.asarray(_ring()).astype(np.float32)), "TIFF"), id="float"),
        pytest.param(
            encoded(_ring(), "GIF", save_all=True, append_images=[Image.new("L", (240, 240), 0)]), id="animated"
        ),
        pytest.param(encoded(_ring(2600).convert("RGB"), "JPEG"), id="large jpeg"),
    ],
)
def test_every_pixel_format_shows_the_same_ring(picture: bytes) -> None:
    (circle,) = circles(run(trace_program(picture)))
    size = decode_picture(picture).width
    assert circle.center == pytest.approx((size / 2, size / 2), abs=size * 0.006)
    assert circle.radius == pytest.approx(size / 4, abs=size * 0.01)


def test_transparent_ground_is_white() -> None:
    image = Image.new("RGBA", (200, 150), (0, 0, 0, 0))
    ImageDraw.Draw(image).line((20, 20, 180, 130), fill=(0, 0, 255, 255), width=3)
    figure = run(trace_program(encoded(image)))
    assert figure.get_facecolor() == (1, 1, 1, 1)
    assert len(figure.axes[0].lines) == 1


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (2, 2), (1, 700), (3000, 2), (5, 5), (300, 200)], ids=lambda v: str(v)
)
def test_one_colour_gives_a_figure_of_that_colour(width: int, height: int) -> None:
    shown = plt.imread(io.BytesIO(rendered(run(trace_program(encoded(Image.new("RGB", (width, height), "#ccddee")))))))
    assert np.allclose(shown[..., :3], np.array([0xCC, 0xDD, 0xEE]) / 255, atol=1 / 255)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(encoded(_noise(64, 48)), id="noise"),
        pytest.param(encoded(_noise(8, 6).resize((640, 480), Image.Resampling.BICUBIC)), id="soft colours"),
        pytest.param(encoded(_noise(40, 30).resize((640, 480), Image.Resampling.NEAREST)), id="mosaic"),
        pytest.param(encoded(_noise(1500, 3)), id="sliver"),
    ],
)
def test_photographs_and_noise_give_a_bounded_program(picture: bytes) -> None:
    program = trace_program(picture)
    assert len(program) <= LONGEST_PROGRAM
    assert rendered(run(program), dpi=50)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not a picture", id="text"),
        pytest.param(encoded(_noise(100, 80))[:4000], id="cut png"),
        pytest.param(encoded(_noise(100, 80), "JPEG")[:3000], id="cut jpeg"),
        pytest.param(encoded(Image.new("1", (20_000, 20_000))), id="bomb"),
    ],
)
def test_what_is_no_picture_is_refused_in_one_sentence(picture: bytes) -> None:
    with pytest.raises(UndecodablePictureError) as caught:
        trace_program(picture)
    assert len(str(caught.value).splitlines()) == 1
    assert " at 0x" not in str(caught.value)


def test_too_many_pixels_are_refused_before_decoding() -> None:
    side = int(MOST_PIXELS**0.5) + 1
    with pytest.raises(UndecodablePictureError, match=f"{side} x {side}"):
        decode_picture(encoded(Image.new("1", (side, side))))


def test_every_cut_of_a_file_is_a_picture_or_refused() -> None:
    whole = encoded(_ring(64))
    refused = 0
    for length in range(0, len(whole), 7):
        try:
            decode_picture(whole[:length])
        except UndecodablePictureError:
            refused += 1
    assert refused > 0
    assert decode_picture(whole).width == 64
