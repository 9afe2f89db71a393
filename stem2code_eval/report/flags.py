"""What the flags beside an outcome mean, for whoever reads a sample."""

from collections.abc import Sequence

_MEANINGS = {
    "injection": "Words in the program or the picture read like instructions to a judge. The score is what it would be "
    "without this flag; look at it yourself.",
    "raster": "Pasted pixels (an image, a fine mesh, masses of specks or packed bars) carry much of the ink where the "
    "reference has lines and shapes. They do not count as lines and shapes.",
    "tampered": "The element list that came back does not redraw the picture that came back, so it is not taken for "
    "what the program drew.",
    "untraced": "What the program drew could not be recorded element by element, so the element metrics found nothing "
    "of the reference in it.",
}


def meanings(flags: Sequence[str]) -> list[tuple[str, str]]:
    """Return the flags that need a word of explanation, each with one."""
    return [(flag, _MEANINGS[flag]) for flag in flags if flag in _MEANINGS]
