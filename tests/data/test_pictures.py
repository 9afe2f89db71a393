import io
from pathlib import Path

import pytest
from PIL import Image

from stem2code_eval.data import pictures
from stem2code_eval.data.pictures import check_picture, encode_picture
from stem2code_eval.figure.decode import PictureError
from stem2code_eval.hashing import sha256_bytes


def encoded(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((40, 30)).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "media_type", "suffix"),
    [
        ("PNG", "image/png", ".png"),
        ("JPEG", "image/jpeg", ".jpg"),
        ("WEBP", "image/webp", ".webp"),
        ("GIF", "image/gif", ".gif"),
    ],
)
def test_what_servers_take_is_sent_byte_for_byte(kind: str, media_type: str, suffix: str) -> None:
    data = encoded(kind)
    sent = encode_picture(data)
    assert (sent.data, sent.media_type, sent.suffix) == (data, media_type, suffix)


@pytest.mark.parametrize("kind", ["BMP", "TIFF"])
def test_other_formats_are_sent_as_png_with_the_same_pixels(kind: str) -> None:
    data = encoded(kind)
    sent = encode_picture(data)
    assert sent.media_type == "image/png"
    with Image.open(io.BytesIO(sent.data)) as after, Image.open(io.BytesIO(data)) as before:
        assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()


def test_a_sound_picture_gives_the_hash_of_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded("PNG"))
    assert check_picture(path) == sha256_bytes(path.read_bytes())


@pytest.mark.parametrize(
    "data",
    [b"", b"not a picture", encoded("PNG")[:-40], encoded("JPEG")[:200]],
    ids=["empty", "text", "png", "jpeg"],
)
def test_a_broken_picture_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)
    with pytest.raises(PictureError, match=r"a\.png .*cannot be decoded"):
        check_picture(path)


def test_a_missing_or_huge_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PictureError, match=r"none\.png cannot be read: No such file"):
        check_picture(tmp_path / "none.png")
    with pytest.raises(PictureError, match="cannot be read"):
        check_picture(tmp_path / "a\0b")
    path = tmp_path / "a.png"
    path.write_bytes(encoded("PNG"))
    monkeypatch.setattr(pictures, "MAX_BYTES", 10)
    with pytest.raises(PictureError, match="larger than"):
        check_picture(path)
