# outcome: timeout
# tries: hang in one call that never looks at signals

x = sum(range(10**13))
