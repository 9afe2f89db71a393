# outcome: runtime_error
# message: ValueError
# tries: hang in the conversion of a number of a million digits

x = str(1 << 4_000_000)
