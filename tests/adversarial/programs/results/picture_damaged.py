# outcome: bad_image
# tries: flip bits in the middle of the picture
# uses: forger, picture_forger

def change(header, picture):
    middle = len(picture) // 2
    picture = picture[:middle] + bytes([picture[middle] ^ 0x55]) + picture[middle + 1 :]
    return header, picture


forge_picture(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
