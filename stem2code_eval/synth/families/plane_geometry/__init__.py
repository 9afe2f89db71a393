"""Plane geometry: the families of this subject."""
