"""Figures, tasks and splits: reading, checking and choosing them."""
