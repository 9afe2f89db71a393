"""The three stages generate, render and score, and the run folder that keeps their results."""
