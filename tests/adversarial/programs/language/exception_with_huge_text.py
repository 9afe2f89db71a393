# outcome: resource_limit
# tries: raise an exception with a text of 200 MB

raise ValueError("x" * (200 << 20))
