# outcome: bad_image
# tries: send a page with a script for the picture
# uses: forger, picture_forger

def change(header, picture):
    picture = b"<html><script>alert(1)</script></html>"
    return header, picture


forge_picture(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
