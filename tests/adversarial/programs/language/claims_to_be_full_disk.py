# outcome: resource_limit
# tries: raise what the kernel says when a limit is reached

raise OSError(28, "No space left on device")
