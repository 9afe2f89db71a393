# outcome: tampered
# tries: claim a negative number of figures
# uses: forger

import re


def change(header, picture):
    header = re.sub(rb'"figures": ?[0-9]+', b'"figures":-1', header)
    return header, picture


forge(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
