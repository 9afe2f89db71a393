import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from stem2code_eval.data.downscale import downscaled
from stem2code_eval.figure.decode import PictureError


def picture(width: int, height: int, mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (width, height), "white").save(buffer, "PNG")
    return buffer.getvalue()


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 5000))
def test_never_more_pixels_than_asked_for(width: int, height: int, most: int) -> None:
    smaller = downscaled(picture(width, height), most)
    if smaller is None:
        assert width * height <= most
        return
    with Image.open(io.BytesIO(smaller)) as image:
        assert 0 < image.width * image.height <= most
        assert (image.width <= width, image.height <= height) == (True, True)


def test_proportions_stay() -> None:
    with Image.open(io.BytesIO(downscaled(picture(1000, 500), 20_000) or b"")) as image:
        assert image.size == (200, 100)


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "LA"])
def test_other_modes(mode: str) -> None:
    with Image.open(io.BytesIO(downscaled(picture(50, 50, mode), 100) or b"")) as image:
        assert image.size == (10, 10)


def test_what_is_no_picture_is_said() -> None:
    with pytest.raises(PictureError):
        downscaled(b"no picture", 10)
