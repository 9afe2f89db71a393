"""Statistics of scores: intervals, paired comparison, verdicts, repeats and power; pure functions on arrays."""
