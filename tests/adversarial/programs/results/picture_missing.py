# outcome: bad_image
# tries: claim a figure and send none
# uses: forger, picture_forger

def change(header, picture):
    picture = b""
    return header, picture


forge_picture(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
