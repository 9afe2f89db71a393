"""Published benchmarks turned into task folders, one file a benchmark; figures stay on the user's machine."""
