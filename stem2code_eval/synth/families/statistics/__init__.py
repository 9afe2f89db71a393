"""Statistics charts: the families of this subject."""
