# outcome: resource_limit
# tries: write one file without end

with open("huge", "wb") as file:
    while True:
        file.write(b"x" * (1 << 20))
