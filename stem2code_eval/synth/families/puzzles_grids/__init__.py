"""Puzzles and grids: the families of this subject."""
