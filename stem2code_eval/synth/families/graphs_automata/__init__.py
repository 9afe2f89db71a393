"""Graphs, automata and data structures: the families of this subject."""
