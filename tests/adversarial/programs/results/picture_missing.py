# outcome: bad_image
# tries: claim a figure and send none
# uses: forger

def change(header, picture):
    picture = b""
    return header, picture


forge(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
