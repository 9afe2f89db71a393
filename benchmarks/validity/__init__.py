"""Studies of whether the metrics measure what they claim."""
