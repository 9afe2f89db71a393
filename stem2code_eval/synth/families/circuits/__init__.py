"""Circuits: the families of this subject."""
