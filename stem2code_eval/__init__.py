"""Measure whether a vision-language model really sees a STEM figure, by the program it writes to redraw it."""

__version__ = "0.1.0"
