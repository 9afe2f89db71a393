# outcome: runtime_error
# tries: read from a keyboard that is not there

x = input()
