"""Edits of a finished matplotlib figure, written to be copied into the programs that draw them (see `bundle`).

Nothing here runs in the harness. Names are unique over all modules, and modules import nothing but numpy,
matplotlib, typing and one another. Lengths are inches on the canvas, so that no edit depends on the resolution.
"""
