"""Functions and calculus: the families of this subject."""
