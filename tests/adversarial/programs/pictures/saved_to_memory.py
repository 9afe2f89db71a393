# outcome: ok
# tries: save to a buffer and read the picture back

import io

import matplotlib.pyplot as plt

buffer = io.BytesIO()
plt.plot([0, 1])
plt.savefig(buffer, format="png")
assert buffer.getvalue().startswith(b"\x89PNG")
