# outcome: ok
# tries: change numpy for the next program

import random

import numpy as np

np.linspace = lambda *a, **k: np.zeros(50)
np.sin = np.cos = lambda x: x
np.random.seed = lambda *a: None
np.random.rand = lambda *a: 0.5
np.seterr(all="raise")
np.set_printoptions(precision=1)
np.random.default_rng(0).bit_generator.state
random.seed(99)
np.core.numeric.asarray = lambda *a, **k: None
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
