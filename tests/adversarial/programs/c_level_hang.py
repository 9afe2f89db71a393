# outcome: timeout

x = 10 ** (10**9)
