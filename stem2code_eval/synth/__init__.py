"""Figures made by programs: families, frozen splits, unseen splits."""
