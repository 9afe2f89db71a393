# outcome: bad_image
# tries: send half of the picture
# uses: forger, picture_forger

def change(header, picture):
    picture = picture[: len(picture) // 2]
    return header, picture


forge_picture(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
