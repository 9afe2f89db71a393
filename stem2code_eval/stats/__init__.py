"""Statistics of scores: means with their intervals."""
