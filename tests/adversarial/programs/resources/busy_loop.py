# outcome: timeout
# tries: never end

while True:
    pass
