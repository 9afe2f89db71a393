# outcome: out_of_memory
# tries: send a picture that no compression makes small

import matplotlib.pyplot as plt
import numpy as np

fig = plt.figure(figsize=(12, 12))
fig.figimage(np.random.randint(0, 255, (1800, 1800, 3), np.uint8))
plt.savefig("figure.png")
