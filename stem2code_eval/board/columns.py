"""What the tables show: the metrics in the order of their weight, and each in a phrase."""

from collections.abc import Iterable

_METRICS = {
    "reconstruction": "The headline: what was drawn and how it looks, weighed together",
    "elements": "Mean of geometry, text, topology and style, from what the program drew",
    "topology": "What touches, crosses and encloses what",
    "text": "Labels: what they say, and where",
    "geometry": "Strokes and fillings: where they are",
    "style": "Colours, widths, dashes",
    "ssim": "Likeness of the pictures where something is drawn",
    "pixel": "Ink where the reference has ink",
    "clip": "Likeness of CLIP embeddings of the pictures",
    "avg_two": "Mean of the image and the code score, as Table 2 of the paper",
    "avg_three": "Mean of image score, code score and execution rate, as Table 5 of the paper",
    "image_score": "A judge's score of the two pictures",
    "code_score": "A judge's score of the two programs",
    "exec_rate": "Per cent of figures whose program runs and leaves a picture",
}
JUDGED = frozenset({"image_score", "code_score", "avg_two", "avg_three"})
"""Metrics that depend on who judges."""
SHOWN = frozenset(_METRICS) - {"geometry", "style", "clip"}
"""Metrics that a table shows before its reader chooses."""


def ordered(names: Iterable[str]) -> list[str]:
    """Return metrics each once, the weightiest first; those unknown here come last, by name."""
    places = {name: place for place, name in enumerate(_METRICS)}
    return sorted(set(names), key=lambda name: (places.get(name, len(places)), name))


def meaning(name: str) -> str:
    """Return what a metric is, in a phrase; empty of one unknown here."""
    return _METRICS.get(name, "")
