# outcome: out_of_memory
# tries: save gigapixels to a buffer of its own

import io

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.savefig(io.BytesIO(), dpi=6000, format="png")
