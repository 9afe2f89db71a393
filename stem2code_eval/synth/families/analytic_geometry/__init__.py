"""Analytic geometry: the families of this subject."""
