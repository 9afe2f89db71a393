"""Picture metrics: one file a metric, each a pure function of a reference and a candidate."""
