"""Solid geometry: the families of this subject."""
