"""Deflated rows of RGBA pixels, inflated to exactly the bytes that their size says and not one more."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from zlib_ng import zlib_ng

from stem2code_eval.sandbox.runner.picture import inflated_size

_DAMAGED: Any = zlib_ng.error  # an instance, say the stubs of zlib-ng


class BadRows(Exception):
    """The stream is damaged, or holds more or less than its size says."""


def inflate_rows(stream: bytes, width: int, height: int, at_once: int | None = None) -> Iterator[NDArray[np.uint8]]:
    """Yield rows of a zlib stream, each a filter byte and `width` pixels of four bytes.

    Args:
        stream: a zlib stream, as `sandbox.runner.picture` makes it.
        width: pixels, at least 1.
        height: pixels, at least 1.
        at_once: bytes that are inflated at once, rounded down to whole rows, at least one; None: all.

    Yields:
        Arrays of shape (rows, 1 + 4 * width), read-only.

    Raises:
        BadRows: also where the stream ends early or goes on behind the last row.
    """
    row = inflated_size(width, 1)
    inflater, left = zlib_ng.decompressobj(), stream
    for size in _parts(height * row, height * row if at_once is None else max(1, at_once // row) * row):
        data, left = _next(inflater, left, size), inflater.unconsumed_tail
        if len(data) < size:
            raise BadRows("the picture's data does not fit its size")
        yield np.frombuffer(data, np.uint8).reshape(-1, row)
    if _next(inflater, left, 1):
        raise BadRows("the picture holds more data than its size allows")
    if not inflater.eof or inflater.unused_data:
        raise BadRows("the picture's data does not fit its size")


def _parts(size: int, most: int) -> Iterator[int]:
    yield from (min(most, size - start) for start in range(0, size, most))


def _next(inflater: "zlib_ng._Decompress", stream: bytes, size: int) -> bytes:
    try:
        return inflater.decompress(stream, size)
    except _DAMAGED as error:
        raise BadRows(f"the picture's data is damaged: {error}") from error
