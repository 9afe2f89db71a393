# outcome: tampered
# tries: send 9 MB for a picture
# uses: forger

def change(header, picture):
    picture += bytes(9 << 20)
    return header, picture


forge(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
