# outcome: resource_limit
# tries: make a file of 1 TiB without writing it

with open("sparse", "wb") as file:
    file.truncate(1 << 40)
