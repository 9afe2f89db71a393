# outcome: ok
# tries: start a PostScript interpreter

import io

import matplotlib.pyplot as plt

plt.rcParams["ps.usedistiller"] = "ghostscript"
plt.plot([0, 1])
plt.savefig(io.BytesIO(), format="eps")
