# outcome: bad_image
# tries: send 9 MB for a picture
# uses: forger, picture_forger

def change(header, picture):
    picture += bytes(9 << 20)
    return header, picture


forge_picture(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
