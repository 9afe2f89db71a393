# outcome: out_of_memory
# tries: allocate 16 GiB at once with numpy

import numpy as np

x = np.ones((1 << 31,))
