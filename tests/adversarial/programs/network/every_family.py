# outcome: ok
# flags: network
# tries: open a socket of every family and kind

import socket

for family in range(46):
    for kind in (1, 2, 3, 5):
        try:
            socket.socket(family, kind)
            print("ESCAPED: family", family, "kind", kind)
        except OSError:
            pass
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
