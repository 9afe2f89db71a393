# outcome: out_of_memory
# tries: fill the memory of the machine bit by bit

import numpy as np

hoard = [np.empty(60 << 20)]
while True:
    hoard.append(np.ones(4 << 20))
