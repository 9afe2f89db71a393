"""Pages and tables for people: the report of a run, and what `doctor` finds."""
