# outcome: timeout
# tries: compute in C, where no Python signal handler runs

x = 10 ** (10**9)
