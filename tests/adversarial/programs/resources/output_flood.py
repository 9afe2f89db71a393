# outcome: resource_limit
# tries: fill the host memory through stdout

while True:
    print("x" * 4096)
