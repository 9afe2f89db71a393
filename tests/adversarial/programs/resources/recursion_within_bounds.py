# outcome: runtime_error
# message: RecursionError
# tries: recurse without end

def deep(x):
    return deep(x + 1)


deep(0)
