# outcome: timeout
# tries: hang in linear algebra

import numpy as np

a = np.random.rand(4000, 4000)
for _ in range(1000):
    a = a @ a / 2000
