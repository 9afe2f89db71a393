# outcome: out_of_memory
# tries: allocate 3 GiB at once

x = bytearray(3 << 30)
