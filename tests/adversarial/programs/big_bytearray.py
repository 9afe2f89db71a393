# outcome: out_of_memory

x = bytearray(3 << 30)
