# outcome: out_of_memory

import numpy as np

x = np.ones((1 << 31,))
