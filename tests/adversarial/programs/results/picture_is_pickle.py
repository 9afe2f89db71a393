# outcome: bad_image
# tries: send a pickle that runs a command for the picture
# uses: forger, picture_forger

def change(header, picture):
    picture = b"cos\nsystem\n(S'echo x > /tmp/left_by_attacker'\ntR."
    return header, picture


forge_picture(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
