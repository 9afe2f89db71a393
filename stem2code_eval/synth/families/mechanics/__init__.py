"""Mechanics: the families of this subject."""
