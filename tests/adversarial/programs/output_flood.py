# outcome: resource_limit

while True:
    print("x" * 4096)
