"""Picture metrics for many pairs at once with PyTorch, on a GPU when there is one: the numbers of the one-pair metrics.

`score_batch` in `score` is the way in; one file a metric. Nothing here is imported unless it is asked for.
"""
