"""Judges: models that compare a reconstruction with its reference by a rubric, and what keeps them honest."""
