"""Chemistry: the families of this subject."""
