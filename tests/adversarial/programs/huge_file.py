# outcome: resource_limit

with open("huge", "wb") as file:
    while True:
        file.write(b"x" * (1 << 20))
