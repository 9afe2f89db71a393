import io

import numpy as np
import pytest
from PIL import Image

from stem2code_eval.errors import UserError
from stem2code_eval.figure.decode import WORKING_SIDE, PictureError, decode, full_side, planes_of
from stem2code_eval.figure.page import read_page


def encoded(image: Image.Image, fmt: str = "PNG", **options) -> bytes:
    target = io.BytesIO()
    image.save(target, fmt, **options)
    return target.getvalue()


def half_black(mode: str) -> Image.Image:
    """Left half black, right half white."""
    image = Image.new("L", (20, 10), 255)
    image.paste(0, (0, 0, 10, 10))
    return image.convert(mode)


@pytest.mark.parametrize(
    ("mode", "fmt"),
    [
        ("1", "PNG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("RGB", "BMP"),
        ("RGBA", "PNG"),
        ("CMYK", "TIFF"),
        ("RGB", "WEBP"),
        ("P", "GIF"),
        ("YCbCr", "JPEG"),
        ("CMYK", "JPEG"),
    ],
)
def test_every_mode_gives_the_same_colours(mode, fmt):
    rgb = decode(encoded(half_black(mode), fmt, **({"lossless": True} if fmt == "WEBP" else {})))
    assert rgb.shape == (10, 20, 3)
    assert rgb.dtype == np.uint8
    assert rgb[:, :6].max() <= 8
    assert rgb[:, 14:].min() >= 247


def test_sixteen_bit_grey_keeps_its_upper_bits():
    ramp = np.array([[0, 0x7F00, 0xFFFF]], np.uint16)
    assert decode(encoded(Image.fromarray(ramp)))[0, :, 0].tolist() == [0, 0x7F, 0xFF]


def test_transparency_shows_white_paper():
    image = Image.new("RGBA", (3, 1), (0, 0, 0, 0))
    image.putpixel((1, 0), (0, 0, 0, 255))
    image.putpixel((2, 0), (0, 0, 0, 128))
    assert decode(encoded(image))[0, :, 0].tolist() == [255, 0, 127]


def test_a_transparent_palette_colour_shows_white_paper():
    image = Image.new("P", (2, 1), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.putpixel((1, 0), 1)
    assert decode(encoded(image, transparency=0))[0].tolist() == [[255, 255, 255], [255, 0, 0]]


def test_hidden_colours_do_not_bleed_when_a_transparent_picture_is_reduced():
    side = 2 * WORKING_SIDE + 2
    image = Image.new("RGBA", (side, 4), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, side // 2 + 1, 4))
    edge = decode(encoded(image)).astype(int)
    assert (edge[..., 0] == 255).all()


def test_the_exif_orientation_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert decode(encoded(Image.new("RGB", (20, 10)), "JPEG", exif=exif)).shape == (20, 10, 3)


def test_a_hairline_of_a_25_megapixel_picture_stays_ink():
    image = Image.new("L", (5000, 5000), 255)
    image.paste(0, (1000, 2500, 4000, 2501))
    rgb = decode(encoded(image))
    assert max(rgb.shape) <= WORKING_SIDE
    left, top, right, bottom = read_page(rgb).box
    assert (right - left, bottom - top) == (1000, 1)


@pytest.mark.parametrize("data", [b"", b"not a picture", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"])
def test_what_is_no_picture_is_refused_in_one_sentence(data):
    with pytest.raises(PictureError, match=r"The reference picture .*cannot be decoded") as raised:
        decode(data, "reference picture")
    assert isinstance(raised.value, UserError)
    assert "\n" not in str(raised.value)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("fmt", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF", "PPM"])
def test_damage_never_escapes_as_another_error(fmt):
    rng = np.random.default_rng(0)
    whole = encoded(Image.fromarray(rng.integers(0, 255, (30, 30, 3), np.uint8)), fmt)
    for _ in range(60):
        broken = bytearray(whole[: rng.integers(1, len(whole))])
        broken[rng.integers(0, len(broken))] ^= 0xFF
        try:
            decode(bytes(broken))
        except PictureError:
            continue


def test_a_truncated_png_is_refused():
    whole = encoded(Image.fromarray(np.random.default_rng(0).integers(0, 255, (90, 90, 3), np.uint8)))
    with pytest.raises(PictureError, match="candidate picture"):
        decode(whole[: len(whole) // 2], "candidate picture")


def test_too_many_pixels_are_refused_before_decoding():
    with pytest.raises(PictureError, match=r"8000 x 7000 pixels.*lower resolution"):
        decode(encoded(Image.new("1", (8000, 7000))))


def test_floating_point_pixels_are_refused():
    with pytest.raises(PictureError, match="floating-point"):
        decode(encoded(Image.new("F", (4, 4)), "TIFF"))


@pytest.mark.parametrize("channel", [0, 1, 2])
def test_a_grey_picture_is_one_plane_and_a_single_level_beside_it_makes_three(channel):
    grey = np.random.default_rng(0).integers(0, 255, (5, 7, 1), np.uint8).repeat(3, axis=2)
    assert [plane.tolist() for plane in planes_of(grey)] == [grey[..., 0].tolist()]
    coloured = grey.copy()
    coloured[4, 6, channel] += 1
    assert np.array_equal(np.stack(planes_of(coloured), axis=2), coloured)


@pytest.mark.parametrize("size", [(9, 5), (3000, 40), (40, 5000)])
def test_the_full_side_is_told_without_decoding(size):
    assert full_side(encoded(Image.new("L", size))) == max(decode(encoded(Image.new("L", size)), reduced=False).shape)


@pytest.mark.parametrize("coloured", [False, True])
@pytest.mark.parametrize("opaque", [False, True])
def test_channels_and_pixels_are_those_of_the_file(coloured, opaque):
    levels = np.random.default_rng(1).integers(0, 256, (31, 47, 4), np.uint8)
    if not coloured:
        levels[..., 1:3] = levels[..., :1]
    if opaque:
        levels[..., 3] = 255
    drawn = Image.fromarray(levels)
    shown = np.asarray(Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn).convert("RGB"))
    rgb = decode(encoded(drawn))
    planes = planes_of(rgb)
    assert np.array_equal(rgb, shown)
    assert len(planes) == (3 if coloured else 1)
    assert all(np.array_equal(plane, shown[..., channel]) for channel, plane in enumerate(planes))
    assert all(plane.flags.c_contiguous for plane in planes)


def test_a_grey_part_of_a_coloured_picture_is_one_plane():
    image = half_black("RGB")
    image.putpixel((19, 9), (255, 0, 0))
    rgb = decode(encoded(image))
    assert len(planes_of(rgb)) == 3
    assert len(planes_of(rgb[:5, :15])) == 1
