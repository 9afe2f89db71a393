# outcome: ok
# tries: make the picture gigantic by an artist far outside and a tight box

import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.text(1e7, 1e7, "far", clip_on=False)
plt.savefig("figure.png", bbox_inches="tight", pad_inches=1000)
