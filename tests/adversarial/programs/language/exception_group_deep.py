# outcome: resource_limit
# tries: raise a chain of a hundred thousand causes

error = None
for number in range(100_000):
    later = ValueError(number)
    later.__cause__ = error
    error = later
raise error
