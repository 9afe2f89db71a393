# outcome: bad_image
# tries: hide an archive behind the picture, for programs that read files from their end
# uses: forger, picture_forger

def change(header, picture):
    picture += b"PK\x05\x06" + bytes(18)
    return header, picture


forge_picture(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
