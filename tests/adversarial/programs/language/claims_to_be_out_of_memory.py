# outcome: out_of_memory
# tries: raise what the runner would take for its own finding

raise MemoryError
