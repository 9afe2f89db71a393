"""Optics and waves: the families of this subject."""
