# outcome: runtime_error
# message: KeyboardInterrupt
# tries: end the runner as Ctrl-C would

raise KeyboardInterrupt
